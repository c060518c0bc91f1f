// What the log has of what should not be in answers, or is not known.
#pragma once

#include "plugins/proxmox/surprises.h"

#include <pipevane/host.h>

#include <set>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] One line for each kind; of kinds there are so many as Surprises counts.
class SurpriseLines {
 public:
  explicit SurpriseLines(const Host& host) : host_(host) {}

  void tell(const proxmox::Surprises& surprises);

 private:
  Host host_;
  std::set<std::string> told_;
};

}  // namespace pipevane::proxmox_poll
