// The thread that brings what leaves the memory to the disk, and a disk that is not there or hangs.
#include "plugins/history/tiers/tier_keeper.h"

#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/testing/fake_host.h>

#include <atomic>
#include <future>
#include <string>
#include <vector>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

using namespace std::chrono_literals;

constexpr std::int64_t kBeginMs = 498'611 * kHourMs;
constexpr TierLimits kLimits{.minutes_ms = 24 * kHourMs, .hours_ms = 0};

// What is told by the thread.
struct Told {
  std::mutex mutex;
  std::vector<std::string> reports;
  std::atomic<int> calls = 0;

  TierKeeper::Client client() {
    return {.report =
                [this](const std::string& why) {
                  ++calls;
                  const std::lock_guard lock(mutex);
                  reports.push_back(why);
                },
            .warn = [this](const std::vector<std::string>&) { ++calls; }};
  }
};

std::vector<Departed> departed(SeriesId series, double value) {
  Departed one{.series = {series}, .chunks = {}, .rows = {}};
  one.rows.push_back({kBeginMs, {value}, {PV_LIVE}});
  return {one};
}

struct OneKeeper {
  testing::FakeHost host;
  web::TemporaryFolder folder;
  Told told;
  std::shared_ptr<Gate> gate = std::make_shared<Gate>(host.host().dictionary());
  SeriesId series = host.series("lab/vm/1", "x");

  std::unique_ptr<TierStore> open() {
    std::vector<std::string> problems;
    return std::make_unique<TierStore>(folder.path / "tiers", gate->dictionary(), kLimits,
                                       problems);
  }
  static std::vector<Summary> read(const TierStore& store, SeriesId whose) {
    std::vector<std::vector<Summary>> all(1);
    store.read({&whose, 1}, {kMinuteMs, kBeginMs, kBeginMs + kMinuteMs}, all);
    return all[0];
  }
};

TEST(TierKeeper, KeepsWhatComesUntilTheDiskIsThere) {
  OneKeeper one;
  std::atomic<bool> there = false;
  TierKeeper keeper(one.gate,
                    [&] {
                      if (!there) throw DiskError(DiskError::Kind::kElse, "there is no disk");
                      return one.open();
                    },
                    nullptr, one.told.client(), {});
  keeper.note(departed(one.series, 1));
  keeper.flush();
  EXPECT_EQ(keeper.store(), nullptr);
  EXPECT_EQ(keeper.figures().waiting, 1U);
  there = true;
  keeper.note(departed(one.series, 3));
  keeper.flush();
  EXPECT_EQ(keeper.figures().waiting, 0U);
  EXPECT_EQ(keeper.figures().lost, 0U);
  const auto found = OneKeeper::read(*keeper.store(), one.series);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].count, 2U);
  const std::lock_guard lock(one.told.mutex);
  EXPECT_EQ(one.told.reports.front(), "there is no disk");
  EXPECT_EQ(one.told.reports.back(), "") << "it is mended";
}

TEST(TierKeeper, LosesTheOldestWhereMoreComesThanThereIsRoomFor) {
  OneKeeper one;
  TierKeeper keeper(one.gate,
                    []() -> std::unique_ptr<TierStore> {
                      throw DiskError(DiskError::Kind::kElse, "there is no disk");
                    },
                    nullptr, one.told.client(), {});
  constexpr std::size_t kRows = 1'000, kColumns = 1'000;
  Departed much{.series = std::vector<SeriesId>(kColumns, one.series), .chunks = {}, .rows = {}};
  much.rows.assign(kRows, {kBeginMs, std::vector<double>(kColumns),
                           std::vector<std::uint8_t>(kColumns, PV_LIVE)});
  keeper.flush();
  for (int i = 0; i < 6; ++i) keeper.note({much});
  EXPECT_EQ(keeper.figures().waiting, 3 * kRows * kColumns);
  EXPECT_EQ(keeper.figures().lost, 3 * kRows * kColumns);
}

TEST(TierKeeper, BeginsAnewWhereItsFilesAreGone) {
  OneKeeper one;
  TierKeeper keeper(one.gate, [&] { return one.open(); }, one.open(), one.told.client(), {});
  keeper.note(departed(one.series, 1));
  keeper.flush();
  std::filesystem::remove_all(one.folder.path / "tiers");
  keeper.note(departed(one.series, 3));
  keeper.flush();
  const auto found = OneKeeper::read(*keeper.store(), one.series);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].least, 3);
  EXPECT_TRUE(std::filesystem::exists(one.folder.path / "tiers"));
}

// Who takes over has it.
TEST(TierKeeper, LeavesWhatCouldNotBeWritten) {
  OneKeeper one;
  TierKeeper keeper(one.gate,
                    []() -> std::unique_ptr<TierStore> {
                      throw DiskError(DiskError::Kind::kElse, "there is no disk");
                    },
                    nullptr, one.told.client(), {});
  keeper.note(departed(one.series, 1));
  keeper.note(departed(one.series, 2));
  const std::vector<Departed> left = keeper.stop();
  ASSERT_THAT(left, SizeIs(2));
  EXPECT_EQ(left[1].rows[0].values[0], 2);
  EXPECT_EQ(keeper.figures().waiting, 2U);
}

// An image that is made at that moment has what leaves later, and not what left before.
TEST(TierKeeper, CutsWhereAnImageIsMade) {
  OneKeeper one;
  {
    TierKeeper keeper(one.gate, [&] { return one.open(); }, one.open(), one.told.client(), {});
    keeper.note(departed(one.series, 1));
    keeper.cut();
    keeper.note(departed(one.series, 2));
    keeper.flush();
    keeper.settle();
    keeper.flush();
    EXPECT_EQ(keeper.figures().store.files, 2U);
  }
}

TEST(TierKeeper, WritesWhatIsLeftBeforeItEnds) {
  OneKeeper one;
  {
    TierKeeper keeper(one.gate, [&] { return one.open(); }, one.open(), one.told.client(), {});
    keeper.note(departed(one.series, 1));
  }
  one.gate = std::make_shared<Gate>(one.host.host().dictionary());
  EXPECT_THAT(OneKeeper::read(*one.open(), one.series), SizeIs(1));
}

// Nobody is called then, as there may be nobody any more.
TEST(TierKeeper, LeavesADiskThatHangsWhereItIs) {
  OneKeeper one;
  std::promise<void> begun, answer, gone;
  struct Gone {
    std::promise<void>* gone;
    explicit Gone(std::promise<void>* promise) : gone(promise) {}
    ~Gone() { gone->set_value(); }
  };
  {
    TierKeeper keeper(
        one.gate,
        [&begun, &answer, last = std::make_shared<Gone>(&gone)]() -> std::unique_ptr<TierStore> {
          begun.set_value();
          answer.get_future().wait();
          throw DiskError(DiskError::Kind::kElse, "at last");
        },
        nullptr, one.told.client(), {.end = 10ms});
    begun.get_future().wait();
  }
  const int calls = one.told.calls;
  answer.set_value();
  gone.get_future().wait();
  EXPECT_EQ(one.told.calls, calls);
}

}  // namespace
}  // namespace pipevane::history
