// A history that keeps points as a test gives them, or makes up as many as anybody asks for.
#pragma once

#include "tests/plugins/web/one_web.h"

#include <pipevane/history_stored.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <vector>

namespace pipevane::web {

struct KeptPoint {
  std::int64_t time_ms;
  double value;
  std::uint8_t quality = PV_LIVE;
};

struct KeptHistory {
  // Of such a series there is one each second since 1970, and no end.
  static constexpr std::int64_t kForeverMs = 253'402'300'000'000;

  std::map<SeriesId, std::vector<KeptPoint>> points;
  SeriesId endless = PV_NONE;
  bool late = false;                                  // the archives are
  int fails_after = std::numeric_limits<int>::max();  // so many questions
  std::atomic<int> asked_stored = 0, asked_archives = 0;
  std::atomic<std::int32_t> aggregate = 0;                 // what was asked for last
  std::atomic<std::int64_t> longest_ms = 0, asked_ms = 0;  // of a question's time, and of all

  void offerTo(testing::FakeHost& host) {
    host.offer(PV_HISTORY, &kTable, this);
    host.offer(PV_HISTORY_STORED, &kStored, this);
  }

 private:
  using Visit = void (*)(void*, const pv_history_points*);

  static KeptHistory& of(void* self) { return *static_cast<KeptHistory*>(self); }

  std::vector<KeptPoint> in(SeriesId series, std::int64_t from_ms, std::int64_t to_ms) const {
    std::vector<KeptPoint> found;
    if (series == endless) {
      for (std::int64_t at = (from_ms + 999) / 1000 * 1000; at < to_ms; at += 1000)
        found.push_back({at, static_cast<double>(at) / 7});
    } else if (const auto kept = points.find(series); kept != points.end()) {
      std::ranges::copy_if(kept->second, std::back_inserter(found), [&](const KeptPoint& each) {
        return each.time_ms >= from_ms && each.time_ms < to_ms;
      });
    }
    return found;
  }
  pv_status answer(const pv_history_query& query, bool archives, void* context, Visit visit) {
    std::atomic<int>& asked = archives ? asked_archives : asked_stored;
    if (++asked > fails_after) return PV_FAILED;
    aggregate = query.aggregate;
    asked_ms += query.to_ms - query.from_ms;
    longest_ms = std::max<std::int64_t>(longest_ms, query.to_ms - query.from_ms);
    for (std::size_t i = 0; i < query.series_count; ++i) {
      std::vector<std::int64_t> times;
      std::vector<double> values, least, most;
      std::vector<std::uint8_t> qualities;
      for (const KeptPoint& each : in(query.series[i], query.from_ms, query.to_ms)) {
        times.push_back(each.time_ms);
        values.push_back(each.value);
        least.push_back(each.value - 1);
        most.push_back(each.value + 1);
        qualities.push_back(each.quality);
      }
      pv_history_points told{};
      told.size = sizeof told;
      told.series = query.series[i];
      told.step_ms = query.step_ms;
      told.count = times.size();
      told.times_ms = times.data();
      told.values = values.data();
      told.minimums = least.data();
      told.maximums = most.data();
      told.qualities = qualities.data();
      if (archives && late) told.incomplete = text("it was late");
      visit(context, &told);
    }
    return PV_OK;
  }

  static pv_status query(void* self, const pv_history_query* query, void* context, Visit visit) {
    return of(self).answer(*query, true, context, visit);
  }
  static pv_status queryStored(void* self, const pv_history_query* query, void* context,
                               Visit visit) {
    return of(self).answer(*query, false, context, visit);
  }
  static pv_status extent(void* self, pv_series_id series, std::int64_t* oldest_ms,
                          std::int64_t* newest_ms) {
    const KeptHistory& kept = of(self);
    const auto at = kept.points.find(series);
    *oldest_ms = *newest_ms = 0;
    if (series == kept.endless) {
      *oldest_ms = 1000;
      *newest_ms = kForeverMs;
    } else if (at != kept.points.end() && !at->second.empty()) {
      *oldest_ms = at->second.front().time_ms;
      *newest_ms = at->second.back().time_ms;
    }
    return PV_OK;
  }

  static constexpr pv_history kTable = {.size = sizeof(pv_history),
                                        .query = query,
                                        .events = nullptr,
                                        .extent = nullptr,
                                        .at = nullptr};
  static constexpr pv_history_stored kStored = {
      .size = sizeof(pv_history_stored), .query = queryStored, .extent = extent};
};

}  // namespace pipevane::web
