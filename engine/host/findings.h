// What components found when they were examined, see <pipevane/doctor.h>.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::host {

// The worst first.
inline constexpr std::array<std::string_view, 5> kFindingStates = {"failed", "warning", "note",
                                                                   "unknown", "ok"};

struct Finding {
  std::string component, target, check;
  std::string state;  // ok, note, warning, failed, unknown
  std::string sentence;
  std::string remedy;  // empty: none
  std::vector<std::string> commands;
  std::int64_t looked_ms = 0;  // 0: not known
  std::vector<std::pair<std::string, std::string>> facts;
};
using Findings = std::vector<Finding>;

// Of one component. A plugin's words are not trusted to be well made: what cannot be read is a
// finding itself, a state that nobody knows is "unknown", and what a terminal would obey becomes
// spaces, see one_line.h.
Findings readFindings(const std::string& component, std::string_view json);

// {"findings": [...]}, as the plugins gave them.
std::string jsonOf(const Findings& findings);

bool anyFailed(const Findings& findings);

}  // namespace pipevane::host
