// What can be said of a source that may not run, as <pipevane/doctor.h> wants it.
#pragma once

#include "plugins/proxmox_push/doors.h"
#include "plugins/proxmox_push/settings.h"

#include <Poco/JSON/Array.h>
#include <pipevane/host.h>

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox_push {

// What one that runs knows; of one that does not, nothing.
struct Heard {
  bool runs = false;
  bool young = false;       // nobody is late yet
  std::vector<Door> doors;  // with the ports that they have
  std::vector<Doors::Closed> closed;
  std::string last_sender;
  std::int64_t last_age_ms = -1;  // less than 0: nobody sent
  std::string why;                // of its being degraded
};

Poco::JSON::Array findingsOf(const Settings& settings, const Heard& heard, const Host& host);
std::string examined(const Settings& settings, const Heard& heard, const Host& host);

}  // namespace pipevane::proxmox_push
