// A node whose clock is set back while it is watched: its new figures have the times of old ones.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::int64_t kSetBackMs = 100'000;
// Nothing new in two cycles, asked in the second one, told by the list of the next.
constexpr std::int64_t kNoticedMs = 30'000;

struct Clock {
  const char* name;
  const char* node;
  std::int64_t before_s, after_s;  // ahead of the truth
};
void PrintTo(const Clock& clock, std::ostream* out) { *out << clock.name; }

class ClockSetBack : public ::testing::TestWithParam<Clock> {
 protected:
  ClockSetBack() {
    set(GetParam().before_s);
    guest_ = one_.vmThatRunsOn(GetParam().node);
  }
  static simulator::Settings fresh() {
    simulator::Settings settings = OnePoll::small();
    settings.past_s = 0;
    settings.guests = 12;
    return settings;
  }
  void set(std::int64_t ahead_s) {
    one_.sim().locked([&](World& world) { world.skewClock(GetParam().node, ahead_s); });
  }
  std::int64_t passedMs() { return one_.host.host().nowMs() - kBeginMs; }
  std::string key() const { return "sim/vm/" + std::to_string(guest_); }
  // How far what is shown of the guest's uptime is behind the truth.
  double uptimeBehindS() {
    const double truth = one_.sim().locked([&](World& world) {
      return static_cast<double>(world.guest(guest_).cycles.back().uptime_s);
    });
    return truth - one_.host.latest(key(), "uptime_seconds").value_or(-1e9);
  }
  void run(std::int64_t duration_ms, const std::function<void()>& at_each_wait) {
    one_.host.onWait([&](std::int64_t) {
      if (passedMs() >= kSetBackMs && !was_set_) {
        was_set_ = true;
        set(GetParam().after_s);
      }
      at_each_wait();
    });
    one_.runFor(duration_ms);
  }

  OnePoll one_{fresh()};
  int guest_ = 0;
  bool was_set_ = false;
};

TEST_P(ClockSetBack, IsNoticedAndSaidWithTheRemedyWhileLiveFiguresGoOn) {
  int looks = 0;
  run(400'000, [&] {
    if (passedMs() < kSetBackMs + kNoticedMs) return;
    ++looks;
    EXPECT_THAT(one_.host.why(), AllOf(HasSubstr(std::string("the clock of ") + GetParam().node +
                                                 " was set back and is "),
                                       HasSubstr("chronyc")))
        << passedMs();
    EXPECT_LE(uptimeBehindS(), 20) << passedMs();
  });
  EXPECT_GE(looks, 20);
  EXPECT_LE(one_.asked(std::string("/nodes/") + GetParam().node + "/time"), 1U);
}

// What was said of it before is not true any more with the first answer after that.
TEST_P(ClockSetBack, IsNotSaidToBeAheadAnyLonger) {
  bool was_ahead = false;
  run(250'000, [&] {
    const bool ahead = ::testing::Matches(HasSubstr("s ahead"))(one_.host.why());
    if (passedMs() < kSetBackMs) was_ahead = was_ahead || ahead;
    if (passedMs() < kSetBackMs + 10'000) return;
    EXPECT_FALSE(ahead) << passedMs();
  });
  EXPECT_EQ(was_ahead, GetParam().before_s > 0);
}

TEST_P(ClockSetBack, TellsNothingOldAgain) {
  run(1'000'000, [] {});
  const SeriesId uptime =
      one_.host.dictionary().findSeries(one_.host.dictionary().findEntity(key()),
                                        one_.host.dictionary().findMetric("uptime_seconds"));
  double last = 0;
  std::size_t told = 0;
  for (const auto& batch : one_.host.pushed()) {
    const auto value = batch.value(uptime);
    if (!value) continue;
    EXPECT_GE(*value, last) << "at " << batch.timeMs() - kBeginMs;
    last = *value;
    ++told;
  }
  EXPECT_GE(told, 85U);
  EXPECT_LE(uptimeBehindS(), 20);
}

TEST_P(ClockSetBack, IsForgottenOnceItIsRightAndPastWhatItTold) {
  run(1'000'000, [&] {
    if (passedMs() > 300'000 && passedMs() < 320'000) set(0);
  });
  EXPECT_TRUE(one_.host.healthy()) << one_.host.why();
  EXPECT_LE(uptimeBehindS(), 20);
}

INSTANTIATE_TEST_SUITE_P(Of, ClockSetBack,
                         ::testing::Values(Clock{"AnotherNode", "pve2", 0, -600},
                                           Clock{"AnotherNodeThatWasAhead", "pve2", 600, 0},
                                           Clock{"TheNodeThatIsAsked", "pve1", 0, -600},
                                           Clock{"TheNodeThatIsAskedAndWasAhead", "pve1", 600, 0}),
                         [](const auto& of) { return of.param.name; });

}  // namespace
}  // namespace pipevane::proxmox_poll
