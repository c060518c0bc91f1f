// The store beside a plain map: two nodes whose guests come, go, move and are silent, with what is
// computed of their samples, gaps, and what comes late or twice.
#pragma once

#include "plugins/history/combination.h"
#include "plugins/history/growth.h"
#include "plugins/history/sample_store.h"
#include "tests/plugins/history/points.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace pipevane::history::model {

// How many seeds a property is tried with; PIPEVANE_MODEL_SEEDS says another number.
inline unsigned seeds(unsigned usual) {
  const char* const asked = std::getenv("PIPEVANE_MODEL_SEEDS");
  return asked == nullptr ? usual : static_cast<unsigned>(std::atoi(asked));
}

inline constexpr std::int64_t kRetentionMs = 1'200'000, kBeginMs = 1'795'000'000'000;
inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::size_t kNodes = 2, kGuests = 24;
// The first ones are measured, the others computed of them.
inline constexpr SeriesId kMetrics = 5, kMeasured = 3;
inline constexpr SeriesId kUsage = 0, kUsed = 1, kThere = 2, kUsagePercent = 3;

inline Facts factsOf(SeriesId series) {
  const SeriesId metric = series % kMetrics, first = series - metric;
  if (metric < kMeasured) return {};
  if (metric == kUsagePercent)
    return {.relation = Relation{Rule::Kind::kHundredfold, first + kUsage, PV_NONE}};
  return {.relation = Relation{Rule::Kind::kShare, first + kUsed, first + kThere}};
}

class Model {
 public:
  // To the last bit.
  using Key = std::tuple<std::int64_t, std::uint64_t, std::uint8_t>;
  static Key keyOf(const Point& point) {
    return {point.time_ms, std::bit_cast<std::uint64_t>(point.value), point.quality};
  }

  explicit Model(unsigned seed) : random_(seed) {
    for (std::size_t i = 0; i < kGuests; ++i) guests_.push_back({i % kNodes, true});
  }

  void cycle() {
    now_ms_ += 10'000;
    for (std::size_t node = 0; node < kNodes; ++node) {
      const std::int64_t time_ms = now_ms_ + 3'000 * static_cast<std::int64_t>(node);
      if (drawn(25)) continue;  // a cycle that is lost
      const bool computed_first = drawn(4);
      if (computed_first) tell(node, time_ms, kMeasured, kMetrics, false);
      tell(node, time_ms, 0, kMeasured, false);
      if (!computed_first) tell(node, time_ms, kMeasured, kMetrics, false);
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
      store_.collect(series, 0, std::numeric_limits<std::int64_t>::max(), found);
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
      ASSERT_EQ(store_.kept({&series, 1}).second, found.back().time_ms) << "series " << series;
    }
  }
  // One answer of all series beside what is made of each one's samples.
  void compareCombined() {
    constexpr std::int64_t kStepMs = 40'000;
    const std::int64_t from_ms = now_ms_ - 700'000, to_ms = now_ms_ - 90'000;
    for (const std::int32_t aggregate : {PV_AVERAGE, PV_MAXIMUM, PV_LAST, PV_RATE})
      for (const std::int32_t combine : {PV_COMBINE_SUM, PV_COMBINE_MINIMUM}) {
        SCOPED_TRACE(::testing::Message() << "aggregate " << aggregate << " combine " << combine);
        Combination combination({aggregate, combine, from_ms, kStepMs, summable().size()});
        const std::vector<Sought> sought = store_.find(summable());
        for (std::span<const Sought> left = sought; !left.empty();)
          left =
              left.subspan(store_.read(left, from_ms - Growth::kReachesBackMs, to_ms, combination));
        Answer answer;
        combination.tell(answer);
        expectCombined(answer, combinedByHand(aggregate, combine, from_ms, to_ms, kStepMs));
      }
  }
  void compareMoments() {
    std::vector<Sought> sought = store_.findAll();
    ASSERT_EQ(sought.size(), store_.seriesCount());
    for (int i = 0; i < 12; ++i) {
      const std::int64_t time_ms = now_ms_ - static_cast<std::int64_t>(random_() % 1'100'000);
      const std::int64_t since_ms = time_ms - static_cast<std::int64_t>(random_() % 120'000);
      if (i % 2 == 0) sought = store_.find(allSeries());
      Snapshot snapshot;
      for (std::span<const Sought> left = sought; !left.empty();)
        left = left.subspan(store_.at(left, since_ms, time_ms, snapshot));
      std::map<SeriesId, Point> found;
      for (std::size_t each = 0; each < snapshot.series.size(); ++each)
        ASSERT_TRUE(found
                        .emplace(snapshot.series[each],
                                 Point{snapshot.times_ms[each], snapshot.values[each],
                                       snapshot.qualities[each]})
                        .second)
            << "series " << snapshot.series[each] << " is told twice";
      for (const SeriesId series : allSeries()) {
        std::vector<Point> stored;
        store_.collect(series, since_ms, time_ms + 1, stored);
        SCOPED_TRACE(::testing::Message() << "series " << series << " at " << time_ms);
        ASSERT_EQ(found.count(series), stored.empty() ? 0U : 1U);
        if (!stored.empty()) {
          ASSERT_EQ(found.at(series), stored.back());
        }
      }
    }
  }
  // Whatever is told of it was told at some time; some may be missing.
  void expectNothingElse(SeriesId series) {
    std::vector<Point> found;
    store_.collect(series, 0, std::numeric_limits<std::int64_t>::max(), found);
    ASSERT_TRUE(std::ranges::is_sorted(found, {}, &Point::time_ms));
    for (const Point& each : found)
      ASSERT_TRUE(ever_[series].contains(keyOf(each))) << "series " << series << ": " << each;
  }
  // Goes on with that one, as if it was the one before.
  void replaceStore(SampleStore store) { store_ = std::move(store); }
  static SampleStore emptyStore() {
    return SampleStore(
        {.retention_ms = kRetentionMs, .bytes = 1U << 26U},
        [](SeriesId) { return std::string_view("lab"); }, factsOf);
  }
  SampleStore& store() { return store_; }
  // Called with all that is told, right after the store got it.
  using OnTold = std::function<void(std::int64_t time_ms, const std::vector<SeriesId>&,
                                    const std::vector<double>&, const std::vector<std::uint8_t>&,
                                    const Arrival&)>;
  void onTold(OnTold hook) { on_told_ = std::move(hook); }

  std::size_t duplicates() const { return store_.tally().duplicates; }
  std::size_t samples() const { return store_.tally().samples; }

 private:
  struct Guest {
    std::size_t node;
    bool told;
  };

  struct Made {
    double value = 0;
    std::uint32_t count = 0;
  };

  static std::vector<SeriesId> allSeries() {
    std::vector<SeriesId> all(kGuests * kMetrics);
    std::iota(all.begin(), all.end(), SeriesId{0});
    return all;
  }
  // Shares may be of nothing, which is infinite.
  static std::vector<SeriesId> summable() {
    std::vector<SeriesId> all = allSeries();
    std::erase_if(all, [](SeriesId each) { return each % kMetrics == kMetrics - 1; });
    return all;
  }
  // What a step of one series is, of what the store says it has: that is compared elsewhere.
  static double stepByHand(std::span<const Point> step, std::int32_t aggregate) {
    double value = kNone, sum = 0, count = 0;
    for (const Point& each : step) {
      if (std::isnan(each.value)) continue;
      sum += each.value;
      ++count;
      if (std::isnan(value) || aggregate == PV_LAST || each.value > value) value = each.value;
    }
    return aggregate == PV_AVERAGE && count > 0 ? sum / count : value;
  }
  static double rateByHand(std::span<const Point> all, std::int64_t begin_ms, std::int64_t end_ms) {
    double amount = 0, seconds = 0;
    const Point* before = nullptr;
    std::int64_t looked_ms = 0;
    bool first_look = false;  // at what is estimated, and no change since
    for (const Point& each : all) {
      if (std::isnan(each.value)) continue;
      const bool estimated = each.quality == PV_ESTIMATED;
      if (before != nullptr && estimated != (before->quality == PV_ESTIMATED)) before = nullptr;
      const std::int64_t unseen_ms = each.time_ms - looked_ms;
      looked_ms = each.time_ms;
      if (before != nullptr && estimated && each.value == before->value) continue;
      const bool here = each.time_ms >= begin_ms && each.time_ms < end_ms;
      const bool gap = before != nullptr && each.time_ms - before->time_ms > PV_RATE_GAP_MS;
      const bool soon = before != nullptr && each.time_ms - before->time_ms < 10'000;
      if (here && before != nullptr && each.value >= before->value && !gap &&
          !(first_look && soon)) {
        amount += each.value - before->value;
        seconds += static_cast<double>(each.time_ms - before->time_ms) / 1000;
      }
      first_look = estimated && (before == nullptr || unseen_ms > PV_RATE_GAP_MS);
      before = &each;
    }
    return seconds > 0 ? amount / seconds : kNone;
  }
  std::map<std::int64_t, Made> combinedByHand(std::int32_t aggregate, std::int32_t combine,
                                              std::int64_t from_ms, std::int64_t to_ms,
                                              std::int64_t step_ms) const {
    std::map<std::int64_t, Made> steps;
    for (const SeriesId series : summable()) {
      std::vector<Point> all;
      store_.collect(series, from_ms - PV_RATE_GAP_MS - 10'000, to_ms, all);
      for (std::int64_t begin = from_ms / step_ms * step_ms; begin < to_ms; begin += step_ms) {
        const auto first =
            std::ranges::lower_bound(all, std::max(begin, from_ms), {}, &Point::time_ms);
        const auto end = std::ranges::lower_bound(all, begin + step_ms, {}, &Point::time_ms);
        if (first == end) continue;
        Made& made = steps[begin];
        const double value = aggregate == PV_RATE ? rateByHand(all, first->time_ms, begin + step_ms)
                                                  : stepByHand({first, end}, aggregate);
        if (std::isnan(value)) continue;
        const bool least = combine == PV_COMBINE_MINIMUM;
        made.value = made.count++ == 0 ? value
                     : least           ? std::min(made.value, value)
                                       : made.value + value;
      }
    }
    return steps;
  }
  static void expectCombined(const Answer& answer, const std::map<std::int64_t, Made>& made) {
    ASSERT_EQ(answer.times_ms.size(), made.size());
    std::size_t i = 0;
    for (const auto& [time_ms, step] : made) {
      ASSERT_EQ(answer.times_ms[i], time_ms);
      ASSERT_EQ(answer.counts[i], step.count);
      const bool known = !std::isnan(answer.values[i]);
      ASSERT_EQ(known, step.count > 0);
      const double off = known ? std::abs(answer.values[i] - step.value) : 0;
      ASSERT_LE(off, 1e-9 * (1 + std::abs(step.value)));
      ++i;
    }
  }

  bool drawn(unsigned one_in) { return random_() % one_in == 0; }
  static bool contains(const std::vector<Point>& all, const std::vector<Point>& some) {
    // To the last bit.
    return std::ranges::includes(all, some, {}, keyOf, keyOf);
  }

  // Something else each time that it is told, so that it shows which one was kept; what is computed
  // follows from what was measured first at that time, mostly.
  double valueOf(std::size_t guest, SeriesId metric, std::int64_t time_ms) {
    const auto measured = [&](SeriesId of) {
      const auto& told = told_[static_cast<SeriesId>(guest) * kMetrics + of];
      const auto found = told.find(time_ms);
      return found == told.end() ? 0 : found->second.value;
    };
    if (metric >= kMeasured && !drawn(30))
      return metric == kUsagePercent ? 100.0 * measured(kUsage)
                                     : 100.0 * measured(kUsed) / measured(kThere);
    const double noise = std::sin(static_cast<double>(random_()));
    if (drawn(40)) return drawn(2) ? -0.0 : std::numeric_limits<double>::quiet_NaN();
    return metric == kUsage ? noise : std::round(noise * 1e9);
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
        values.push_back(valueOf(guest, metric, time_ms));
        qualities.push_back(static_cast<std::uint8_t>(random_() % 4));
        ever_[series.back()].insert(keyOf({time_ms, values.back(), qualities.back()}));
        told_[series.back()].try_emplace(time_ms, Point{time_ms, values.back(), qualities.back()});
      }
    }
    const Arrival arrival{.now_ms = now_ms_, .steady_ms = now_ms_, .backfill = backfill};
    store_.add(time_ms, series, values, qualities, arrival);
    if (on_told_) on_told_(time_ms, series, values, qualities, arrival);
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
  SampleStore store_ = emptyStore();
  OnTold on_told_;
  std::vector<Guest> guests_;
  std::map<SeriesId, std::map<std::int64_t, Point>> told_;  // first
  std::map<SeriesId, std::set<Key>> ever_;
  std::int64_t now_ms_ = kBeginMs;
};

}  // namespace pipevane::history::model
