// A history component with its host, and the shortest way to feed and to ask it.
#pragma once

#include <pipevane/history.h>
#include <pipevane/testing/fake_component.h>

#include <map>
#include <string>
#include <vector>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::history {

struct Told {
  SeriesId series;
  std::int64_t step_ms;
  std::vector<std::int64_t> times_ms;
  std::vector<double> values, minimums, maximums;
  std::vector<std::uint8_t> qualities;
  std::vector<std::uint32_t> counts;
  std::vector<std::int64_t> steps_ms;
  std::vector<pv_tier_span> tiers;
};

struct Asked {
  std::int64_t from_ms, to_ms;
  std::int64_t step_ms = 0;
  std::size_t max_points = 0;
  std::int32_t aggregate = PV_AVERAGE;
  std::int64_t combine = PV_COMBINE_NONE;
};

struct OneHistory {
  testing::FakeHost host;
  testing::FakeComponent history;
  const pv_history& service;

  explicit OneHistory(const testing::GivenOptions& options = {}, const std::string& data = {})
      : history((host.setFolders(data, ""), host), pipevane_plugin, "history", options),
        service(*history.service<pv_history>(PV_HISTORY)) {
    host.setNow(1'795'000'000'000);
  }

  // [any]
  std::vector<Told> ask(std::vector<SeriesId> series, std::int64_t from_ms, std::int64_t to_ms,
                        std::int64_t step_ms = 0, std::size_t max_points = 0) {
    return ask(series, {from_ms, to_ms, step_ms, max_points});
  }
  std::vector<Told> ask(const std::vector<SeriesId>& series, const Asked& asked) {
    const pv_history_query query{.size = sizeof query,
                                 .aggregate = asked.aggregate,
                                 .from_ms = asked.from_ms,
                                 .to_ms = asked.to_ms,
                                 .step_ms = asked.step_ms,
                                 .max_points = asked.max_points,
                                 .series_count = series.size(),
                                 .series = series.data(),
                                 .combine = asked.combine};
    return ask(query);
  }
  std::vector<Told> ask(const pv_history_query& query) {
    std::vector<Told> told;
    const auto visit = [](void* context, const pv_history_points* points) {
      const auto column = [points]<class Cell>(const Cell* cells) {
        return cells == nullptr ? std::vector<Cell>()
                                : std::vector<Cell>(cells, cells + points->count);
      };
      static_cast<std::vector<Told>*>(context)->push_back(
          {points->series, points->step_ms, column(points->times_ms), column(points->values),
           column(points->minimums), column(points->maximums), column(points->qualities),
           column(points->counts), column(points->steps_ms),
           {points->tier_spans, points->tier_spans + points->tier_span_count}});
    };
    if (service.query(history.serviceSelf(), &query, &told, visit) != PV_OK) told.clear();
    return told;
  }
  // What each series told last then, by series.
  struct Then {
    std::int64_t time_ms;
    double value;
    std::uint8_t quality;
    bool operator==(const Then&) const = default;
  };
  std::map<SeriesId, Then> at(const std::vector<SeriesId>& series, std::int64_t time_ms,
                              std::int64_t max_age_ms) {
    const pv_history_moment moment{.size = sizeof moment,
                                   .time_ms = time_ms,
                                   .max_age_ms = max_age_ms,
                                   .series_count = series.size(),
                                   .series = series.data()};
    std::map<SeriesId, Then> all;
    const auto visit = [](void* context, const pv_history_values* told) {
      for (std::size_t i = 0; i < told->count; ++i)
        static_cast<std::map<SeriesId, Then>*>(context)->emplace(
            told->series[i], Then{told->times_ms[i], told->values[i], told->qualities[i]});
    };
    if (service.at(history.serviceSelf(), &moment, &all, visit) != PV_OK) all.clear();
    return all;
  }
};

}  // namespace pipevane::history
