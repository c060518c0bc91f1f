// The service that tells what is stored and asks nobody for the rest.
#include "tests/plugins/history/archived.h"

#include <pipevane/history_stored.h>

#include <gmock/gmock.h>

namespace pipevane::history {
namespace {

using ::testing::Pair;

struct Stored : Archived {
  const pv_history_stored& stored = *one.history.service<pv_history_stored>(PV_HISTORY_STORED);

  std::pair<std::int64_t, std::int64_t> extent(SeriesId series) {
    std::int64_t oldest_ms = -1, newest_ms = -1;
    EXPECT_EQ(stored.extent(one.history.serviceSelf(), series, &oldest_ms, &newest_ms), PV_OK);
    return {oldest_ms, newest_ms};
  }
  std::vector<std::int64_t> times(std::int64_t from_ms, std::int64_t to_ms) {
    const pv_history_query query{.size = sizeof query,
                                 .aggregate = PV_AVERAGE,
                                 .from_ms = from_ms,
                                 .to_ms = to_ms,
                                 .step_ms = 0,
                                 .max_points = 0,
                                 .series_count = 1,
                                 .series = &cpu,
                                 .combine = PV_COMBINE_NONE};
    std::vector<std::int64_t> times;
    const auto visit = [](void* context, const pv_history_points* points) {
      static_cast<std::vector<std::int64_t>*>(context)->assign(points->times_ms,
                                                               points->times_ms + points->count);
    };
    EXPECT_EQ(stored.query(one.history.serviceSelf(), &query, &times, visit), PV_OK);
    return times;
  }
};

TEST_F(Stored, TellsTheExtentOfEachSeriesByItself) {
  store(kNow - 20 * kMinute, kNow - 10 * kMinute);
  const SeriesId other = one.host.series("lab/vm/7", "cpu");
  one.history.process(testing::MadeBatch(kNow - 5 * kMinute).sample(other, 1));
  EXPECT_THAT(extent(cpu), Pair(kNow - 20 * kMinute, kNow - 10 * kMinute - 10'000));
  EXPECT_THAT(extent(other), Pair(kNow - 5 * kMinute, kNow - 5 * kMinute));
  EXPECT_THAT(extent(one.host.series("lab/vm/7", "never")), Pair(0, 0));
  EXPECT_THAT(extent(PV_NONE), Pair(0, 0));
}

TEST_F(Stored, AsksNoArchive) {
  const std::int64_t begin = kNow - 20 * kMinute;
  store(begin, kNow);
  ASSERT_GT(ask(kNow - 2 * kHour).archived, 0U);
  const int asked = archive.asked;
  EXPECT_EQ(times(kNow - 2 * kHour, kNow).size(), 120U);
  EXPECT_EQ(times(kNow - 2 * kHour, kNow).front(), begin);
  EXPECT_EQ(archive.asked, asked);
}

}  // namespace
}  // namespace pipevane::history
