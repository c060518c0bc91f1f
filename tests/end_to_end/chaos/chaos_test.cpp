// An hour in which everything goes wrong that the simulator can make go wrong.
#include "tests/end_to_end/chaos/chaos_run.h"
#include "tests/end_to_end/chaos/judge.h"
#include "tests/end_to_end/chaos/known_truth.h"
#include "tests/end_to_end/chaos/published.h"
#include "tests/end_to_end/chaos/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace pipevane::testing {
namespace {

constexpr std::int64_t kHourS = 3600;
constexpr std::int64_t kStepS = 10;
// More would be the same over and over.
constexpr std::size_t kMostWrong = 100;

struct Hour {
  int pve_version;
  std::uint64_t seed;
};
void PrintTo(const Hour& hour, std::ostream* out) {
  *out << "PVE " << hour.pve_version << ", seed " << hour.seed;
}

class Chaos : public ::testing::TestWithParam<Hour> {
 protected:
  void runTheHour() {
    truth_.look(run_.cluster());
    for (std::int64_t s = 0; s <= kHourS; s += kStepS) {
      changeTroubles(s);
      // By the first second of it everything is asked that is due then.
      run_.advanceTo(ChaosRun::kBeginMs + (s + kStepS) * 1000 - 1);
      truth_.look(run_.cluster());
      judge();
    }
  }

  void changeTroubles(std::int64_t now_s) {
    for (const Trouble& each : hourOfTroubles())
      if (each.for_s > 0 && due(each.at_s + each.for_s, now_s)) run_.end(each);
    for (const Trouble& each : hourOfTroubles())
      if (due(each.at_s, now_s)) run_.begin(each);
  }
  static bool due(std::int64_t at_s, std::int64_t now_s) {
    return at_s > now_s - kStepS && at_s <= now_s;
  }

  void judge() {
    for (const PublishedSample& each : published_.next())
      if (const auto wrong = judge_.judge(each, run_.nowMs()))
        complain(each.entity + " " + each.metric + " " + std::to_string(each.value) + " at " +
                 inHour(each.time_ms) + ", quality " + std::to_string(each.quality) + ": " +
                 *wrong);
    for (const std::string& each : published_.removed())
      if (const TrueEntity* const known = truth_.of(each); known != nullptr && known->present)
        complain(each + " was taken out and is there");
    expectNoneRunsOnADeadNode();
  }

  void expectNoneRunsOnADeadNode() {
    for (const auto& [key, attributes] : published_.entities()) {
      const auto node = attributes.find("node");
      if (attributes.count("vmid") == 0 || node == attributes.end()) continue;
      const TrueEntity* const its = truth_.of("sim/node/" + node->second);
      const bool dead = its != nullptr && its->status == "offline";
      std::int64_t& since_ms = dead_since_ms_[node->second];
      if (!dead) since_ms = run_.nowMs();
      if (dead && run_.nowMs() - since_ms > 3 * kStepS * 1000 &&
          attributes.at("status") != "unknown")
        complain(key + " is " + attributes.at("status") + " on " + node->second +
                 ", which is dead");
    }
  }

  // What is there is as it is in truth, told live and lately, and nothing else is there.
  void expectTheTrueFleet() {
    for (const auto& [key, known] : truth_.entities()) {
      const auto found = published_.entities().find(key);
      ASSERT_EQ(found != published_.entities().end(), known.present) << key;
      if (!known.present) continue;
      const Published::Attributes& told = found->second;
      EXPECT_EQ(told.at("status"), known.status) << key;
      EXPECT_EQ(told.at("name"), known.name) << key;
      if (!known.node.empty()) {
        EXPECT_EQ(told.at("node"), known.node) << key;
      }
      if (known.status != "running" && known.status != "online") continue;
      for (const char* metric : {"cpu_usage_ratio", "memory_used_percent", "uptime_seconds",
                                 "network_receive_bytes_per_second"}) {
        const auto series = judge_.series().find({key, metric});
        ASSERT_NE(series, judge_.series().end()) << key << ' ' << metric;
        EXPECT_EQ(series->second.last_quality, PV_LIVE) << key << ' ' << metric;
        EXPECT_GT(series->second.last_ms, run_.nowMs() - 3 * kStepS * 1000) << key << ' ' << metric;
      }
    }
  }

  void complain(const std::string& what) {
    if (++wrong_ <= kMostWrong) ADD_FAILURE() << inHour(run_.nowMs()) << ": " << what;
  }
  static std::string inHour(std::int64_t time_ms) {
    const double s = static_cast<double>(time_ms - ChaosRun::kBeginMs) / 1000;
    return std::to_string(static_cast<int>(s / 60)) + " min " + std::to_string(std::fmod(s, 60)) +
           " s";
  }

  ChaosRun run_{GetParam().pve_version, GetParam().seed};
  KnownTruth truth_;
  Published published_{run_.dump()};
  Judge judge_{truth_};
  std::map<std::string, std::int64_t> dead_since_ms_;
  std::size_t wrong_ = 0;
};

TEST_P(Chaos, TellsNothingWrongAndEndsWell) {
  runTheHour();
  EXPECT_EQ(wrong_, 0U);
  expectTheTrueFleet();
  EXPECT_GT(judge_.compared(), 200'000U);
  for (const auto& [id, why] : run_.ill()) ADD_FAILURE() << id << ": " << why;
}

INSTANTIATE_TEST_SUITE_P(OfVersion, Chaos, ::testing::Values(Hour{9, 7}), [](const auto& of) {
  return "Pve" + std::to_string(of.param.pve_version) + "Seed" + std::to_string(of.param.seed);
});

}  // namespace
}  // namespace pipevane::testing
