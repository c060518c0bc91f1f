// The state of the source, as its services tell it.
#pragma once

#include "plugins/proxmox_push/doors.h"
#include "plugins/proxmox_push/intake.h"
#include "plugins/proxmox_push/pace.h"

#include <Poco/JSON/Array.h>
#include <pipevane/figures_table.h>
#include <pipevane/host.h>

#include <string>
#include <vector>

namespace pipevane::proxmox_push {

// As JSON, of now.
std::string inspected(const Settings& settings, const Doors& doors, const Intake& intake,
                      const Pace& pace, const Poco::JSON::Array& findings, const Host& host);

// What is counted.
struct Tally {
  proxmox::PushCounts counts;
  Lost lost;
  proxmox::PushRoom room;
  std::uint64_t bytes = 0;
  std::size_t connections = 0;

  // As "pipevane.figures/1" has it. Labels: `reason`.
  void tell(const FigureVisit& visit) const;
};

}  // namespace pipevane::proxmox_push
