// What of the past to ask each member for.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox_poll/export_plan.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

// At the start and after a gap. One answer with half an hour of a whole cluster may be hundreds of
// MB, in the memory of the node that asks the others as in ours; those of its members one after the
// other are of a size that can be borne.
class Backfill {
 public:
  // One that stays behind after it was asked is silent, or has another time: what it may have is
  // asked for this often. One that caught up is asked again as soon as it is behind, as in each
  // cycle at long intervals.
  static constexpr std::int64_t kAgainMs = 5 * 60'000;

  // Outlives this.
  explicit Backfill(const proxmox::FleetDecoder& decoder) : decoder_(decoder) {}

  struct Question {
    std::string member;
    std::string query;
    proxmox::ApiClient::Limits limits;
  };
  // For those of `members` that are behind, `first` of them first; nothing where that is little:
  // the usual question to all of them is for it. `now_ms` is the steady clock's.
  std::vector<Question> questions(const ExportPlan& plan, const std::vector<std::string>& members,
                                  const std::string& first, std::int64_t now_ms);
  // That member was asked.
  void asked(const ExportPlan& plan, const std::string& member);

 private:
  struct Missed {
    std::string member;
    std::int64_t from_ms;
    double part;  // of the cluster's figures
  };

  bool rests(const std::string& member, std::int64_t now_ms) const;
  double partOf(const std::string& member, std::size_t members) const;

  const proxmox::FleetDecoder& decoder_;
  std::map<std::string, std::int64_t, std::less<>> asked_ms_;  // by member
};

}  // namespace pipevane::proxmox_poll
