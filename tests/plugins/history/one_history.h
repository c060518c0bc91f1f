// A history component with its host, and the shortest way to feed and to ask it.
#pragma once

#include <pipevane/history.h>
#include <pipevane/testing/fake_component.h>

#include <string>
#include <vector>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::history {

struct Told {
  SeriesId series;
  std::int64_t step_ms;
  std::vector<std::int64_t> times_ms;
  std::vector<double> values;
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
    const pv_history_query query{.size = sizeof query,
                                 .aggregate = PV_AVERAGE,
                                 .from_ms = from_ms,
                                 .to_ms = to_ms,
                                 .step_ms = step_ms,
                                 .max_points = max_points,
                                 .series_count = series.size(),
                                 .series = series.data()};
    std::vector<Told> told;
    const auto visit = [](void* context, const pv_history_points* points) {
      static_cast<std::vector<Told>*>(context)->push_back(
          {points->series,
           points->step_ms,
           {points->times_ms, points->times_ms + points->count},
           {points->values, points->values + points->count}});
    };
    if (service.query(history.serviceSelf(), &query, &told, visit) != PV_OK) told.clear();
    return told;
  }
};

}  // namespace pipevane::history
