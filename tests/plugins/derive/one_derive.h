// A derive component with its host, and the shortest way to feed it.
#pragma once

#include <pipevane/testing/fake_component.h>

#include <optional>
#include <string>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::derive {

struct OneDerive {
  testing::FakeHost host;
  testing::FakeComponent derive{host, pipevane_plugin, "derive"};

  SeriesId counter(const std::string& metric, const std::string& entity = "lab/vm/100") {
    return host.series(entity, metric, "bytes", true);
  }
  SeriesId gauge(const std::string& metric, const std::string& entity = "lab/vm/100") {
    return host.series(entity, metric, "bytes");
  }
  pv_status give(const testing::MadeBatch& batch) {
    host.clearPushed();
    return derive.process(batch);
  }
  // What came of the last batch given.
  std::optional<double> derived(const std::string& metric,
                                const std::string& entity = "lab/vm/100") const {
    return host.latest(entity, metric);
  }
};

}  // namespace pipevane::derive
