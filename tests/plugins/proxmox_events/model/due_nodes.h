// Which events of its nodes a cluster's answers call for: what each answer that arrived showed of
// them, and which of that was told.
#pragma once

#include "tests/plugins/proxmox_events/model/asked.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

// What is not as it should be fails the test. One life of the source.
class DueNodes {
 public:
  // In the order in which they were asked.
  void hear(const Asked& asked);
  // An event was told.
  struct Event {
    std::string node, from, to, change;
    std::int64_t time_ms = 0;  // by the clock of who listed it
  };
  void hearEvent(const Event& event);
  // Nothing that is due for so long is missing.
  void expectAll(std::int64_t now_ms) const;

 private:
  // How it was for some time, in one list after the other.
  struct Stay {
    bool up = true;
    std::int64_t booted_ms = 0;
    std::int64_t shown_ms = 0;                 // first
    std::vector<std::int64_t> clocks_ms = {};  // of those that showed it, each time
    // Since when nobody may doubt it any more.
    std::optional<std::int64_t> sure_ms = {};
  };
  struct Node {
    std::vector<Stay> stays;  // the first one is how it was found
    std::size_t told = 0;     // the newest of them that was
  };
  struct List {
    std::size_t member = 0;
    std::vector<Asked::Node> nodes;
  };

  void hearList(const Asked& asked);
  // From what was told up to that one.
  static std::string textOf(const Node& node, std::size_t last);
  bool isDue(const Node& node, std::size_t stay, std::int64_t now_ms) const;

  std::map<std::string, Node> nodes_;
  std::optional<List> doubted_;
  std::int64_t listed_tasks_ms_ = 0;
};

}  // namespace pipevane::proxmox_events
