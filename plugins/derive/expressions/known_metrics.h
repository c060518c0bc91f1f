// The metrics that are there wherever Proxmox VE is watched, with their units: what an expression
// can be checked against before anything runs. The table of them is in plugins/proxmox/README.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pipevane::derive {

// The unit of what sources tell, and of the rates, percentages and totals made of it. Absent for
// any other name.
std::optional<std::string_view> knownUnit(std::string_view metric);

// The known name that is most like it, where one is like it at all; else empty.
std::string_view knownNameLike(std::string_view metric);

}  // namespace pipevane::derive
