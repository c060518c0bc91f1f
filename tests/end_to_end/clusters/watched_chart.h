// A simulated cluster that the real plugins watch on a clock that only work moves, and what its
// charts say over REST.
#pragma once

#include "engine/base/virtual_clock.h"
#include "engine/pipeline/pipeline.h"
#include "tests/end_to_end/real_plugins.h"
#include "tests/plugins/web/temporary_folder.h"
#include "tests/simulator/simulator.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::testing {

// One series, as /api/metrics/history tells it.
struct Chart {
  struct Point {
    std::int64_t time_ms, step_ms;
    double value;
    std::string quality;
    bool archived;
  };
  std::vector<Point> points;
  std::string incomplete, not_archived;

  // How much of the time comes from the archive.
  std::int64_t archivedMs() const;
  // The time is within a known point's.
  bool covers(std::int64_t time_ms) const;
};

class WatchedChart : public ::testing::Test {
 protected:
  static constexpr std::int64_t kBeginMs = 1'795'003'200'000;  // a whole hour
  static constexpr std::int64_t kMinuteMs = 60'000;
  // What was really told at the end of each cycle.
  using Cycles = std::map<std::int64_t, double>;

  // `release` of Proxmox VE, as in "8.1.4"; `retention` of the history.
  WatchedChart(const std::string& release, const std::string& retention);
  ~WatchedChart() override;

  void runFor(std::int64_t duration_ms) { clock_.advanceTo(clock_.nowMs() + duration_ms); }
  void setReachable(bool reachable);
  void setOnline(const std::string& node, bool online);
  std::string keyOf(int vmid);
  Cycles truth(int vmid, const std::string& metric);
  // Since then; a step of 0 is what the dashboard asks for.
  Chart chart(const std::string& entity, const std::string& metric, std::int64_t from_ms,
              std::int64_t step_ms = 0) const;

  VirtualClock clock_{kBeginMs};

 private:
  std::string yaml(const std::string& retention) const;
  std::string get(const std::string& address) const;

  web::TemporaryFolder folder_;
  NoLog log_;
  simulator::Simulator cluster_;
  std::unique_ptr<pipeline::Pipeline> pipeline_;
};

}  // namespace pipevane::testing
