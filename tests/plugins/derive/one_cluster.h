// A cluster as a source tells of it, cycle after cycle, and the totals that come of it.
#pragma once

#include "tests/plugins/derive/one_derive.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::derive {

class OneCluster {
 public:
  using Attributes = std::vector<std::pair<std::string, std::string>>;

  explicit OneCluster(const testing::GivenOptions& options = {})
      : derive_(host, pipevane_plugin, "derive", options) {}

  testing::FakeHost host;

  // ---- into the cycle being made
  OneCluster& entity(const std::string& key, const Attributes& attributes) {
    batch_.upsert(host.dictionary().entity(key), attributes);
    return *this;
  }
  OneCluster& cluster(const std::string& name) {
    return entity(name + "/cluster/" + name, {{"name", name}});
  }
  OneCluster& remove(const std::string& key) {
    batch_.remove(host.dictionary().entity(key));
    return *this;
  }
  OneCluster& figure(const std::string& key, const std::string& metric, double value,
                     Quality quality = Quality::kLive) {
    batch_.sample(host.series(key, metric, "bytes", metric.ends_with("_bytes_total")), value,
                  quality);
    return *this;
  }
  OneCluster& size(const std::string& key, double cores, double memory) {
    return figure(key, "cpu_count", cores).figure(key, "memory_total_bytes", memory);
  }
  OneCluster& used(const std::string& key, double ratio, double memory) {
    return figure(key, "cpu_usage_ratio", ratio).figure(key, "memory_used_bytes", memory);
  }
  // Ends the cycle, or gives what is there as a batch on the way.
  void give(std::int64_t time_ms, std::uint32_t flags = PV_END_OF_CYCLE) {
    testing::MadeBatch given = std::move(batch_);
    batch_ = testing::MadeBatch();
    host.clearPushed();
    derive_.process(at(given, time_ms, flags));
  }

  // ---- what came of the last batch given
  std::optional<double> told(const std::string& key, const std::string& metric) const {
    return host.latest(key, metric);
  }
  std::optional<Quality> quality(const std::string& key, const std::string& metric) {
    const SeriesId id = host.series(key, metric);
    for (const auto& batch : host.pushed())
      for (std::size_t i = 0; i < batch.series().size(); ++i)
        if (batch.series()[i] == id) return static_cast<Quality>(batch.qualities()[i]);
    return std::nullopt;
  }
  std::optional<std::int64_t> timeMs(const std::string& key, const std::string& metric) {
    const SeriesId id = host.series(key, metric);
    for (const auto& batch : host.pushed())
      if (batch.value(id)) return batch.timeMs();
    return std::nullopt;
  }

 private:
  static testing::MadeBatch at(const testing::MadeBatch& made, std::int64_t time_ms,
                               std::uint32_t flags) {
    pv_batch raw = made.raw();
    raw.time_ms = time_ms;
    raw.flags = flags;
    return testing::MadeBatch::copyOf(raw);
  }

  testing::FakeComponent derive_;
  testing::MadeBatch batch_;
};

}  // namespace pipevane::derive
