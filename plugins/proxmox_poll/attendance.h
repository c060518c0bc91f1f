// Says in the log which nodes of the cluster went offline and which came back.
#pragma once

#include "plugins/proxmox/fleet_decoder.h"

#include <pipevane/host.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace pipevane::proxmox_poll {

// One line each: of a node that is offline as this begins, of one that goes, of one that is back,
// of one that is no member any more. Only a cluster with quorum is believed: seen from a node that
// is cut off all others are away. What a cluster says of its nodes may be other things each time:
// so many lines at once, and then one a minute; what found no room is told later, if it is still
// so. [worker] One thread.
class Attendance {
 public:
  static constexpr std::int64_t kLinesAtOnce = 32;
  static constexpr std::int64_t kLineEveryMs = 60'000;
  // Where it was heard so long ago, a node may be offline for nearly as long.
  static constexpr std::int64_t kHeardLatelyMs = 60'000;

  // `decoder` outlives this.
  Attendance(const Host& host, const proxmox::FleetDecoder& decoder)
      : host_(host), decoder_(decoder) {}

  // A list of resources was told.
  void follow();
  // Another source tells of the cluster, and of its nodes.
  void leave();

 private:
  using Absences = std::map<std::string, std::string, std::less<>>;

  std::string since() const;
  void miss(const std::string& node);
  void dismiss();
  void greet(Absences::iterator absence);
  bool hasRoom();
  void say(LogLevel level, const std::string& sentence, const std::string& node,
           const std::string& more) const;

  Host host_;
  const proxmox::FleetDecoder& decoder_;
  std::set<std::string, std::less<>> members_;  // listed last, or not listed and a member
  Absences absences_;                           // since when, in words; those that were told
  std::optional<std::int64_t> heard_ms_;        // by the steady clock; nothing: never
  std::int64_t heard_at_ms_ = 0;                // the same by the time of day
  std::int64_t paid_ms_ = 0;  // when all lines are a minute old each, had they come one a minute
};

}  // namespace pipevane::proxmox_poll
