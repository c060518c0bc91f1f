// What can be said of a source that may not run, as <pipevane/doctor.h> wants it.
#pragma once

#include "plugins/proxmox_push/settings.h"

#include <pipevane/host.h>

#include <cstdint>
#include <string>

namespace pipevane::proxmox_push {

// What one that runs knows; of one that does not, nothing.
struct Heard {
  bool runs = false;
  std::string last_sender;
  std::int64_t last_age_ms = -1;  // less than 0: nobody sent
  std::string why;                // of its being degraded
};

std::string examined(const Settings& settings, const Heard& heard, const Host& host);

}  // namespace pipevane::proxmox_push
