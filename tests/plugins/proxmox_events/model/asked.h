// One question to the modelled cluster, and what came of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

struct Asked {
  enum class What : std::uint8_t { kTasks, kList, kStatus, kNodeTasks, kOther };
  // A node, as the answer has it.
  struct Node {
    std::string name;
    bool up = true;
    std::int64_t booted_ms = 0;
  };

  What what = What::kOther;
  std::size_t member = 0;  // who was asked
  std::int64_t asked_ms = 0, done_ms = 0;
  bool answered = false;         // the answer arrived
  std::int64_t clock_ms = 0;     // as who answered then said
  bool quorate = true;           // of a status
  std::vector<Node> nodes = {};  // of a list and a status
};

}  // namespace pipevane::proxmox_events
