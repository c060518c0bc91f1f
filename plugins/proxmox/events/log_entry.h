// One line of the cluster's log.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>

namespace pipevane::proxmox::events {

struct LogEntry {
  std::string node;
  std::string uid;  // of the node's own counter, which begins anew with its cluster file system
  std::int64_t time_s = 0;
  std::int64_t priority = 6;  // of syslog
  std::string tag;
  std::string user;
  std::string message;

  auto key() const { return std::tie(node, uid, time_s); }
};

}  // namespace pipevane::proxmox::events
