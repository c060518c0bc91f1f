// What the log has of who tells of a cluster that several sources watch.
#pragma once

#include "plugins/proxmox/api/one_line.h"

#include <pipevane/host.h>

#include <string>
#include <utility>

namespace pipevane::proxmox_poll {

// One line each time that it changes; none of a source that was alone from the beginning.
// [worker] One thread.
class RoleLines {
 public:
  explicit RoleLines(const Host& host) : host_(host) {}

  // `leader` is the id of the source that tells of it instead; empty: not known, and no line.
  void standsBy(const std::string& leader, const std::string& cluster) {
    if (leader.empty() || std::exchange(leader_, leader) == leader) return;
    host_.log(LogLevel::kInfo, "stands by, and goes on in its place when it fails: the source \"" +
                                   leader + "\" tells of cluster=" + proxmox::oneLine(cluster));
  }
  void leads(const std::string& cluster) {
    if (leader_.empty()) return;
    host_.log(LogLevel::kWarn, "goes on in the place of the source \"" +
                                   std::exchange(leader_, {}) +
                                   "\": tells of cluster=" + proxmox::oneLine(cluster));
  }

 private:
  Host host_;
  std::string leader_;
};

}  // namespace pipevane::proxmox_poll
