// A store, its keeper, and what that reports.
#pragma once

#include "plugins/history/disk/keeper.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/testing/fake_host.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::history {

inline constexpr std::int64_t kNowMs = 1'795'000'000'000, kDayMs = 86'400'000;

struct Kept {
  web::TemporaryFolder folder;
  std::filesystem::path path = folder.path / "history";
  testing::FakeHost host;
  std::shared_ptr<Gate> gate = std::make_shared<Gate>(host.host().dictionary());
  SampleStore samples = made();
  EventLog events;
  std::mutex mutex;
  std::condition_variable told;
  std::string why;
  std::atomic<bool> in_memory_alone = false;
  std::atomic<int> reports = 0;
  std::size_t held = 1'000'000;
  std::atomic<int> gone = 0;
  std::function<void()> at_snapshot = [] {}, at_mark = [] {};
  std::function<std::optional<std::uint64_t>()> room = [] { return std::nullopt; };
  Keeper::Pace pace{.gather = std::chrono::milliseconds(1),
                    .patience = std::chrono::milliseconds(1),
                    .retry = std::chrono::milliseconds(0),
                    .end = std::chrono::minutes(1)};
  std::unique_ptr<Keeper> keeper;

  SampleStore made() {
    return SampleStore({.retention_ms = 3'600'000, .bytes = 1U << 26U},
                       clusterBy(host.host().dictionary()));
  }
  std::unique_ptr<DiskStore> open() {
    return std::make_unique<DiskStore>(path, gate->dictionary(), factsBy(gate->dictionary()),
                                       [this](const std::filesystem::path&) { return room(); });
  }
  void begin(std::unique_ptr<DiskStore> store, Keeper::State state) {
    keeper = std::make_unique<Keeper>(
        gate, [this] { return open(); }, std::move(store), state,
        Keeper::Client{.snapshot =
                           [this](const std::function<void()>& pending) {
                             at_snapshot();
                             const std::lock_guard lock(mutex);
                             HistoryImage snapshot{.samples = samples.image(), .events = {}};
                             pending();
                             return snapshot;
                           },
                       .mark = [this](const auto&) { at_mark(); },
                       .held = [this] { return held; },
                       .report =
                           [this](const std::string& sentence, bool alone) {
                             const std::lock_guard lock(mutex);
                             why = sentence;
                             in_memory_alone = alone;
                             ++reports;
                             told.notify_all();
                           },
                       .foreign = [](const std::string&) {},
                       .empty =
                           [this] {
                             return ReadHistory{made(), {}};
                           },
                       .join =
                           [this](ReadHistory found, const std::vector<std::string>& problems) {
                             const std::lock_guard lock(mutex);
                             EXPECT_THAT(problems, ::testing::IsEmpty());
                             const bool goes_on = found.samples.dropWhatIsIn(samples.image());
                             found.samples.join(std::move(samples), goes_on);
                             samples = std::move(found.samples);
                           },
                       .gone =
                           [this](bool) {
                             const std::lock_guard lock(mutex);
                             ++gone;
                           }},
        pace);
  }
  // Told by a clock that is a day ahead of the host's.
  void cycle(int number, std::size_t count = 3) {
    testing::MadeBatch batch(kNowMs + kDayMs + number * 10'000, PV_END_OF_CYCLE);
    for (std::size_t i = 0; i < count; ++i)
      batch.sample(host.series("lab/vm/" + std::to_string(i), "cpu"), number + double(i) / 1000);
    const pv_batch raw = batch.raw();
    const Batch view(raw);
    const Arrival arrival{.now_ms = view.timeMs() - kDayMs, .steady_ms = view.timeMs()};
    if (keeper) keeper->makeRoom();
    const std::lock_guard lock(mutex);
    samples.add(view.timeMs(), view.series(), view.values(), view.qualities(), arrival);
    if (keeper) keeper->note(view, arrival, [](SeriesId) { return true; });
  }
  std::string awaitComplaint() {
    std::unique_lock lock(mutex);
    told.wait(lock, [&] { return !why.empty(); });
    return why;
  }
  void awaitHealth() {
    std::unique_lock lock(mutex);
    told.wait(lock, [&] { return reports > 0 && why.empty(); });
  }
  // What another process would find.
  std::size_t onDisk() {
    keeper.reset();
    gate = std::make_shared<Gate>(host.host().dictionary());
    SampleStore found = made();
    EventLog found_events;
    const std::vector<std::string> problems = open()->load(found, found_events);
    EXPECT_THAT(problems, ::testing::IsEmpty());
    std::vector<Point> points, due;
    for (std::size_t i = 0; i < 3; ++i) {
      const SeriesId series = host.series("lab/vm/" + std::to_string(i), "cpu");
      found.collect(series, 0, kNowMs * 2, points);
      samples.collect(series, 0, kNowMs * 2, due);
    }
    EXPECT_EQ(points.size(), due.size());
    for (std::size_t i = 0; i < std::min(points.size(), due.size()); ++i)
      EXPECT_EQ(points[i].value, due[i].value);
    return points.size();
  }
};

}  // namespace pipevane::history
