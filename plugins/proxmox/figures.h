// The figures that Proxmox VE reports of one object at one time, and which of them are true: it
// writes 0 for much that it does not know.
#pragma once

#include "plugins/proxmox/metrics.h"
#include "plugins/proxmox/sample_writer.h"

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>

namespace pipevane::proxmox {

class Figures {
 public:
  void clear() {
    values_.fill(std::nullopt);
    estimated_.reset();
  }
  void set(Metric metric, std::optional<double> value) { values_[at(metric)] = value; }
  std::optional<double> get(Metric metric) const { return values_[at(metric)]; }
  bool positive(Metric metric) const { return get(metric).value_or(0) > 0; }
  // Those of a guest: whole seconds of uptime are 0 in its first one, and nothing that runs uses no
  // memory.
  bool showRunning() const { return positive(Metric::kUptime) || positive(Metric::kMemoryUsed); }
  void drop(Metric metric) { values_[at(metric)].reset(); }
  // It is an estimate, whatever the others are.
  void setEstimated(Metric metric) { estimated_.set(at(metric)); }

  // Takes out what is no figure of an object of this kind in this state. `running` is that of a
  // guest; other kinds are taken as running.
  void keepTrueOnes(Kind kind, bool running);

  // Writes all that is left. Live: the source told their time.
  void write(SampleWriter& samples, Object& object, std::int64_t time_ms, Quality quality) const;
  // The same of a time that was left out before newer ones.
  void writeMissed(SampleWriter& samples, Object& object, std::int64_t time_ms) const;

 private:
  void keepTrueOfGuest(Kind kind, bool running);

  std::array<std::optional<double>, kMetricCount> values_;
  std::bitset<kMetricCount> estimated_;
};

}  // namespace pipevane::proxmox
