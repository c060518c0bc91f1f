// The clock of the machine that polls is set by two hours, back or ahead, as where it has none of
// its own and hears the time late. Nothing of the cluster changes, so nothing of what is told does.
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>
#include <pipevane/inspect.h>

#include <array>
#include <cstdlib>
#include <map>
#include <numeric>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::int64_t kTwoHoursMs = 2 * 3600 * 1000;
constexpr std::int64_t kSetMs = 104'000, kRunMs = 305'000;

struct Ran {
  std::map<std::string, std::vector<std::int64_t>> times;  // of each guest's figures
  std::map<std::string, std::vector<std::int64_t>> live;   // those that are
  std::array<std::uint64_t, 3> asked{};                    // of each node
  std::uint64_t lists = 0;
  std::vector<std::string> whys;  // that it was degraded for
};

std::uint64_t askedOf(ThreeNodes& cluster, std::size_t node) {
  return cluster.one.simulators[node]->stats().json().getValue<std::uint64_t>("requests");
}

class OwnClockSet : public ::testing::TestWithParam<std::int64_t> {
 protected:
  // `set_by_ms`: 0 for how it would be.
  static Ran run(int version, std::int64_t set_by_ms,
                 const std::function<void(ThreeNodes&)>& before = {}) {
    ThreeNodes cluster(version);
    if (before) before(cluster);
    cluster.at(kSetMs, [&cluster, set_by_ms] { cluster.one.host.setClockBy(set_by_ms); });
    cluster.runFor(kRunMs);
    Ran ran;
    for (const char* node : {"pve1", "pve2", "pve3"})
      for (const std::string& guest : cluster.guestsOf(node)) {
        ran.times[guest] = cluster.one.timesOf(guest, "cpu_usage_ratio");
        ran.live[guest] = cluster.one.liveTimesOf(guest, "cpu_usage_ratio");
      }
    for (std::size_t each = 0; each < 3; ++each) ran.asked[each] = askedOf(cluster, each);
    for (std::size_t each = 0; each < 3; ++each)
      ran.lists += cluster.one.asked("/cluster/resources", each);
    if (!cluster.one.host.healthy()) ran.whys.push_back(cluster.one.host.why());
    return ran;
  }
  static Fault refusal() {
    return {.path = "", .kind = Fault::Kind::kStatus, .status = 500, .reason = "no", .count = -1};
  }
};

TEST_P(OwnClockSet, ChangesNoCycleAndNoTimeThatIsTold) {
  const Ran well = run(9, 0), set = run(9, GetParam());
  ASSERT_EQ(well.lists, 31U);
  EXPECT_EQ(set.lists, well.lists);
  EXPECT_EQ(set.asked, well.asked);
  EXPECT_EQ(set.times, well.times);
  EXPECT_EQ(set.live, well.live);
  // It is said, though, that the clocks do not agree any more.
  ASSERT_EQ(set.whys.size(), 1U);
  EXPECT_THAT(set.whys.front(), StartsWith("clocks differ from this machine's"));
  EXPECT_THAT(set.whys.front(), HasSubstr("look at this machine's first"));
}

// Where the figures have no time but that of asking, which is ours.
TEST_P(OwnClockSet, ChangesNoCycleWhereThereIsNoExport) {
  const Ran well = run(7, 0), set = run(7, GetParam());
  ASSERT_EQ(well.lists, 31U);
  EXPECT_EQ(set.lists, well.lists);
  EXPECT_EQ(set.asked, well.asked);
  for (const auto& [guest, times] : well.times) {
    std::vector<std::int64_t> expected = times, told = set.times.at(guest);
    for (std::int64_t& each : expected)
      if (each >= kBeginMs + kSetMs) each += GetParam();
    // Where the clock went ahead the next list may be an old one, for all that anybody can tell.
    if (GetParam() > 0) expected.erase(expected.begin() + 11), told.erase(told.begin() + 11);
    EXPECT_EQ(told, expected) << guest;
  }
}

// Of all endpoints, of which each rests longer from failure to failure.
TEST_P(OwnClockSet, NeitherEndsNorProlongsTheRestOfAnEndpoint) {
  const auto refuse = [](ThreeNodes& cluster) {
    for (const auto& each : cluster.one.simulators) each->faults().add(refusal());
  };
  const Ran well = run(9, 0, refuse);
  ASSERT_GE(std::accumulate(well.asked.begin(), well.asked.end(), 0U), 8U);
  EXPECT_EQ(run(9, GetParam(), refuse).asked, well.asked);
}

// One that hangs is asked alone now and then, and all of them through one again after two minutes.
TEST_P(OwnClockSet, ChangesNothingOfWhatAMemberThatHangsIsAsked) {
  const auto hang = [](ThreeNodes& cluster) {
    cluster.everywhere([](simulator::World& world) { world.hangApi("pve3", true); });
  };
  const Ran well = run(9, 0, hang);
  const Ran set = run(9, GetParam(), hang);
  EXPECT_EQ(set.asked[0], well.asked[0]);
  EXPECT_EQ(set.asked[1], well.asked[1]);
  // Its rests are of half their length to all of it, by the moment of the failure, which is real
  // where a call hangs.
  EXPECT_NEAR(static_cast<double>(set.asked[2]), static_cast<double>(well.asked[2]), 4);
  for (const auto& [guest, times] : well.times) {
    const auto& told = set.times.at(guest);
    ASSERT_EQ(told.size(), times.size()) << guest;
    // Those of the list are in whole seconds of who answers.
    for (std::size_t i = 0; i < told.size(); ++i)
      EXPECT_LE(std::abs(told[i] - times[i]), 1'500) << guest << " at " << times[i] - kBeginMs;
  }
}

TEST_P(OwnClockSet, IsNoReasonToSpendMoreThanTheLimit) {
  OnePoll one;
  const auto asked = [&one] {
    return one.sim().stats().json().getValue<std::uint64_t>("requests");
  };
  std::uint64_t before = 0;
  bool set = false;
  one.host.onWait([&](std::int64_t) {
    if (one.host.timeMs() < kBeginMs + 60'000 || std::exchange(set, true)) return;
    one.host.setClockBy(GetParam());
    before = asked();
  });
  one.runFor(120'000,
             {{"interval", std::string("1s")}, {"requests_per_minute", std::string("60")}});
  EXPECT_LE(asked() - before, 61U);
  EXPECT_GE(asked() - before, 50U);
}

// What is shown of endpoints is by the clock as it is now.
TEST_P(OwnClockSet, ShiftsWhatIsSaidOfTheTimeSinceWhen) {
  OnePoll one;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  bool set = false;
  one.host.onWait([&](std::int64_t) {
    if (one.host.timeMs() < kBeginMs + 60'000 || std::exchange(set, true)) return;
    one.host.setClockBy(GetParam());
  });
  one.host.stopAt(kBeginMs + 100'000);
  source.run();
  std::string told;
  source.service<pv_inspect>(PV_INSPECT)
      ->read(source.serviceSelf(), &told,
             [](void* to, pv_text json) { *static_cast<std::string*>(to) = str(json); });
  EXPECT_THAT(told, HasSubstr("\"since_ms\":" + std::to_string(kBeginMs + GetParam())));
}

INSTANTIATE_TEST_SUITE_P(By, OwnClockSet, ::testing::Values(-kTwoHoursMs, kTwoHoursMs),
                         [](const auto& by) {
                           return by.param < 0 ? "TwoHoursBack" : "TwoHoursAhead";
                         });

}  // namespace
}  // namespace pipevane::proxmox_poll
