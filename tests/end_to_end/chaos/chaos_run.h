// A simulated cluster of three nodes and the real plugins, on one clock that only work moves.
#pragma once

#include "engine/base/virtual_clock.h"
#include "engine/pipeline/pipeline.h"
#include "tests/end_to_end/chaos/pushes.h"
#include "tests/end_to_end/chaos/schedule.h"
#include "tests/end_to_end/chaos/sources.h"
#include "tests/end_to_end/real_plugins.h"
#include "tests/plugins/web/temporary_folder.h"
#include "tests/simulator/simulator.h"

#include <Poco/JSON/Object.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::testing {

class ChaosRun {
 public:
  static constexpr std::int64_t kBeginMs = 1'795'000'000'000;
  static constexpr std::int64_t kStepS = 10;

  // `release` of Proxmox VE, as in "8.1.4".
  ChaosRun(const std::string& release, std::uint64_t seed, const Sources& sources = {});
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
  void advanceTo(std::int64_t time_ms);

  // Ends and begins what is due after the cycle before, that long after the beginning.
  void change(const std::vector<Trouble>& troubles, std::int64_t now_s);
  // Of every component that does not run well: its id and why.
  std::map<std::string, std::string> ill() const;
  // Datagrams that got lost so far.
  std::size_t lost() const { return pushes_ ? pushes_->lost() : 0; }
  // A component's state, as the state inspector shows it.
  std::string inspected(const std::string& component);

 private:
  void begin(const Trouble& trouble);
  void end(const Trouble& trouble);
  std::string yaml() const;
  std::string polling() const;
  std::string pushing() const;
  std::string tailing() const;
  std::string access() const;
  std::uint16_t pushPort();
  simulator::Webhook webhook();
  void grantAll();
  void fault(const Poco::JSON::Object& asked);

  web::TemporaryFolder folder_;
  std::string dump_ = (folder_.path / "samples.txt").string();
  const Sources sources_;
  VirtualClock clock_{kBeginMs};
  std::atomic<std::int64_t> world_s_ = kBeginMs / 1000;
  simulator::Simulator cluster_;
  std::map<std::string, simulator::Certificate> certificates_;  // that were changed
  NoLog log_;
  std::unique_ptr<pipeline::Pipeline> pipeline_;
  std::optional<Pushes> pushes_;
};

}  // namespace pipevane::testing
