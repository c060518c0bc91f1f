// From a path of the API to its answer.
#pragma once

#include "tests/simulator/answers/view.h"

#include <string>

namespace pipevane::simulator {

struct ApiAnswer {
  int status = 200;
  std::string reason = "OK";
  std::string body;
  bool forwarded = false;  // pvedaemon made it, and two headers say what becomes of the connection
  // Members that the answer waits for in vain, each for as long as Proxmox VE does.
  int hung_members = 0;
  bool hung_proxy = false;  // the one that was asked does not answer this node
};

// A path with its query, below /api2/json. What is not there is 501, as Proxmox VE says it.
ApiAnswer answer(const View& view, const std::string& target);
// An error as that version tells it: some have it in the body as well.
ApiAnswer failure(const Version& version, int status, const std::string& reason);

}  // namespace pipevane::simulator
