#include "plugins/history/history.h"

#include "plugins/history/archive/joined.h"

#include <pipevane/handover_table.h>
#include <pipevane/inspect.h>

#include <algorithm>
#include <initializer_list>
#include <tuple>

namespace pipevane::history {
namespace {

std::function<bool(SeriesId)> givenBy(const Dictionary& dictionary) {
  return [dictionary](SeriesId series) { return dictionary.of(series).has_value(); };
}

// Runs `body` on the component behind a service; nothing it throws crosses.
template <class Body>
pv_status answer(void* self, Body body) noexcept {
  try {
    body(static_cast<const History&>(*static_cast<Component*>(self)));
    return PV_OK;
  } catch (...) {
    return PV_FAILED;
  }
}

struct Field {
  template <class Number>
  Field(const char* field, Number number) : name(field), value(std::to_string(number)) {}
  std::string name, value;
};

// As JSON; the names need no escaping.
std::string object(std::initializer_list<Field> fields) {
  std::string json;
  for (const Field& each : fields)
    json.append(json.empty() ? "{\"" : ",\"").append(each.name).append("\":").append(each.value);
  return json + "}";
}

// A source fills in so much of the past when it begins.
constexpr std::int64_t kFilledInMs = 30 * 60'000;
// Archives have a value a minute at best.
constexpr std::int64_t kFinestRowMs = 60'000;

constexpr pv_history kHistory = {
    .size = sizeof(pv_history),
    .query =
        [](void* self, const pv_history_query* query, void* context,
           void (*visit)(void*, const pv_history_points*)) {
          return answer(self,
                        [&](const History& history) { history.query(*query, context, visit); });
        },
    .events =
        [](void* self, std::int64_t from_ms, std::int64_t to_ms, std::size_t limit, void* context,
           void (*visit)(void*, const pv_event*)) {
          return answer(self, [&](const History& history) {
            history.events(from_ms, to_ms, limit, context, visit);
          });
        },
    .extent =
        [](void* self, std::int64_t* oldest_ms, std::int64_t* newest_ms) {
          return answer(self, [&](const History& history) {
            std::tie(*oldest_ms, *newest_ms) = history.extent();
          });
        }};

constexpr pv_inspect kInspect = {
    .size = sizeof(pv_inspect),
    .read = [](void* self, void* context, void (*visit)(void*, pv_text)) {
      return answer(self,
                    [&](const History& history) { visit(context, text(history.describe())); });
    }};

}  // namespace

History::History(const Options& options, const Host& host)
    : host_(host),
      limits_{.retention_ms = options.durationMs("retention"),
              .bytes = static_cast<std::size_t>(options.bytes("memory_limit"))},
      archives_(host),
      samples_(limits_, givenBy(host.dictionary())) {}

Verdict History::process(const Batch& batch) {
  const Arrival arrival{
      .now_ms = host_.nowMs(), .steady_ms = host_.steadyMs(), .backfill = batch.backfill()};
  const std::uint64_t evicted = locked([&] {
    samples_.add(batch.timeMs(), batch.series(), batch.values(), batch.qualities(), arrival);
    for (const pv_event& event : batch.events()) events_.add(batch.component(), event);
    return samples_.tally().evicted;
  });
  watchEvictions(evicted, arrival.steady_ms);
  return Verdict::done();
}

// Samples that go before the retention is over are told once, and so is when that is over: when
// none went for as long.
void History::watchEvictions(std::uint64_t evicted, std::int64_t steady_ms) {
  if (evicted != evicted_) {
    if (!evicted_at_ms_)
      host_.degraded("cannot keep samples for the retention of " +
                     std::to_string(limits_.retention_ms / 60'000) +
                     " minutes: they take more than the memory_limit of " +
                     std::to_string(limits_.bytes >> 20U) + " MiB, so the oldest go early");
    evicted_at_ms_ = steady_ms;
  } else if (evicted_at_ms_ && steady_ms - *evicted_at_ms_ > limits_.retention_ms) {
    host_.running();
    evicted_at_ms_.reset();
  }
  evicted_ = evicted;
}

const void* History::service(std::string_view name) {
  if (name == PV_HISTORY) return &kHistory;
  if (name == PV_INSPECT) return &kInspect;
  if (name == PV_HANDOVER) return &handoverTable<History>();
  return nullptr;
}

std::unique_ptr<History::Legacy> History::handOver() {
  return locked([this] {
    return std::make_unique<Legacy>(Legacy{std::move(samples_), std::move(events_)});
  });
}

void History::takeOver(std::unique_ptr<Legacy> legacy) {
  locked([&] {
    samples_ = std::move(legacy->samples);
    samples_.goOnWith(limits_, givenBy(host_.dictionary()));
    events_ = std::move(legacy->events);
    evicted_ = samples_.tally().evicted;
  });
}

void History::query(const pv_history_query& query, void* context,
                    void (*visit)(void*, const pv_history_points*)) const {
  const std::span series(query.series, query.series_count);
  // Before anything is read of what is stored, as it may take its time.
  const std::vector<Past> pasts = pastOf(series, {query.from_ms, query.to_ms}, query.aggregate);
  const Range range = locked([&] { return reach(series, {query.from_ms, query.to_ms}, pasts); });
  Answer answer;
  for (std::size_t i = 0; i < series.size(); ++i) {
    answerOne(query, series[i], range, pasts[i], answer);
    const bool mixed = !answer.spans.empty();
    const pv_history_points told{
        .size = sizeof(pv_history_points),
        .series = series[i],
        .step_ms = answer.step_ms,
        .count = answer.times_ms.size(),
        .times_ms = answer.times_ms.data(),
        .values = answer.values.data(),
        .minimums = answer.minimums.data(),
        .maximums = answer.maximums.data(),
        .qualities = answer.qualities.data(),
        .steps_ms = mixed ? answer.steps_ms.data() : nullptr,
        .archived = answer.archived(),
        .archive = mixed ? text(pasts[i].whose) : absent(),
        .archived_as = archivedAs(query.aggregate),
        .incomplete = pasts[i].incomplete.empty() ? absent() : text(pasts[i].incomplete),
        .span_count = answer.spans.size(),
        .spans = answer.spans.data()};
    visit(context, &told);
  }
}

void History::answerOne(const pv_history_query& query, SeriesId series, Range range,
                        const Past& past, Answer& answer) const {
  std::vector<Point> points;
  const Extent extent = locked([&] {
    samples_.collect(series, query.from_ms, query.to_ms, points);
    return extentOf(series);
  });
  std::vector<Hole> holes;
  if (!past.rows.empty()) holes = holesIn(points, known({query.from_ms, query.to_ms}), extent);
  const std::size_t rows = rowsIn(holes, past.rows);
  const std::int64_t widened = widenedStep(query.step_ms, range, query.max_points);
  // Beside means of minutes and more, samples as they are would look like a burst.
  const bool means = rows > 0 && widened >= kFinestRowMs;
  const bool fits = query.step_ms <= 0 && !means &&
                    (query.max_points == 0 || points.size() + rows <= query.max_points);
  const std::int64_t step = fits ? 0 : widened;
  if (rows == 0) return summarise(points, step, query.aggregate, answer);
  join(past.rows, points, holes, step, query.aggregate, answer);
}

// What archives know of the time of which nothing is stored.
std::vector<Past> History::pastOf(std::span<const SeriesId> series, Range range,
                                  std::int32_t aggregate) const {
  std::vector<ArchiveReader::Wish> wishes;
  wishes.reserve(series.size());
  std::vector<Point> points;
  range = known(range);
  if (range.from_ms > host_.nowMs() - kFilledInMs || !archives_.any())
    return std::vector<Past>(series.size());
  for (const SeriesId each : series) {
    points.clear();
    const Extent extent = locked([&] {
      samples_.collect(each, range.from_ms, range.to_ms, points);
      return extentOf(each);
    });
    const std::vector<Hole> holes = holesIn(points, range, extent);
    if (holes.empty())
      wishes.push_back({each, 0, 0});
    else
      wishes.push_back({each, holes.front().from_ms, holes.back().to_ms});
  }
  return archives_.read(wishes, archivedAs(aggregate));
}

// There is nothing before 1970, nor after now.
Range History::known(Range range) const {
  return {std::max<std::int64_t>(range.from_ms, 0),
          std::clamp<std::int64_t>(range.to_ms, 0, host_.nowMs())};
}

Extent History::extentOf(SeriesId series) const {
  const auto begin = samples_.begin(series);
  return {.empty = !begin,
          .oldest_ms = begin.value_or(0),
          .newest_ms = samples_.kept({&series, 1}).second,
          .until_ms = host_.nowMs() - kFilledInMs};
}

// The range as far as anything can be in it: someone who asks for "everything" gets points for the
// time that there is. The same for all series, so that their steps are the same.
Range History::reach(std::span<const SeriesId> series, Range range,
                     std::span<const Past> pasts) const {
  auto [oldest_ms, newest_ms] = samples_.kept(series);
  for (const Past& past : pasts) {
    if (past.rows.empty()) continue;
    oldest_ms = newest_ms == 0 ? past.rows.front().begin_ms
                               : std::min(oldest_ms, past.rows.front().begin_ms);
    newest_ms = std::max(newest_ms, past.rows.back().endMs() - 1);
  }
  return {std::max(range.from_ms, oldest_ms),
          newest_ms < range.to_ms ? newest_ms + 1 : range.to_ms};
}

void History::events(std::int64_t from_ms, std::int64_t to_ms, std::size_t limit, void* context,
                     void (*visit)(void*, const pv_event*)) const {
  for (const EventLog::Shared& event :
       locked([&] { return events_.newest(from_ms, to_ms, limit); }))
    visit(context, &event->raw());
}

std::pair<std::int64_t, std::int64_t> History::extent() const {
  return locked([this] { return samples_.extent(); });
}

std::string History::describe() const {
  return locked([this] {
    const Tally tally = samples_.tally();
    const auto [oldest_ms, newest_ms] = samples_.extent();
    return object({{"retention_ms", limits_.retention_ms},
                   {"memory_limit_bytes", limits_.bytes},
                   {"memory_bytes", tally.bytes},
                   {"series", samples_.seriesCount()},
                   {"samples", tally.samples},
                   {"oldest_ms", oldest_ms},
                   {"newest_ms", newest_ms},
                   {"duplicates", tally.duplicates},
                   {"expired", tally.expired},
                   {"ahead", tally.ahead},
                   {"evicted", tally.evicted},
                   {"refused", tally.refused},
                   {"events", events_.size()},
                   {"event_bytes", events_.bytes()},
                   {"events_evicted", events_.evicted()},
                   {"events_refused", events_.refused()}});
  });
}

}  // namespace pipevane::history
