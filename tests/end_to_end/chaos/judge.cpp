#include "tests/end_to_end/chaos/judge.h"

#include <pipevane/abi.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

namespace pipevane::testing {
namespace {

// Whole bytes and seconds stand in the answers.
constexpr double kExactly = 1e-6, kRate = 0.01;
constexpr std::int64_t kCycleMs = 10'000;
// What is further ahead of the host is not of this world.
constexpr std::int64_t kAheadMs = 60'000;
// A mark stands a millisecond behind the last value, or behind another one's mark.
constexpr std::int64_t kRightAfterMs = 10;
// For how long the list's figures are taken for new ones, and what passes until they are listed and
// looked at.
constexpr std::int64_t kRenewedMs = 30'000 + 2 * kCycleMs;

// The list repeats for five minutes what a storage last told, and a lost one's node goes on, so
// that without a metrics export nothing gives it away (reference, section 10).
constexpr std::int64_t kForgottenMs = 5 * 60'000 + 2 * kCycleMs;

std::int64_t toldFor(const PublishedSample& sample) {
  return sample.entity.find("/storage/") == std::string::npos ? kRenewedMs : kForgottenMs;
}

// What a node tells of itself, whether or not its statistics go out to the others.
bool ofNodeItself(const std::string& metric) {
  return metric.starts_with("load_average_") || metric.starts_with("swap_");
}

// What a guest is given, whether or not it runs.
bool isGiven(const std::string& metric) {
  return metric == "cpu_count" || metric == "memory_total_bytes" || metric == "disk_total_bytes";
}

bool isRate(const std::string& metric) { return metric.ends_with("_per_second"); }

bool near(double value, double expected, double share) {
  return std::abs(value - expected) <= std::abs(expected) * share + 1e-9;
}

// What a cycle says; nothing where it did not run then.
std::optional<double> valueOf(const TrueCycle& cycle, const std::string& metric) {
  const auto found = cycle.values.find(metric);
  return found == cycle.values.end() ? std::nullopt : std::optional(found->second);
}

std::string said(const std::string& what, double expected) {
  std::ostringstream text;
  text.precision(12);
  text << what << ", in truth " << expected;
  return text.str();
}

// A sample of that time, by a clock that was set back, came after its time, and within the cycle
// that ends now.
void noteAhead(Judge::Kept& kept, std::int64_t time_ms, std::int64_t now_ms) {
  const std::int64_t came_ms = std::max(time_ms, now_ms - kCycleMs);
  for (auto each = kept.values.upper_bound(came_ms + kAheadMs); each != kept.values.end(); ++each)
    kept.ahead_ms.insert(each->first);
}

}  // namespace

std::optional<std::string> Judge::judge(const PublishedSample& sample, std::int64_t now_ms) {
  Kept& kept = series_[{sample.entity, sample.metric}];
  const bool late =
      sample.time_ms <= kept.last_ms && (sample.backfill || !wasSetBack(sample, kept.last_ms));
  if (sample.time_ms <= kept.last_ms && !sample.backfill) noteAhead(kept, sample.time_ms, now_ms);
  std::optional<std::string> wrong;
  if (!kept.values.emplace(sample.time_ms, sample.value).second)
    wrong = "told twice";
  else if (late && !sample.backfill)
    wrong = "not newer than the one before, " + std::to_string(kept.last_ms);
  else
    wrong = judgeValue(sample, kept, now_ms);
  if (!std::isnan(sample.value)) kept.qualities[sample.time_ms] = sample.quality;
  if (late) return wrong;
  kept.last_ms = sample.time_ms;
  const bool had_value = std::exchange(kept.has_value, !std::isnan(sample.value));
  kept.last_quality = sample.quality;
  if (!kept.has_value) return wrong;
  if (!had_value || sample.value != kept.last_value) kept.value_since_ms = sample.time_ms;
  kept.last_value = sample.value;
  return wrong;
}

// The node's clock: what it wrote next has an older time. What ends is told right after that.
bool Judge::wasSetBack(const PublishedSample& sample, std::int64_t before_ms) const {
  const TrueEntity* const entity = truth_.of(sample.entity);
  if (entity == nullptr) return false;
  const auto from = std::ranges::find(entity->cycles, before_ms, &TrueCycle::time_ms);
  const bool ends = sample.quality == PV_UNKNOWN || sample.quality == PV_STALE;
  return std::any_of(from, entity->cycles.end(), [&sample, ends](const TrueCycle& each) {
    const std::int64_t after_ms = sample.time_ms - each.time_ms;
    return after_ms == 0 || (ends && after_ms > 0 && after_ms < kRightAfterMs);
  });
}

void Judge::forget(const std::string& entity) {
  for (auto each = series_.lower_bound({entity, ""});
       each != series_.end() && each->first.first == entity; ++each)
    each->second.has_value = false;
}

std::optional<std::string> Judge::judgeValue(const PublishedSample& sample, const Kept& before,
                                             std::int64_t now_ms) {
  if ((sample.quality == PV_UNKNOWN) != std::isnan(sample.value))
    return "unknown, and a number, or the other way round";
  if (sample.quality == PV_UNKNOWN) return std::nullopt;
  const TrueEntity* const entity = truth_.of(sample.entity);
  if (entity == nullptr) return std::nullopt;
  const bool told = std::ranges::any_of(
      entity->cycles, [&](const TrueCycle& each) { return each.values.contains(sample.metric); });
  if (!told) return std::nullopt;
  ++compared_;
  if (sample.quality == PV_LIVE) return live(sample, *entity);
  if (sample.quality == PV_ESTIMATED) return estimated(sample, *entity, now_ms);
  if (before.has_value && sample.value == before.last_value) return std::nullopt;
  return "old, and not as it was told before";
}

std::optional<std::string> Judge::live(const PublishedSample& sample, const TrueEntity& entity) {
  return isRate(sample.metric) ? liveRate(sample, entity) : atItsTime(sample, entity);
}

std::optional<std::string> Judge::atItsTime(const PublishedSample& sample,
                                            const TrueEntity& entity) {
  std::optional<double> expected;
  bool stood = false;
  for (auto each = entity.cycles.rbegin(); each != entity.cycles.rend(); ++each) {
    if (each->time_ms != sample.time_ms) continue;
    stood = stood || each->values.empty();
    const auto value = valueOf(*each, sample.metric);
    if (value && near(sample.value, *value, kExactly)) return std::nullopt;
    if (value) expected = value;
  }
  if (!expected && stood && isGiven(sample.metric)) return asGiven(sample, entity);
  return expected ? said("wrong", *expected) : "live, and nothing is known of that time";
}

// The mean since the counter's live sample before. What was written before is not what has the time
// before it: the clock may have been set back meanwhile.
std::optional<std::string> Judge::liveRate(const PublishedSample& sample,
                                           const TrueEntity& entity) {
  const Kept* const counter = counterOf(sample);
  if (counter == nullptr) return "a rate of one sample";
  const auto told = [counter](const TrueCycle& cycle) {
    const auto found = counter->qualities.find(cycle.time_ms);
    return found != counter->qualities.end() && found->second == PV_LIVE;
  };
  const auto newest =
      std::find_if(entity.cycles.rbegin(), entity.cycles.rend(),
                   [&sample](const TrueCycle& each) { return each.time_ms == sample.time_ms; });
  if (newest == entity.cycles.rend()) return "a rate of nothing";
  double sum = 0;
  std::size_t count = 0;
  std::optional<double> uptime;
  bool restarted = false;
  for (auto each = newest;; ++each) {
    if (each == entity.cycles.rend()) return "a rate of one sample";
    const auto up = valueOf(*each, "uptime_seconds");
    restarted = restarted || !up || (uptime && *up > *uptime);
    uptime = up;
    if (each != newest && told(*each)) break;
    sum += valueOf(*each, sample.metric).value_or(0);
    ++count;
  }
  if (restarted) return "a rate across a restart";
  const double expected = sum / static_cast<double>(count);
  if (near(sample.value, expected, kRate)) return std::nullopt;
  return said("a wrong rate", expected);
}

const Judge::Kept* Judge::counterOf(const PublishedSample& rate) const {
  const std::string name = rate.metric.substr(0, rate.metric.rfind("_per_second")) + "_total";
  const auto found = series_.find({rate.entity, name});
  return found == series_.end() ? nullptr : &found->second;
}

std::optional<std::string> Judge::asGiven(const PublishedSample& sample, const TrueEntity& entity) {
  const auto newest =
      std::find_if(entity.cycles.rbegin(), entity.cycles.rend(),
                   [&](const TrueCycle& each) { return each.values.contains(sample.metric); });
  const double expected = newest->values.at(sample.metric);
  if (near(sample.value, expected, kExactly)) return std::nullopt;
  return said("not what it is given", expected);
}

// Without a time of its own it is as it was lately told.
std::optional<std::string> Judge::estimated(const PublishedSample& sample, const TrueEntity& entity,
                                            std::int64_t now_ms) {
  if (isRate(sample.metric)) return estimatedRate(sample, entity, now_ms);
  // What the host sees of a machine is not what its guest uses, whoever tells it.
  if (sample.metric.starts_with("memory_used_") && !atItsTime(sample, entity)) return std::nullopt;
  std::optional<double> newest;
  bool stood = false;
  for (auto each = entity.cycles.rbegin(); each != entity.cycles.rend(); ++each) {
    if (each->seen_ms < now_ms - toldFor(sample)) break;
    // Who stands is as fresh as its node: that what it is given is not renewed shows nowhere.
    stood = stood || each->values.empty();
    if (!each->listed && !ofNodeItself(sample.metric)) continue;
    const auto value = valueOf(*each, sample.metric);
    // A node's status has two decimals of its load.
    const double rounding = sample.metric.starts_with("load_average_") ? 0.005 : 0;
    if (value && std::abs(sample.value - *value) <= rounding) return std::nullopt;
    if (value && near(sample.value, *value, kExactly)) return std::nullopt;
    if (value) newest = value;
  }
  if (!newest && stood && isGiven(sample.metric)) return asGiven(sample, entity);
  return newest ? said("wrong", *newest) : "estimated, and nobody told it lately";
}

// What one refresh too many or too few make of the length of the time between two looks.
std::optional<std::string> Judge::estimatedRate(const PublishedSample& sample,
                                                const TrueEntity& entity, std::int64_t now_ms) {
  const Kept* const counter = counterOf(sample);
  if (counter == nullptr || counter->qualities.empty()) return "a rate of one sample";
  const std::int64_t since_ms = sample.time_ms - counter->value_since_ms;
  double least = std::numeric_limits<double>::max(), most = 0;
  for (const TrueCycle& each : entity.cycles) {
    if (!each.listed || each.seen_ms < now_ms - since_ms - kRenewedMs) continue;
    const auto value = valueOf(each, sample.metric);
    if (!value) continue;
    least = std::min(least, *value);
    most = std::max(most, *value);
  }
  if (most == 0 && sample.value != 0) return "a rate of what nobody told lately";
  const double length = static_cast<double>(since_ms);
  const bool even = since_ms == kCycleMs;
  const double shorter = even ? 1 : std::max(0.0, length - kCycleMs) / length;
  const double longer = even ? 1 : (length + kCycleMs) / length;
  if (sample.value >= least * shorter * (1 - kRate) && sample.value <= most * longer * (1 + kRate))
    return std::nullopt;
  return said(sample.value > most ? "too high a rate" : "too low a rate",
              sample.value > most ? most : least);
}

}  // namespace pipevane::testing
