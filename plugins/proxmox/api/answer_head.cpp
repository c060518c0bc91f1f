#include "plugins/proxmox/api/answer_head.h"

#include <Poco/Net/HTTPResponse.h>
#include <Poco/String.h>

#include <sstream>
#include <string>

namespace pipevane::proxmox {

bool keptOpen(const Poco::Net::HTTPResponse& response) {
  bool close = false, keep = false;
  for (const auto& [name, value] : response) {
    if (Poco::icompare(name, "connection") != 0) continue;
    const std::string lower = Poco::toLower(value);
    close = close || lower.find("close") != std::string::npos;
    keep = keep || lower.find("keep-alive") != std::string::npos;
  }
  return keep || !close;
}

// Poco keeps the status in an enumeration whose range ends before the 595 of Proxmox VE, so that
// reading it there is undefined; what it writes down is right.
int statusOf(const Poco::Net::HTTPResponse& response) {
  std::ostringstream head;
  response.write(head);
  std::istringstream line(head.str());
  std::string protocol;
  int status = 0;
  line >> protocol >> status;
  return status;
}

}  // namespace pipevane::proxmox
