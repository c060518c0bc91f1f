// One event, before it goes out.
#pragma once

#include "plugins/proxmox/events/severity.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::proxmox::events {

struct Event {
  std::string id;
  std::string_view type;   // "task", "status", ...: a constant
  std::string_view state;  // a constant; empty: it has none
  Severity severity = Severity::kInfo;
  std::int64_t time_ms = 0;  // when it began
  std::string_view kind;     // of the entity: a constant
  std::string entity;        // the last part of its key; of the cluster: empty
  std::string message;
  std::vector<std::pair<std::string_view, std::string>> attributes;

  // Where it is not empty.
  void add(std::string_view name, std::string value) {
    if (!value.empty()) attributes.emplace_back(name, std::move(value));
  }
};

}  // namespace pipevane::proxmox::events
