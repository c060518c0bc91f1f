// What Proxmox VE notifies its operator of.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace pipevane::simulator {

struct Notification {
  std::string type;      // vzdump, replication, fencing, package-updates, system-mail
  std::string severity;  // info, notice, warning, error, unknown
  std::string title, message;
  std::string node;                              // who tells it
  std::map<std::string, std::string> more = {};  // fields, as job-id
  std::int64_t time_s = 0;                       // by that node's clock
};

// Where notifications go to: an address of plain HTTP.
struct Webhook {
  std::string server;
  int port = 0;
  std::string path = "/";
  std::map<std::string, std::string> headers = {};  // as the operator set them, secrets and all
};

}  // namespace pipevane::simulator
