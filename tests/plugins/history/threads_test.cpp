#include "tests/plugins/history/one_history.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/inspect.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

namespace pipevane::history {
namespace {

using testing::MadeBatch;

void answerWhileSamplesCome(OneHistory& one) {
  std::vector<SeriesId> series;
  for (int i = 0; i < 200; ++i)
    series.push_back(one.host.series("lab/vm/" + std::to_string(i), "cpu"));
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int r = 0; r < 2; ++r)
    readers.emplace_back([&] {
      while (!done) {
        for (const Told& told : one.ask(series, 0, 10'000'000'000, 60'000, 100)) {
          EXPECT_TRUE(std::ranges::is_sorted(told.times_ms));
          EXPECT_LE(told.values.size(), 100u);
        }
        const Asked sum{0, 10'000'000'000, 60'000, 100, PV_RATE, PV_COMBINE_SUM};
        for (const Told& told : one.ask(series, sum))
          for (const std::uint32_t count : told.counts) EXPECT_LE(count, series.size());
        EXPECT_LE(one.at({}, 4'000'000, 60'000).size(), series.size());
        std::int64_t oldest = 0, newest = 0;
        one.service.extent(one.history.serviceSelf(), &oldest, &newest);
        EXPECT_LE(oldest, newest);
        one.service.events(one.history.serviceSelf(), 0, 10'000'000'000, 10, nullptr,
                           [](void*, const pv_event* event) { EXPECT_EQ(view(event->id), "1"); });
        const auto* inspect = one.history.service<pv_inspect>(PV_INSPECT);
        inspect->read(one.history.serviceSelf(), nullptr, [](void*, pv_text) {});
      }
    });
  for (int i = 0; i < 600; ++i) {
    MadeBatch batch(1'000'000 + i * 10'000, i % 3 == 0 ? PV_END_OF_CYCLE : 0);
    for (std::size_t s = 0; s < series.size(); ++s)
      batch.sample(series[s], static_cast<double>(s) / (i + 1));
    pv_event event{};
    event.size = sizeof event;
    event.time_ms = i;
    event.id = text("1");
    one.history.process(batch.event(event));
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(one.ask({series[0]}, 0, 10'000'000'000)[0].times_ms.back(), 1'000'000 + 599 * 10'000);
}

TEST(HistoryThreads, AnswersWhileSamplesCome) {
  OneHistory one(testing::GivenOptions{{"memory_limit", "1 MiB"}});
  answerWhileSamplesCome(one);
}

TEST(HistoryThreads, AnswersWhileSamplesComeAndGoToTheDisk) {
  const web::TemporaryFolder data;
  OneHistory one(testing::GivenOptions{{"memory_limit", "1 MiB"}}, data.path.string());
  ASSERT_EQ(one.history.start(), PV_OK);
  answerWhileSamplesCome(one);
  one.history.flush();
  EXPECT_TRUE(std::filesystem::exists(data.path / "history" / "under_test"));
}

}  // namespace
}  // namespace pipevane::history
