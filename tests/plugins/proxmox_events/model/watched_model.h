// The source against a modelled cluster, and what a reader of its events knows: of each the last
// state.
#pragma once

#include "plugins/proxmox_events/event_watch.h"
#include "tests/plugins/proxmox_events/model/due_connection.h"
#include "tests/plugins/proxmox_events/model/due_nodes.h"
#include "tests/plugins/proxmox_events/model/modelled_client.h"
#include "tests/plugins/proxmox_events/model/modelled_proxmox.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox_events {

class WatchedModel {
 public:
  // `requests_per_minute` where it is another limit than the usual one.
  WatchedModel(unsigned seed, ModelledCluster::Life life, std::int64_t requests_per_minute = 0);

  // That long.
  void runFor(std::int64_t ms);
  // Pipevane ends, and starts again after a while.
  void restart(std::int64_t after_ms);
  // Our own clock.
  void setClockBy(std::int64_t ms) {
    host_.setClockBy(ms);
    set_by_ms_ += ms;
  }
  // Nothing happens any more, and all that is missing is asked for: then all that is remembered
  // was told, in its true state.
  void settle();

  ModelledProxmox& proxmox() { return proxmox_; }
  std::int64_t timeMs() const { return host_.timeMs(); }
  // Of the events of its connection: which, and how long after the beginning.
  const std::vector<std::pair<std::string, std::int64_t>>& connection() const {
    return connection_;
  }
  // Of tasks, each once.
  std::size_t told() const { return states_.size(); }

 private:
  struct Life {
    Life(const Host& host, const Settings& settings, ModelledProxmox& proxmox)
        : budget(settings.limits),
          leadership(host, proxmox::kEvents, 5'000),
          watch(host, settings, ModelledClient::of(proxmox), budget, leadership) {}

    proxmox::Budget budget;
    proxmox::Leadership leadership;
    EventWatch watch;
  };

  void step(std::int64_t until_ms);
  void hear();
  void hear(const pv_event& event, const testing::MadeBatch& batch);
  void hearOfConnection(std::int64_t until_ms);
  void hearSource(const pv_event& event, std::int64_t told_ms);
  void hearTask(const pv_event& event, const testing::MadeBatch& batch);
  bool hasAll() const;
  void expectAllThatIsRemembered() const;

  testing::FakeHost host_{"lab"};
  ModelledProxmox proxmox_;
  Settings settings_;
  Output output_{host_.host()};
  std::unique_ptr<Life> life_;
  DueNodes due_nodes_;
  DueConnection due_connection_;
  std::deque<Asked> asked_;  // of which the connection was not told yet
  std::int64_t set_by_ms_ = 0;
  std::vector<std::pair<std::string, std::int64_t>> connection_;
  std::map<std::string, std::string> states_;
  std::set<std::string> this_time_;  // since the last start
  struct Newest {
    std::int64_t time_ms = 0;
    int set_back = 0;
  };
  std::map<std::pair<std::string, std::string>, Newest> newest_;  // by entity and node
};

}  // namespace pipevane::proxmox_events
