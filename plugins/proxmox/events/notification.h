// What Proxmox VE sends to a webhook.
#pragma once

#include "plugins/proxmox/events/event.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

struct Notification {
  // Fields beyond are left out: Proxmox VE's own have up to three.
  static constexpr std::size_t kMostFields = 16;

  std::string title;
  std::string message;
  std::string severity;  // info, notice, warning, error, unknown
  std::optional<std::int64_t> time_s;
  std::map<std::string, std::string> fields;  // type, hostname, job-id

  std::string field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
  }
};

// Whether there is anything in that body.
bool canBeTold(std::string_view body);

// `node`: the host is one that is known. `time_ms`: it came then.
Event eventOf(const Notification& notification, std::string_view cluster, bool node,
              std::int64_t time_ms, std::string caused_by);

}  // namespace pipevane::proxmox::events
