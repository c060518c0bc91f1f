// Asks one cluster, cycle for cycle, through whichever of its nodes answers.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox_poll/conversation.h"
#include "plugins/proxmox_poll/export_plan.h"
#include "plugins/proxmox_poll/settings.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

// [worker] One thread. Says itself how it is, at every cycle.
class ClusterWatch {
 public:
  enum class Outcome { kGood, kFailed, kStopped };
  // Version, membership and quorum are asked for this often.
  static constexpr std::int64_t kIntroductionEveryMs = 60'000;

  // Throws Error where an authority's file cannot be used.
  ClusterWatch(const Host& host, const Settings& settings);

  // Good as soon as one node told what there is. What went wrong beside that makes the component
  // degraded, and the cycle is good nevertheless.
  Outcome cycle(const Output& output);
  // The next cycle brings every entity with all its attributes again.
  void refresh() { decoder_.refresh(); }

 private:
  Reply askCurrent(const Output& output);
  std::optional<Reply> introduce(Conversation& conversation);
  void askExport(Conversation& conversation, const Reply& resources);
  void goOnWithNext();
  void reportWorking();
  void tellSurprises();

  Host host_;
  std::string token_id_;
  std::vector<std::unique_ptr<proxmox::ApiClient>> clients_;
  proxmox::FleetDecoder decoder_;
  ExportPlan plan_;
  std::size_t current_ = 0;
  std::optional<std::int64_t> introduced_ms_;  // of the current node
  // What is amiss although there are answers; empty where nothing is.
  std::string status_trouble_, export_trouble_;
  std::set<std::string> told_surprises_;
};

}  // namespace pipevane::proxmox_poll
