// Random lives of a cluster and of Pipevane, asked by the whole source: tasks, bursts, lists that
// are cut, lost, late and hanging answers, nodes that die, endpoints that fail, clocks that are
// set, archives that forget. Nothing that is remembered is lost, nothing is told twice, and each
// guest's events come in their order.
#include "plugins/proxmox/events/told_tasks.h"
#include "tests/plugins/proxmox_events/model/watched_model.h"

#include <cstdlib>
#include <random>

namespace pipevane::proxmox_events {
namespace {

class Interleaving {
 public:
  explicit Interleaving(unsigned seed, ModelledCluster::Life life)
      : random_(seed + 10'000), model_(seed, life) {}

  void go(int minutes) {
    for (int i = 0; i < 4 * minutes && !::testing::Test::HasFailure(); ++i) {
      model_.runFor(static_cast<std::int64_t>(5'000 + random_() % 20'000));
      if (random_() % 8 == 0) model_.restart(static_cast<std::int64_t>(random_() % 60'000));
      if (random_() % 20 == 0)
        model_.setClockBy(static_cast<std::int64_t>(random_() % 600'000) - 300'000);
    }
    model_.settle();
  }
  WatchedModel& model() { return model_; }

 private:
  std::mt19937 random_;
  WatchedModel model_;
};

// More of them, as at night: PIPEVANE_MODEL_SEEDS=1000.
unsigned seeds() {
  const char* const more = std::getenv("PIPEVANE_MODEL_SEEDS");
  return more == nullptr ? 100 : static_cast<unsigned>(std::strtoul(more, nullptr, 10));
}

TEST(Model, LosesNothingThatIsRememberedAndTellsNothingTwice) {
  std::size_t told = 0;
  for (unsigned seed = 1; seed <= seeds() && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Interleaving run(seed, {.archive_bytes = seed % 3 == 0 ? 50'000U : 8'000U,
                            .burst_most = seed % 5 == 0 ? 250U : 60U,
                            .shows_log = seed % 2 == 0});
    run.go(3);
    told += run.model().told();
  }
  EXPECT_GT(told, 15'000U) << "the runs are long enough to mean something";
}

// More tasks than are remembered of them, on nodes whose clocks were ahead, and are set right.
TEST(Model, TellsThoseBehindAClockThatWasSetBackAfterThousandsOfThem) {
  WatchedModel model(1, {.nodes = 2,
                         .deed_every_ms = 50,
                         .burst_most = 60,
                         .shows_log = true,
                         .faults = false,
                         .sets_clocks = false});
  model.proxmox().cluster().setClocks(3'600'000);
  model.runFor(16 * 60'000);
  EXPECT_GT(model.told(), 2 * proxmox::events::ToldTasks::kMost);
  model.proxmox().cluster().setClocks(0);
  model.runFor(4 * 60'000);
  model.settle();
}

// Bursts, nodes that die, and endpoints that fail, all the time.
TEST(Model, AsksNoMoreThanSixTenthsOfARequestASecondInANoisyHour) {
  constexpr std::int64_t kHourS = 3'600;
  for (unsigned seed = 1; seed <= 2 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    WatchedModel model(seed, {.deed_every_ms = 1'500, .burst_most = 120});
    model.runFor(60'000);
    const std::uint64_t before = model.proxmox().asked();
    model.runFor(kHourS * 1'000);
    EXPECT_LE(model.proxmox().asked() - before,
              static_cast<std::uint64_t>(kHourS * 6 / 10 + usualRequestsPerMinute(2'000)));
    model.settle();
  }
}

TEST(Model, AsksNoNodeWhereTheListHasAll) {
  for (unsigned seed = 1; seed <= 20 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    WatchedModel model(
        seed, {.deed_every_ms = 2'000, .burst_most = 8, .faults = false, .sets_clocks = false});
    model.runFor(20 * 60'000);
    EXPECT_EQ(model.proxmox().askedInVain(), 0U);
    EXPECT_GT(model.told(), 200U);
    model.settle();
  }
}

}  // namespace
}  // namespace pipevane::proxmox_events
