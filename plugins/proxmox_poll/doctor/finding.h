// One thing that was looked at, and how it is.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {

// See <pipevane/doctor.h> for what each means.
enum class State : std::uint8_t { kOk, kNote, kWarning, kFailed, kUnknown };

struct Finding {
  const char* check;  // a stable word, as "certificate"
  State state = State::kOk;
  std::string sentence;     // without an end
  std::string remedy = {};  // empty: there is nothing to do
  std::vector<std::pair<std::string, std::string>> facts = {};
  std::vector<std::string> commands = {};  // those in the remedy, each to be run as it is
};

using Findings = std::vector<Finding>;

}  // namespace pipevane::proxmox_poll
