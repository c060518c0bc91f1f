#include "plugins/history/range_query.h"

#include "plugins/history/archive/joined.h"
#include "plugins/history/combination.h"
#include "plugins/history/growth.h"

#include <pipevane/error.h>
#include <pipevane/sized.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>

namespace pipevane::history {
namespace {

// A source fills in so much of the past when it begins.
constexpr std::int64_t kFilledInMs = 30 * 60'000;
// Archives have a value a minute at best.
constexpr std::int64_t kFinestRowMs = 60'000;
// Series are told at times of their own, and within a minute mostly all of them.
constexpr std::int64_t kCombinedMs = 60'000;
// Of so many the newest samples are looked up at once; what comes meanwhile is taken in between.
constexpr std::size_t kSeriesAtOnce = 1'024;

// From when on samples say something about that time.
std::int64_t neededFrom(std::int64_t from_ms, std::int32_t aggregate) {
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  if (aggregate != PV_RATE) return from_ms;
  return from_ms < kFirst + Growth::kReachesBackMs ? kFirst : from_ms - Growth::kReachesBackMs;
}

// No later than `end_ms`, which is behind it.
std::int64_t later(std::int64_t time_ms, std::uint64_t by_ms, std::int64_t end_ms) {
  const auto left_ms = static_cast<std::uint64_t>(end_ms) - static_cast<std::uint64_t>(time_ms);
  return by_ms < left_ms ? time_ms + static_cast<std::int64_t>(by_ms) : end_ms;
}

// For whoever looks for what is missing.
std::vector<Point> timesOf(std::span<const Summary> all) {
  std::vector<Point> times;
  times.reserve(all.size());
  for (const Summary& each : all) times.push_back({each.begin_ms, each.average, each.quality});
  return times;
}

}  // namespace

RangeQuery::RangeQuery(const pv_history_query& query, const Host& host,
                       const ArchiveReader* archives, std::shared_ptr<const TierStore> tiers,
                       const SampleStore& samples, FairMutex& mutex)
    : query_(sizedCopy(query)),
      stored_from_ms_(neededFrom(query_.from_ms, query_.aggregate)),
      series_(query_.series, query_.series_count),
      host_(host),
      archives_(archives),
      samples_(samples),
      mutex_(mutex),
      older_(series_, std::move(tiers)),
      stored_(series_.size()),
      pasts_(series_.size()) {}

void RangeQuery::answer(void* context, Visit visit) {
  // Something else would be taken for what was asked for.
  if (query_.aggregate < PV_AVERAGE || query_.aggregate > PV_RATE)
    throw Error("cannot answer a query: no aggregate " + std::to_string(query_.aggregate) +
                " is known");
  if (query_.combine < PV_COMBINE_NONE || query_.combine > PV_COMBINE_MAXIMUM)
    throw Error("cannot answer a query: nothing is known that combines as " +
                std::to_string(query_.combine));
  chooseTier();
  if (query_.combine == PV_COMBINE_NONE)
    answerEach(context, visit);
  else
    answerCombined(context, visit);
}

void RangeQuery::answerEach(void* context, Visit visit) {
  const bool archived = query_.aggregate != PV_RATE && hasArchives();
  if (archived && known().from_ms <= host_.nowMs() - kFilledInMs) askArchives();
  const Range range = reach();
  Answer answer;
  for (std::size_t i = 0; i < series_.size(); ++i) {
    answerOne(i, range, answer);
    if (pasts_[i].incomplete.empty()) pasts_[i].incomplete = older_.incomplete();
    const std::vector<pv_tier_span> tiers = answer.tierSpans();
    const pv_history_points told = pointsOf(series_[i], answer, pasts_[i], tiers);
    visit(context, &told);
  }
}

// Whatever others tell meanwhile is told between two pieces.
void RangeQuery::answerCombined(void* context, Visit visit) {
  const Range range = reach();
  const std::int64_t least_ms = query_.step_ms > 0 ? query_.step_ms : kCombinedMs;
  Combination combination({.aggregate = query_.aggregate,
                           .combine = query_.combine,
                           .from_ms = query_.from_ms,
                           .step_ms = widened(least_ms, range),
                           .series = series_.size()});
  // Those of which anything is older by themselves, the others together.
  std::vector<SeriesId> others;
  for (std::size_t i = 0; i < series_.size(); ++i) {
    if (older_.of(i).all.empty())
      others.push_back(series_[i]);
    else
      combination.summaries(stored(i).summaries());
  }
  std::vector<Sought> sought;
  {
    const std::lock_guard lock(mutex_);
    sought = samples_.find(others);
  }
  for (std::span<const Sought> left = sought; !left.empty();) {
    const std::lock_guard lock(mutex_);
    left = left.subspan(samples_.read(left, stored_from_ms_, query_.to_ms, combination));
  }
  Answer answer;
  combination.tell(answer);
  Past no_archive;
  no_archive.incomplete = older_.incomplete();
  const std::vector<pv_tier_span> tiers = answer.tierSpans();
  const pv_history_points told = pointsOf(PV_NONE, answer, no_archive, tiers);
  visit(context, &told);
}

// Valid as long as all of them are.
pv_history_points RangeQuery::pointsOf(SeriesId series, const Answer& answer, const Past& past,
                                       const std::vector<pv_tier_span>& tiers) const {
  // Combined answers have them also where they have no points.
  static constexpr std::uint32_t kNoCount = 0;
  const std::uint32_t* counts = answer.counts.empty() ? &kNoCount : answer.counts.data();
  const bool archived = !answer.spans.empty();
  const bool mixed = archived || (!tiers.empty() && !answer.steps_ms.empty());
  const auto unlessEmpty = [](const std::string& words) {
    return words.empty() ? absent() : text(words);
  };
  return {.size = sizeof(pv_history_points),
          .series = series,
          .step_ms = answer.step_ms,
          .count = answer.times_ms.size(),
          .times_ms = answer.times_ms.data(),
          .values = answer.values.data(),
          .minimums = answer.minimums.data(),
          .maximums = answer.maximums.data(),
          .qualities = answer.qualities.data(),
          .steps_ms = mixed ? answer.steps_ms.data() : nullptr,
          .archived = answer.archived(),
          .archive = archived ? text(past.whose) : absent(),
          .archived_as = archivedAs(query_.aggregate),
          .incomplete = unlessEmpty(past.incomplete),
          .span_count = answer.spans.size(),
          .spans = answer.spans.data(),
          .not_archived = unlessEmpty(past.not_archived),
          .counts = query_.combine == PV_COMBINE_NONE ? nullptr : counts,
          .tier_span_count = tiers.size(),
          .tier_spans = tiers.data()};
}

void RangeQuery::answerOne(std::size_t index, Range reach, Answer& answer) {
  const Past& past = pasts_[index];
  const std::int64_t step_ms = widened(query_.step_ms, reach);
  if (query_.step_ms > 0 && past.rows.empty() && !stored_[index] && older_.of(index).all.empty())
    return answerInParts(series_[index], reach, step_ms, answer);
  const Stored found = stored_[index] ? std::move(*stored_[index]) : stored(index);
  stored_[index].reset();
  if (query_.aggregate == PV_RATE) return answerRate(found.points, step_ms, answer);
  const auto fits = [this](std::size_t count) {
    return query_.step_ms <= 0 && (query_.max_points == 0 || count <= query_.max_points);
  };
  if (past.rows.empty() && found.older.empty())
    return summarise(found.points, fits(found.points.size()) ? 0 : step_ms, query_.aggregate,
                     answer);
  const std::vector<Summary> told = found.summaries();
  std::vector<Hole> holes;
  if (!past.rows.empty()) holes = holesIn(timesOf(told), known(), found.extent);
  // Beside means of minutes and more, samples as they are would look like a burst. Where no step is
  // within a hole there are no such means.
  const bool long_steps = step_ms >= kFinestRowMs;
  if (long_steps && rowsIn(aligned(holes, told, step_ms), past.rows) == 0) holes.clear();
  const bool means = long_steps && (!holes.empty() || !found.older.empty());
  const bool as_they_are = !means && fits(told.size() + rowsIn(holes, past.rows));
  join(past.rows, told, holes, as_they_are ? 0 : step_ms, query_.aggregate, answer);
}

// What others tell meanwhile is told between two parts.
void RangeQuery::answerInParts(SeriesId series, Range reach, std::int64_t step_ms,
                               Answer& answer) const {
  StepSummary summary(query_.from_ms, step_ms, query_.aggregate, answer);
  std::vector<Point> points;
  std::uint64_t part_ms = kPartMs;
  std::int64_t from_ms = neededFrom(reach.from_ms, query_.aggregate);
  while (from_ms < reach.to_ms) {
    const std::int64_t to_ms = later(from_ms, part_ms, reach.to_ms);
    points.clear();
    {
      const std::lock_guard lock(mutex_);
      samples_.collect(series, from_ms, to_ms, points);
    }
    summary.add(points);
    // Years of nothing are behind after some parts.
    part_ms = points.empty() ? part_ms * 2 : kPartMs;
    from_ms = to_ms;
  }
  summary.finish();
}

void RangeQuery::answerRate(std::span<const Point> points, std::int64_t step_ms,
                            Answer& answer) const {
  const auto told = static_cast<std::size_t>(
      points.end() - std::ranges::lower_bound(points, query_.from_ms, {}, &Point::time_ms));
  const bool fits = query_.step_ms <= 0 && (query_.max_points == 0 || told <= query_.max_points);
  summariseGrowth(points, query_.from_ms, fits ? 0 : step_ms, answer);
}

// By time. Where both are of one, what became of others is first.
std::vector<Summary> RangeQuery::Stored::summaries() const {
  std::vector<Summary> samples, all;
  samples.reserve(points.size());
  all.reserve(older.size() + points.size());
  for (const Point& each : points) samples.push_back(Summary::of(each));
  std::ranges::merge(older, samples, std::back_inserter(all), {}, &Summary::begin_ms,
                     &Summary::begin_ms);
  return all;
}

// Hours where the steps are made of whole ones, as there are so many fewer of them. Rates are of
// samples alone.
void RangeQuery::chooseTier() {
  if (query_.aggregate == PV_RATE || !older_.touches(query_.from_ms, query_.to_ms)) return;
  if (samplesHaveAll()) return;
  older_.ask(kMinuteMs, query_.from_ms, query_.to_ms);
  const bool combined = query_.combine != PV_COMBINE_NONE && query_.step_ms <= 0;
  const std::int64_t step_ms = widened(combined ? kCombinedMs : query_.step_ms, reach());
  if (step_ms >= kHourMs && step_ms % kHourMs == 0)
    older_.ask(kHourMs, query_.from_ms, query_.to_ms);
}

// Of that time nothing has left the memory. So a disk that hangs holds up nobody who asks for what
// is new.
bool RangeQuery::samplesHaveAll() const {
  for (const SeriesId each : series_) {
    if (each == PV_NONE) continue;
    const std::lock_guard lock(mutex_);
    const auto begin = samples_.begin(each);
    if (!begin || *begin > query_.from_ms) return false;
  }
  return !series_.empty();
}

// Where there may be minutes and hours, whole ones if that is about as long. Of what is shorter one
// may be told beside a minute that it is in.
std::int64_t RangeQuery::widened(std::int64_t least_ms, Range reach) const {
  const std::int64_t step_ms = widenedStep(least_ms, reach, query_.max_points);
  if (!older_.any() || query_.max_points == 0) return step_ms;
  for (const std::int64_t tier_ms : {kHourMs, kMinuteMs})
    if (step_ms > tier_ms && (least_ms <= 0 || tier_ms % least_ms == 0))
      return widenedStep(tier_ms, reach, query_.max_points);
  if (least_ms <= 0) return widenedStep(kMinuteMs, reach, query_.max_points);
  if (step_ms >= kMinuteMs) return step_ms;
  return widenedStep(least_ms, reach, std::max<std::size_t>(query_.max_points, 2) - 1);
}

// What they know of the time of which nothing is stored.
void RangeQuery::askArchives() {
  std::vector<ArchiveReader::Wish> wishes;
  wishes.reserve(series_.size());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < series_.size(); ++i) {
    Stored found = stored(i);
    const std::vector<Hole> holes =
        found.older.empty() ? holesIn(found.points, known(), found.extent)
                            : holesIn(timesOf(found.summaries()), known(), found.extent);
    if (holes.empty())
      wishes.push_back({series_[i], 0, 0});
    else
      wishes.push_back({series_[i], holes.front().from_ms, holes.back().to_ms});
    kept += found.points.size() + found.older.size();
    if (kept <= kKeptMost) stored_[i] = std::move(found);
  }
  pasts_ = archives_->read(wishes, archivedAs(query_.aggregate));
}

RangeQuery::Stored RangeQuery::stored(std::size_t index) {
  Stored found;
  const Older::Series& before = older_.of(index);
  found.older = before.all;
  {
    const std::lock_guard lock(mutex_);
    samples_.collect(series_[index], stored_from_ms_, query_.to_ms, found.points);
    // It says where holes are, for archives.
    if (hasArchives()) found.extent = extentOf(series_[index]);
  }
  if (before.loaded) older_.leaveOut(series_[index], found.points);
  if (found.older.empty()) return found;
  if (found.extent.empty) found.extent.newest_ms = found.older.back().begin_ms;
  found.extent.oldest_ms = found.extent.empty
                               ? found.older.front().begin_ms
                               : std::min(found.extent.oldest_ms, found.older.front().begin_ms);
  found.extent.empty = false;
  return found;
}

// There is nothing before 1970, nor after now.
Range RangeQuery::known() const {
  return {std::max<std::int64_t>(query_.from_ms, 0),
          std::clamp<std::int64_t>(query_.to_ms, 0, host_.nowMs())};
}

Extent RangeQuery::extentOf(SeriesId series) const {
  const auto begin = samples_.begin(series);
  return {.empty = !begin,
          .oldest_ms = begin.value_or(0),
          .newest_ms = samples_.kept({&series, 1}).second,
          .until_ms = host_.nowMs() - kFilledInMs};
}

// The range as far as anything can be in it: someone who asks for "everything" gets points for the
// time that there is. The same for all series, so that their steps are the same.
Range RangeQuery::reach() const {
  std::int64_t oldest_ms = 0, newest_ms = 0;  // both 0: there is nothing
  const auto include = [&](std::int64_t first_ms, std::int64_t last_ms) {
    oldest_ms = newest_ms == 0 ? first_ms : std::min(oldest_ms, first_ms);
    newest_ms = newest_ms == 0 ? last_ms : std::max(newest_ms, last_ms);
  };
  for (std::span<const SeriesId> left = series_; !left.empty();) {
    const std::span<const SeriesId> some = left.first(std::min(left.size(), kSeriesAtOnce));
    left = left.subspan(some.size());
    const std::lock_guard lock(mutex_);
    const auto [first_ms, last_ms] = samples_.kept(some);
    if (last_ms != 0) include(first_ms, last_ms);
  }
  if (older_.any() && (newest_ms == 0 || query_.from_ms < oldest_ms))
    if (const auto older = older_.extent()) include(older->first_ms, older->last_ms);
  for (const Past& past : pasts_)
    if (!past.rows.empty()) include(past.rows.front().begin_ms, past.rows.back().endMs() - 1);
  return {std::max(query_.from_ms, oldest_ms),
          newest_ms < query_.to_ms ? newest_ms + 1 : query_.to_ms};
}

}  // namespace pipevane::history
