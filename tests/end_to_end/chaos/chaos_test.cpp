// An hour in which everything goes wrong that the simulator can make go wrong.
#include "tests/end_to_end/chaos/chaos_run.h"
#include "tests/end_to_end/chaos/completeness.h"
#include "tests/end_to_end/chaos/excuses.h"
#include "tests/end_to_end/chaos/judge.h"
#include "tests/end_to_end/chaos/known_truth.h"
#include "tests/end_to_end/chaos/published.h"
#include "tests/end_to_end/chaos/schedule.h"
#include "tests/end_to_end/chaos/states.h"
#include "tests/end_to_end/chaos/told.h"
#include "tests/end_to_end/chaos/totals.h"
#include "tests/end_to_end/chaos/whole_history.h"
#include "tests/simulator/server/happening.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>
#include <pipevane/abi.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <future>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace pipevane::testing {
namespace {

constexpr std::int64_t kHourS = 3600;
// More would be the same over and over.
constexpr std::size_t kMostWrong = 100;

struct Hour {
  std::string release;  // of Proxmox VE
  std::uint64_t seed;
  Sources sources = {};
};
void PrintTo(const Hour& hour, std::ostream* out) {
  *out << "PVE " << hour.release << ", seed " << hour.seed << ' ' << hour.sources.pushed_over;
}

class Chaos : public ::testing::TestWithParam<Hour> {
 protected:
  void runTheHour() {
    truth_.look(run_.cluster());
    for (std::int64_t s = 0; s <= kHourS; s += ChaosRun::kStepS) {
      run_.change(troubles_, s);
      // By the first second of it everything is asked that is due then.
      run_.advanceTo(ChaosRun::kBeginMs + (s + ChaosRun::kStepS) * 1000 - 1);
      truth_.look(run_.cluster());
      judge();
      completeness_.look(run_.nowMs());
    }
  }

  void judge() {
    const auto visit = [this](const PublishedSample& each) {
      if (const auto wrong = judge_.judge(each, run_.nowMs()))
        complain(each.entity + " " + each.metric + " " + std::to_string(each.value) + " at " +
                 inHour(each.time_ms) + ", quality " + std::to_string(each.quality) + ": " +
                 *wrong);
      totals_.take(each);
    };
    published_.read(visit, [this] { judgeTotals(); });
    for (const std::string& each : published_.removed()) {
      if (published_.entities().count(each) == 0) {
        judge_.forget(each);
        totals_.forget(each);
      }
      if (const TrueEntity* const known = truth_.of(each); known != nullptr && known->present)
        complain(each + " was taken out and is there");
    }
    for (const std::string& each : states_.wrong((run_.nowMs() - ChaosRun::kBeginMs) / 1000))
      complain(each);
    expectTrueMemorySources();
  }

  void judgeTotals() {
    for (const std::string& each : totals_.wrong()) complain(each);
  }

  void expectTrueMemorySources() {
    if (run_.nowMs() < ChaosRun::kBeginMs + kBelievedMs) return;
    for (const auto& [key, attributes] : published_.entities()) {
      const auto told = attributes.find("memory_source");
      const TrueEntity* const known = truth_.of(key);
      if (told != attributes.end() && known != nullptr && told->second != known->memory_source)
        complain(key + " has its memory from " + told->second + ", in truth " +
                 known->memory_source);
    }
  }

  // What is there is as it is in truth, told lately, and nothing else is there.
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
      if (known.status == "running" || known.status == "online") expectLately(key, told);
    }
  }

  void expectLately(const std::string& key, const Published::Attributes& told) {
    const bool node = key.find("/node/") != std::string::npos;
    const bool from_host = told.count("memory_source") > 0 && told.at("memory_source") == "host";
    for (const std::string metric : {"cpu_usage_ratio", "memory_used_percent", "uptime_seconds",
                                     "network_receive_bytes_per_second"}) {
      // No list has a node's own traffic, and more than all memory is no share of it.
      if (node && !exports() && metric.starts_with("network_")) continue;
      if (from_host && metric.starts_with("memory_")) continue;
      const auto series = judge_.series().find({key, metric});
      ASSERT_NE(series, judge_.series().end()) << key << ' ' << metric;
      EXPECT_EQ(series->second.last_quality, exports() ? PV_LIVE : PV_ESTIMATED)
          << key << ' ' << metric;
      EXPECT_GT(series->second.last_ms, run_.nowMs() - kLatelyMs) << key << ' ' << metric;
    }
    if (run_.cluster().version().hostMemory() && !node) {
      ASSERT_EQ(told.count("memory_source"), 1U) << key;
    }
  }

  // All that the export remembered after each trouble came after all.
  void expectNothingLost() {
    const auto missing = completeness_.missing(run_.nowMs());
    for (const auto& each : missing)
      complain(each.entity + " " + each.metric + " at " + inHour(each.time_ms) +
               " was told nobody");
    EXPECT_GT(completeness_.expected(), 100'000U);
  }

  // The same cluster, and nothing goes wrong with what it answers and sends: nothing of what was
  // told is another one, and what is missing is what nobody could know, see above.
  void expectAsInAQuietHour() {
    const Hour& hour = GetParam();
    const Told quiet = watch(hour.release, hour.seed, happeningsOf(troubles_),
                             kHourS + ChaosRun::kStepS, hour.sources);
    EXPECT_EQ(published_.entities(), quiet.entities);
    std::size_t same = 0, missing = 0;
    for (const auto& [series, kept] : quiet.series) {
      const TrueEntity* const known = truth_.of(series.first);
      // A rate is the mean since the sample before, and a total is what was known by then.
      if (known == nullptr || series.second.ends_with("_per_second") ||
          std::ranges::none_of(known->cycles, [&series](const TrueCycle& each) {
            return each.values.contains(series.second);
          }))
        continue;
      const auto told = judge_.series().find(series);
      ASSERT_NE(told, judge_.series().end()) << series.first << ' ' << series.second;
      for (const auto& [time_ms, quality] : kept.qualities) {
        if (quality != PV_LIVE) continue;
        const auto found = told->second.values.find(time_ms);
        if (found == told->second.values.end() || std::isnan(found->second)) {
          ++missing;
          continue;
        }
        ++same;
        if (found->second != kept.values.at(time_ms))
          complain(series.first + " " + series.second + " at " + inHour(time_ms) + " is " +
                   std::to_string(found->second) + ", and in a quiet hour " +
                   std::to_string(kept.values.at(time_ms)));
      }
    }
    EXPECT_GT(same, 200'000U);
    EXPECT_LT(missing, same / kMissingOneIn) << same;
  }

  // Every sample of the hour.
  void expectAllOfItInTheHistory() {
    const std::int64_t from_ms = ChaosRun::kBeginMs + 5 * 60'000;
    for (const auto& [series, kept] : judge_.series()) {
      if (!truth_.of(series.first) || !truth_.of(series.first)->present) continue;
      const auto first = kept.values.lower_bound(from_ms);
      const auto points = run_.history(series.first, series.second, from_ms);
      if (!isWhole(points, kept, from_ms))
        complain("the history has " + std::to_string(points.size()) + " samples of " +
                 series.first + " " + series.second + ", not the " +
                 std::to_string(std::distance(first, kept.values.end())) + " that were told");
    }
  }

  bool exports() { return run_.cluster().version().metricsExport(); }
  void complain(const std::string& what) {
    if (++wrong_ <= kMostWrong) ADD_FAILURE() << inHour(run_.nowMs()) << ": " << what;
  }
  static std::string inHour(std::int64_t time_ms) {
    const double s = static_cast<double>(time_ms - ChaosRun::kBeginMs) / 1000;
    return std::to_string(static_cast<int>(s / 60)) + " min " + std::to_string(std::fmod(s, 60)) +
           " s";
  }

  // Until a guest that told its memory before the hour is believed to have ended that: three
  // different figures.
  static constexpr std::int64_t kBelievedMs = 60'000;
  // What members that hang, refuse or are left out told nobody.
  static constexpr std::size_t kMissingOneIn = 30;
  static constexpr std::int64_t kLatelyMs = 3 * ChaosRun::kStepS * 1000;
  static std::vector<Trouble> troublesOf(const Hour& hour) {
    auto all = hourOfTroubles(hour.seed);
    if (!hour.sources.pushed_over.empty())
      std::ranges::copy(hourOfPushTroubles(hour.seed, hour.sources.pushed_over),
                        std::back_inserter(all));
    return all;
  }

  const std::vector<Trouble> troubles_ = troublesOf(GetParam());
  ChaosRun run_{GetParam().release, GetParam().seed, GetParam().sources};
  KnownTruth truth_;
  Published published_{run_.dump()};
  Judge judge_{truth_};
  Totals totals_{published_};
  Completeness completeness_{truth_, judge_};
  // Troubles with pushes excuse nothing: what they would tell is asked for as well.
  const Excuses excuses_{hourOfTroubles(GetParam().seed)};
  States states_{truth_, published_, judge_, excuses_};
  std::size_t wrong_ = 0;
};

TEST_P(Chaos, TellsNothingWrongLosesNothingAndEndsWell) {
  runTheHour();
  expectTheTrueFleet();
  if (exports()) expectNothingLost();
  expectAllOfItInTheHistory();
  if (!GetParam().sources.pushed_over.empty()) expectAsInAQuietHour();
  EXPECT_EQ(wrong_, 0U);
  EXPECT_GT(judge_.compared(), 200'000U);
  EXPECT_GT(totals_.compared(), 10'000U);
  EXPECT_GT(states_.compared(), 20'000U);
  for (const auto& [id, why] : run_.ill()) ADD_FAILURE() << id << ": " << why;
}

// Two at once, so that neither the other nor the machine's load has a part in it.
TEST(ChaosOfOneSeed, IsTheSameToTheBit) {
  const auto hour = [](std::uint64_t seed) {
    ChaosRun run("9.2.11", seed);
    const auto troubles = hourOfTroubles(seed);
    for (std::int64_t s = 0; s <= kHourS; s += ChaosRun::kStepS) {
      run.change(troubles, s);
      run.advanceTo(ChaosRun::kBeginMs + (s + ChaosRun::kStepS) * 1000 - 1);
    }
    std::ifstream in(run.dump(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  auto one = std::async(std::launch::async, hour, 3);
  const std::string other = hour(3);
  EXPECT_GT(other.size(), 10'000'000U);
  EXPECT_TRUE(one.get() == other);
}

TEST(ChaosSchedule, HasEveryFaultOfTheSimulatorAndEndsInTime) {
  auto kinds = simulator::Fault::kinds();
  std::ranges::copy(simulator::happeningKinds(), std::back_inserter(kinds));
  for (const std::uint64_t seed : {1, 2, 3}) {
    std::set<std::string> scheduled;
    for (const Trouble& each : hourOfTroubles(seed)) {
      const auto asked = Poco::JSON::Parser().parse(each.what).extract<Poco::JSON::Object::Ptr>();
      scheduled.insert(asked->optValue<std::string>("kind", "status"));
      EXPECT_LE(each.at_s + each.for_s, kHourS - 3 * 60) << each.what;
    }
    for (const std::string& each : kinds) EXPECT_EQ(scheduled.count(each), 1U) << each;
  }
}

std::vector<Hour> hours() {
  const char* const asked = std::getenv("PIPEVANE_CHAOS_SEEDS");
  if (asked == nullptr)
    return {{"7.4-20", 7},
            {"8.1.4", 1},
            {"8.2.7", 2},
            {"8.4.21", 3},
            {"9.2.11", 7},
            {"9.2.11", 4},
            {"9.2.11", 5, {true, "influx-http"}}};
  std::vector<Hour> all;
  std::istringstream seeds(asked);
  for (std::uint64_t seed = 0; seeds >> seed;)
    for (const char* release : {"7.4-20", "8.1.4", "8.2.7", "8.4.21", "9.2.11"})
      all.push_back({release, seed});
  return all;
}

INSTANTIATE_TEST_SUITE_P(OfVersion, Chaos, ::testing::ValuesIn(hours()), [](const auto& of) {
  std::string release = of.param.release;
  std::ranges::replace_if(
      release, [](char each) { return each == '.' || each == '-'; }, '_');
  std::string way = of.param.sources.pushed_over;
  std::erase(way, '-');
  return "Pve" + release + "Seed" + std::to_string(of.param.seed) + way;
});

}  // namespace
}  // namespace pipevane::testing
