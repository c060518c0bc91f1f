// In which order people read findings, and what is said once for several.
#pragma once

#include "engine/host/findings.h"

#include <string>
#include <vector>

namespace pipevane::host {

// A finding, and whose it is: more than one where several have the very same.
struct SharedFinding {
  const Finding* finding;
  std::vector<std::string> components, targets;
};

// What failed first, then warnings, then all else in the order in which it was found, with what
// several have behind what each has for itself. Valid as long as `findings`.
std::vector<SharedFinding> inReadingOrder(const Findings& findings);

}  // namespace pipevane::host
