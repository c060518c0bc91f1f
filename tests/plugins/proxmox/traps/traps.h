// A trap of Proxmox VE's answers, with what comes in and the truth that must come out.
#pragma once

#include "tests/plugins/proxmox/fleet.h"

#include <functional>
#include <string>
#include <vector>

namespace pipevane::proxmox::traps {

// What it is fed with; gives what was decoded of the last answer.
using Input = std::function<Decoded(Fleet&)>;
using Truth = std::function<void(Fleet&)>;

struct Trap {
  const char* name;
  // Of reference/proxmox-api.md.
  const char* section;
  Input input;
  std::vector<Truth> truth;
  // All kinds that are counted, and no other one.
  std::vector<std::string> surprises = {};
  // Why the last answer is refused; empty: it is understood.
  const char* refused = "";
  const char* cluster = "lab";
};

void PrintTo(const Trap& trap, std::ostream* out);

class Traps : public ::testing::TestWithParam<Trap> {};

inline std::string nameOf(const ::testing::TestParamInfo<Trap>& trap) { return trap.param.name; }

// The last sample: a figure of the export, one of the list, one that nothing renews, or none.
Truth live(const std::string& entity, const std::string& metric, double value);
Truth listed(const std::string& entity, const std::string& metric, double value);
Truth stale(const std::string& entity, const std::string& metric, double value);
Truth unknown(const std::string& entity, const std::string& metric);
// So many were ever told.
Truth count(const std::string& entity, const std::string& metric, std::size_t samples);
inline Truth never(const std::string& entity, const std::string& metric) {
  return count(entity, metric, 0);
}
Truth attribute(const std::string& entity, const std::string& name, const std::string& value);
Truth absent(const std::string& entity, const std::string& name);
Truth noEntity(const std::string& entity);

inline constexpr std::int64_t kT0s = kT0 / 1000;
inline constexpr std::int64_t kCycle = 10'000;

// Entries of the list on pve1, with what else they say.
std::string vm(const std::string& more, int vmid = 100);
std::string container(const std::string& more);
std::string storage(const std::string& more, const std::string& node = "pve1");

// A list of a server without an export, whose figures are taken therefore: pve1 and these.
Input list(const std::string& rows);
// The same one after the other, a cycle apart, each whole.
Input lists(const std::vector<std::string>& each);
// After a list of pve1, qemu/100, lxc/205 and storage/pve1/local.
Input figures(const std::string& rows, const std::string& version = "9.2.11");

}  // namespace pipevane::proxmox::traps
