// The store beside a plain map: two nodes whose guests come, go, move and are silent, with what is
// computed of their samples, gaps, and what comes late or twice.
#include "plugins/history/sample_store.h"

#include "tests/plugins/history/points.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace pipevane::history {
namespace {

using ::testing::IsSubsetOf;

constexpr std::int64_t kRetentionMs = 1'200'000, kBeginMs = 1'795'000'000'000;
constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kNodes = 2, kGuests = 24;
// The first ones are measured, the others computed of them.
constexpr SeriesId kMetrics = 5, kMeasured = 3;

class Model {
 public:
  explicit Model(unsigned seed) : random_(seed) {
    for (std::size_t i = 0; i < kGuests; ++i) guests_.push_back({i % kNodes, true});
  }

  void cycle() {
    now_ms_ += 10'000;
    for (std::size_t node = 0; node < kNodes; ++node) {
      const std::int64_t time_ms = now_ms_ + 3'000 * static_cast<std::int64_t>(node);
      if (drawn(25)) continue;  // a cycle that is lost
      if (!drawn(4)) tell(node, time_ms, kMeasured, kMetrics, false);
      tell(node, time_ms, 0, kMeasured, false);
      if (drawn(20)) tell(node, time_ms, 0, kMeasured, false);
    }
    for (Guest& each : guests_) {
      if (drawn(300)) each.node = (each.node + 1) % kNodes;
      if (drawn(200)) each.told = !each.told;
    }
    if (drawn(10)) late();
  }
  void compare() {
    for (SeriesId series = 0; series < kGuests * kMetrics; ++series) {
      std::vector<Point> found, all, due;
      store_.collect(series, 0, kForever, found);
      for (const auto& [time_ms, point] : told_[series]) {
        all.push_back(point);
        // The nodes' times are apart by less than that.
        if (time_ms >= now_ms_ - kRetentionMs + 20'000) due.push_back(point);
      }
      ASSERT_TRUE(std::ranges::is_sorted(found, {}, &Point::time_ms));
      ASSERT_TRUE(contains(all, found)) << "series " << series << " has what was not told";
      ASSERT_TRUE(contains(found, due)) << "series " << series << " lacks what is not old yet";
      if (found.empty()) continue;
      // What is silent is kept by its own time.
      ASSERT_GE(found.front().time_ms, all.back().time_ms - kRetentionMs - 20'000);
      ASSERT_EQ(store_.begin(series), found.front().time_ms);
    }
  }
  std::size_t duplicates() const { return store_.tally().duplicates; }
  std::size_t samples() const { return store_.tally().samples; }

 private:
  struct Guest {
    std::size_t node;
    bool told;
  };

  bool drawn(unsigned one_in) { return random_() % one_in == 0; }
  static bool contains(const std::vector<Point>& all, const std::vector<Point>& some) {
    return std::ranges::includes(all, some, [](const Point& one, const Point& other) {
      return std::pair(one.time_ms, one.value) < std::pair(other.time_ms, other.value);
    });
  }

  void tell(std::size_t node, std::int64_t time_ms, SeriesId from, SeriesId to, bool backfill) {
    std::vector<SeriesId> series;
    std::vector<double> values;
    std::vector<std::uint8_t> qualities;
    for (std::size_t guest = 0; guest < guests_.size(); ++guest) {
      if (guests_[guest].node != node || !guests_[guest].told) continue;
      for (SeriesId metric = from; metric < to; ++metric) {
        if (drawn(50)) continue;
        series.push_back(static_cast<SeriesId>(guest) * kMetrics + metric);
        values.push_back(std::round(std::sin(static_cast<double>(random_())) * 1e6) /
                         (metric == 0 ? 1 : 1e4));
        qualities.push_back(static_cast<std::uint8_t>(random_() % 4));
        told_[series.back()].try_emplace(time_ms, Point{time_ms, values.back(), qualities.back()});
      }
    }
    store_.add(time_ms, series, values, qualities,
               {.now_ms = now_ms_, .steady_ms = now_ms_, .backfill = backfill});
  }
  // A node remembers for a while what nobody asked for in time; not all of it is still kept.
  void late() {
    const std::size_t node = random_() % kNodes;
    const auto back = static_cast<std::int64_t>(2 + random_() % 100) * 10'000;
    const auto count = static_cast<std::int64_t>(1 + random_() % 20);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t time_ms =
          now_ms_ + 3'000 * static_cast<std::int64_t>(node) - back + i * 10'000;
      if (time_ms >= now_ms_) break;
      tell(node, time_ms, 0, kMeasured, true);
    }
  }

  std::mt19937_64 random_;
  SampleStore store_{{.retention_ms = kRetentionMs, .bytes = 1U << 26U},
                     [](SeriesId) { return std::string_view("lab"); }};
  std::vector<Guest> guests_;
  std::map<SeriesId, std::map<std::int64_t, Point>> told_;
  std::int64_t now_ms_ = kBeginMs;
};

TEST(SampleStoreModel, HoldsWhatAMapHolds) {
  const char* const asked = std::getenv("PIPEVANE_MODEL_SEEDS");
  const unsigned seeds = asked == nullptr ? 8 : static_cast<unsigned>(std::atoi(asked));
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE(seed);
    Model model(seed);
    for (int step = 1; step <= 600; ++step) {
      model.cycle();
      if (step % 40 == 0) model.compare();
      if (::testing::Test::HasFatalFailure()) return;
    }
    EXPECT_GT(model.duplicates(), 100U);
    EXPECT_GT(model.samples(), 5'000U);
  }
}

}  // namespace
}  // namespace pipevane::history
