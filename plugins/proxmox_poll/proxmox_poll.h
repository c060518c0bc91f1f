// Asks a cluster's API at a fixed pace.
#pragma once

#include "plugins/proxmox_poll/cluster_watch.h"
#include "plugins/proxmox_poll/settings.h"

#include <pipevane/plugin.h>

#include <atomic>
#include <cstdint>

namespace pipevane::proxmox_poll {

class ProxmoxPoll final : public Source {
 public:
  static constexpr auto kOptions = proxmox_poll::kOptions;

  ProxmoxPoll(const Options& options, const Host& host);

  void refresh() override { refresh_asked_ = true; }
  void run(Output& output) override;

 private:
  ProxmoxPoll(const Settings& settings, const Host& host);

  Host host_;
  std::int64_t interval_ms_;
  ClusterWatch watch_;
  std::atomic<bool> refresh_asked_ = false;
};

}  // namespace pipevane::proxmox_poll
