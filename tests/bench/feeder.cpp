#include "tests/bench/feeder.h"

#include <pipevane/plugin.h>

#include <array>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace pipevane::bench {
namespace {

struct Fed {
  const char* name;
  const char* unit;
  bool counter;
};
// What proxmox_poll gives for a running guest.
constexpr std::array<Fed, kMetrics> kFed = {{{"cpu_usage_ratio", "ratio", false},
                                             {"memory_used_bytes", "bytes", false},
                                             {"memory_total_bytes", "bytes", false},
                                             {"uptime_seconds", "seconds", false},
                                             {"network_receive_bytes_total", "bytes", true},
                                             {"network_transmit_bytes_total", "bytes", true},
                                             {"disk_read_bytes_total", "bytes", true},
                                             {"disk_written_bytes_total", "bytes", true}}};
constexpr std::int64_t kCycleMs = 10'000;

class Feeder final : public Source {
 public:
  static constexpr auto kOptions = options(integer("cycles"), integer("entities"));

  Feeder(const Options& options, const Host& host)
      : host_(host), cycles_(options.integer("cycles")) {
    const Dictionary names = host.dictionary();
    std::array<MetricId, kMetrics> metrics{};
    for (std::size_t i = 0; i < kMetrics; ++i)
      metrics[i] = names.metric(kFed[i].name, kFed[i].unit, kFed[i].counter);
    for (std::int64_t i = 0; i < options.integer("entities"); ++i)
      for (const MetricId metric : metrics)
        series_.push_back(names.series(names.entity("lab/vm/" + std::to_string(100 + i)), metric));
  }

  void run(Output& output) override {
    // The newest sample is of now, so that nobody takes it for old or for the future.
    const std::int64_t first_ms = host_.nowMs() - cycles_ * kCycleMs;
    for (std::int64_t cycle = 0; cycle < cycles_; ++cycle) {
      Draft draft = output.begin(first_ms + cycle * kCycleMs, PV_END_OF_CYCLE);
      const Columns room = draft.samples(series_.size());
      std::memcpy(room.series.data(), series_.data(), series_.size() * sizeof(SeriesId));
      for (std::size_t i = 0; i < series_.size(); ++i)
        room.values[i] = valueAt(i % kMetrics, static_cast<double>(cycle), unevenAt(i, cycle));
      std::memset(room.qualities.data(), 0, series_.size());
      if (!output.push(std::move(draft))) return;
    }
  }

 private:
  // Figures that grow by their step every cycle, give or take as much: a straight line would be
  // stored for less than any real one.
  static double valueAt(std::size_t metric, double cycle, double uneven) {
    constexpr std::array<double, kMetrics> kBase = {0.25, 4e9, 8e9, 1000, 1e9, 2e9, 3e9, 4e9};
    constexpr std::array<double, kMetrics> kStep = {0.0001, 4096, 0, 10, 1e5, 2e5, 3e5, 4e5};
    constexpr std::array<double, kMetrics> kUneven = {0.01, 65536, 0, 0, 9e4, 1e5, 2e5, 3e5};
    const double value = kBase[metric] + kStep[metric] * cycle + kUneven[metric] * uneven;
    // Bytes and seconds are whole.
    return metric == 0 ? value : static_cast<double>(static_cast<std::int64_t>(value));
  }
  // 0 to 1, from a table, so that it costs next to nothing.
  double unevenAt(std::size_t series, std::int64_t cycle) const {
    return uneven_[(series * 31 + static_cast<std::size_t>(cycle) * 7) % uneven_.size()];
  }
  static std::array<double, 1024> makeUneven() {
    std::array<double, 1024> all{};
    std::minstd_rand random(7);
    for (double& each : all)
      each = static_cast<double>(random()) / static_cast<double>(std::minstd_rand::max());
    return all;
  }

  Host host_;
  std::int64_t cycles_;
  std::vector<SeriesId> series_;
  std::array<double, 1024> uneven_ = makeUneven();
};

constexpr pv_component_type kTypes[] = {source<Feeder>("feeder", "Feeds.")};
constexpr pv_plugin kPlugin = {PV_MAGIC, PV_ABI_MAJOR,      PV_ABI_MINOR, sizeof(pv_plugin),
                               "feeder", "1.0.0",           "Feeds.",     "MIT",
                               "bench",  std::size(kTypes), kTypes};

}  // namespace

const pv_plugin& feeder() { return kPlugin; }

}  // namespace pipevane::bench
