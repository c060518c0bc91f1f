// Asks a cluster's API at a fixed pace.
#pragma once

#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_poll/archive/archive.h"
#include "plugins/proxmox_poll/cluster_watch.h"
#include "plugins/proxmox_poll/doctor/doctor.h"
#include "plugins/proxmox_poll/schedule.h"
#include "plugins/proxmox_poll/settings.h"

#include <pipevane/plugin.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace pipevane::proxmox_poll {

class ProxmoxPoll final : public Source {
 public:
  static constexpr auto kOptions = proxmox_poll::kOptions;

  ProxmoxPoll(const Options& options, const Host& host);

  // Whoever needs it shall not wait for the next cycle.
  void refresh() override;
  void run(Output& output) override;
  const void* service(std::string_view name) override;
  // [any] Of the last cycle's end, as JSON.
  std::string described() const;
  void tellFigures(const FigureVisit& visit) const;
  // [any] Its endpoints examined anew, see doctor/doctor.h.
  std::string examined() const { return proxmox_poll::examined(settings_, host_); }
  // What pipevane.handover/1 says: all entities that this one told, so that one with other options
  // knows what of them is gone.
  using Legacy = proxmox_poll::Legacy;
  std::unique_ptr<Legacy> handOver();
  void takeOver(std::unique_ptr<Legacy> legacy);

  Archive& archive() { return archive_; }  // [any]
  // [any] For the other sources of this plugin.
  proxmox::Leadership& leadership() { return leadership_; }

 private:
  ProxmoxPoll(const Settings& settings, const Host& host);

  void describe();
  // Until the next cycle. False where it is to stop.
  bool waitAfter(ClusterWatch::Outcome outcome, Schedule& schedule, const Output& output);
  // Where nobody can be asked earlier. What is unknown by then is said as soon as it is. False
  // where it is to stop.
  bool waitOut(std::int64_t until_ms, const Output& output);
  // With the connection kept open meanwhile, or until a refresh. False where it is to stop.
  bool waitForCycle(std::int64_t due_ms);
  bool takesCycleEarly();

  Host host_;
  Settings settings_;
  proxmox::Budget budget_;
  proxmox::Leadership leadership_;
  Archive archive_;
  ClusterWatch watch_;
  std::atomic<bool> refresh_asked_ = false;
  std::int64_t early_again_ms_ = 0;  // [worker]
  mutable std::mutex described_mutex_;
  std::string described_ = "{}";
  Cost cost_;
};

}  // namespace pipevane::proxmox_poll
