// A process that is killed at any moment, a hundred times, loses no more than its last cycle.
#include "tests/plugins/history/history_on_disk.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <random>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::IsEmpty;
using testing::MadeBatch;

constexpr std::size_t kSeries = 400;

double valueOf(std::size_t series, std::int64_t time_ms) {
  return std::round(
      std::sin(static_cast<double>(series + 1) * static_cast<double>(time_ms / 10'000)) * 1e6);
}

std::vector<SeriesId> seriesOf(testing::FakeHost& host) {
  std::vector<SeriesId> series;
  for (std::size_t i = 0; i < kSeries; ++i)
    series.push_back(host.series("lab/vm/" + std::to_string(i / 4), "m" + std::to_string(i % 4)));
  return series;
}

// Tells cycles from that time on, and writes the number of each to the pipe once the one before it
// is on the disk: what a source does that has an interval.
[[noreturn]] void tellUntilKilled(const std::filesystem::path& data, std::int64_t begin_ms,
                                  int pipe) {
  OnDisk one(data, {{"retention", "5m"}});
  const std::vector<SeriesId> series = seriesOf(one.host);
  for (std::int64_t time_ms = begin_ms;; time_ms += 10'000) {
    MadeBatch batch(time_ms, PV_END_OF_CYCLE);
    for (std::size_t i = 0; i < kSeries; ++i) batch.sample(series[i], valueOf(i, time_ms));
    one.host.setNow(time_ms);
    one.history.process(batch);
    while (one.figure("disk_written_ms") < time_ms - 10'000) std::this_thread::yield();
    if (::write(pipe, &time_ms, sizeof time_ms) != sizeof time_ms) ::_exit(1);
  }
}

TEST(HistoryOnDisk, LosesNoMoreThanTheLastCycleWheneverItIsKilled) {
  const web::TemporaryFolder data;
  std::mt19937 random(11);
  std::int64_t last_ms = kNowMs - 10'000;  // that was told
  for (int round = 0; round < 100; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(pipe[0]);
      tellUntilKilled(data.path, last_ms + 20'000, pipe[1]);
    }
    ::close(pipe[1]);
    // At any moment of the next cycle.
    const auto cycles = 1 + random() % 20;
    for (std::size_t i = 0; i < cycles; ++i)
      ASSERT_EQ(::read(pipe[0], &last_ms, sizeof last_ms), ssize_t{sizeof last_ms});
    const auto until =
        std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 4'000);
    while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
    ::kill(child, SIGKILL);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    while (::read(pipe[0], &last_ms, sizeof last_ms) == ssize_t{sizeof last_ms}) {
    }
    ::close(pipe[0]);

    OnDisk one(data.path, {{"retention", "5m"}});
    ASSERT_THAT(one.host.logged(), IsEmpty());
    const std::vector<SeriesId> series = seriesOf(one.host);
    const std::vector<Told> told = one.ask(series, 0, kForever);
    for (std::size_t i = 0; i < kSeries; ++i) {
      ASSERT_THAT(told[i].times_ms, ::testing::Not(IsEmpty()));
      ASSERT_GE(told[i].times_ms.back(), last_ms - 10'000) << "round " << round;
      for (std::size_t at = 0; at < told[i].times_ms.size(); ++at)
        ASSERT_EQ(told[i].values[at], valueOf(i, told[i].times_ms[at]));
    }
    // What follows is told of later, so that a gap shows what was lost.
    last_ms = std::max(last_ms, told[0].times_ms.back());
  }
  std::vector<std::string> segments;
  for (const auto& each : std::filesystem::directory_iterator(data.path / "history/under_test"))
    if (each.path().string().find("segment") != std::string::npos) segments.push_back(each.path());
  EXPECT_THAT(segments, ::testing::Not(IsEmpty())) << "it was never killed beside one";
}

}  // namespace
}  // namespace pipevane::history
