// A history that remembers what it was asked and answers two points, the second one unknown, and
// of a moment what the test says.
#pragma once

#include "tests/plugins/web/one_web.h"

#include <pipevane/history.h>

#include <array>
#include <limits>
#include <vector>

namespace pipevane::web {

struct KnownHistory {
  pv_history_query asked{};
  int events_asked = 0;
  pv_status answer = PV_OK;
  bool archived = false;        // the first point is
  bool inner = false;           // it is the second one
  bool older = false;           // the history, which tells no spans
  bool late = false;            // the archive was
  bool nobodys = false;         // no archive has what is missing
  SeriesId event_of = PV_NONE;  // the entity that its event is about
  bool tiered = false;          // the first one is of a minute
  pv_history_moment moment{};
  std::vector<SeriesId> then;  // what it tells of that: 1, 2 and so on, each a second older

  static KnownHistory& of(void* self) { return *static_cast<KnownHistory*>(self); }
  static pv_status query(void* self, const pv_history_query* query, void* context,
                         void (*visit)(void*, const pv_history_points*)) {
    of(self).asked = *query;
    constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    const std::array<std::int64_t, 2> times = {kNow - 2000, kNow - 1000};
    const std::array<double, 2> values = {0.25, kUnknown}, low = {0.125, kUnknown},
                                high = {0.5, kUnknown};
    const std::array<std::uint8_t, 2> qualities = {PV_LIVE, PV_UNKNOWN};
    const std::array<std::int64_t, 2> steps = {1000, 0};
    const bool archived = of(self).archived;
    const std::size_t span_count = archived && !of(self).older ? 1 : 0;
    const pv_archived_span span{.first = of(self).inner ? 1u : 0u, .count = 1};
    const std::array<std::uint32_t, 2> counts = {2, 0};
    const bool combined = query->combine != PV_COMBINE_NONE;
    for (std::size_t i = 0; i < (combined ? 1 : query->series_count); ++i) {
      const bool known = combined || query->series[i] != PV_NONE;
      const pv_tier_span tier{.first = 0, .count = 1, .tier_ms = 60'000};
      const pv_history_points points{
          .size = sizeof(pv_history_points),
          .series = query->series[i],
          .step_ms = query->step_ms,
          .count = known ? 2u : 0u,
          .times_ms = times.data(),
          .values = values.data(),
          .minimums = low.data(),
          .maximums = high.data(),
          .qualities = qualities.data(),
          .steps_ms = archived || of(self).tiered ? steps.data() : nullptr,
          .archived = archived && known && !of(self).inner ? 1u : 0u,
          .archive = archived ? text("the files") : absent(),
          .archived_as = PV_AVERAGE,
          .incomplete = of(self).late ? text("it was late") : absent(),
          .span_count = known ? span_count : 0,
          .spans = span_count > 0 && known ? &span : nullptr,
          .not_archived = of(self).nobodys ? text("nobody has it") : absent(),
          .counts = combined ? counts.data() : nullptr,
          .tier_span_count = of(self).tiered && known ? 1u : 0u,
          .tier_spans = of(self).tiered && known ? &tier : nullptr};
      visit(context, &points);
    }
    return of(self).answer;
  }
  static pv_status events(void* self, std::int64_t, std::int64_t, std::size_t, void* context,
                          void (*visit)(void*, const pv_event*)) {
    ++of(self).events_asked;
    pv_event event{};
    event.size = sizeof event;
    event.severity = 2;  // warning
    event.entity = of(self).event_of;
    event.time_ms = kNow;
    event.id = text("1");
    event.type = text("task");
    event.message = text("backup failed");
    visit(context, &event);
    return of(self).answer;
  }
  static pv_status at(void* self, const pv_history_moment* moment, void* context,
                      void (*visit)(void*, const pv_history_values*)) {
    of(self).moment = *moment;
    double value = 0;
    for (const SeriesId each : of(self).then) {
      ++value;
      const std::int64_t time_ms = moment->time_ms - static_cast<std::int64_t>(value) * 1000;
      const double told = value == 3 ? std::numeric_limits<double>::quiet_NaN() : value;
      const std::uint8_t quality = value == 3 ? PV_UNKNOWN : PV_LIVE;
      const pv_history_values values{.size = sizeof(pv_history_values),
                                     .count = 1,
                                     .series = &each,
                                     .times_ms = &time_ms,
                                     .values = &told,
                                     .qualities = &quality};
      visit(context, &values);
    }
    return of(self).answer;
  }
  static constexpr pv_history kTable = {
      .size = sizeof(pv_history), .query = query, .events = events, .extent = nullptr, .at = at};
};

}  // namespace pipevane::web
