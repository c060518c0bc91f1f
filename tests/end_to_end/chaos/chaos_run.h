// A simulated cluster of three nodes and the real plugins, on one clock that only work moves.
#pragma once

#include "engine/base/virtual_clock.h"
#include "engine/pipeline/pipeline.h"
#include "tests/end_to_end/chaos/schedule.h"
#include "tests/end_to_end/real_plugins.h"
#include "tests/plugins/web/temporary_folder.h"
#include "tests/simulator/simulator.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::testing {

class ChaosRun {
 public:
  static constexpr std::int64_t kBeginMs = 1'795'000'000'000;
  static constexpr std::int64_t kStepS = 10;

  // `release` of Proxmox VE, as in "8.1.4".
  ChaosRun(const std::string& release, std::uint64_t seed);
  ~ChaosRun();
  ChaosRun(const ChaosRun&) = delete;
  ChaosRun& operator=(const ChaosRun&) = delete;

  simulator::Simulator& cluster() { return cluster_; }
  const std::string& dump() const { return dump_; }
  // What the history has of a series since then, as it is stored.
  struct Point {
    std::int64_t time_ms;
    double value;
  };
  std::vector<Point> history(const std::string& entity, const std::string& metric,
                             std::int64_t from_ms);
  std::int64_t nowMs() const { return clock_.nowMs(); }
  void advanceTo(std::int64_t time_ms) { clock_.advanceTo(time_ms); }

  // Ends and begins what is due after the cycle before, that long after the beginning.
  void change(const std::vector<Trouble>& troubles, std::int64_t now_s);
  // Of every component that does not run well: its id and why.
  std::map<std::string, std::string> ill() const;

 private:
  void begin(const Trouble& trouble);
  void end(const Trouble& trouble);
  std::string yaml() const;

  web::TemporaryFolder folder_;
  std::string dump_ = (folder_.path / "samples.txt").string();
  VirtualClock clock_{kBeginMs};
  simulator::Simulator cluster_;
  std::map<std::string, simulator::Certificate> certificates_;  // that were changed
  NoLog log_;
  std::unique_ptr<pipeline::Pipeline> pipeline_;
};

}  // namespace pipevane::testing
