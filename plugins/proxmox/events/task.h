// One task, as a list of them or a line of the log shows it.
#pragma once

#include "plugins/proxmox/events/upid.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

enum class TaskState : std::uint8_t { kRunning, kOk, kWarning, kError, kUnknown };

constexpr std::string_view wordFor(TaskState state) {
  switch (state) {
    case TaskState::kRunning:
      return "running";
    case TaskState::kOk:
      return "ok";
    case TaskState::kWarning:
      return "warning";
    case TaskState::kError:
      return "error";
    case TaskState::kUnknown:
      break;
  }
  return "unknown";
}

struct Task {
  Upid upid;
  bool finished = false;
  std::optional<std::int64_t> end_s;  // by the node's clock; where it finished
  std::size_t status_bytes = 0;       // as it came: it may have been cut
  std::string status;                 // "OK", "WARNINGS: 2", what went wrong; empty while it runs

  // Once it finished, else since when it runs.
  std::int64_t happenedMs() const {
    return (finished ? end_s.value_or(upid.start_s) : upid.start_s) * 1000;
  }
  // As Proxmox VE sorts the texts. "unexpected status": it was killed, or its node went down.
  TaskState state() const {
    if (!finished) return TaskState::kRunning;
    if (status == "OK") return TaskState::kOk;
    if (status.starts_with("WARNINGS: ")) return TaskState::kWarning;
    if (status.empty() || status == "unexpected status") return TaskState::kUnknown;
    return TaskState::kError;
  }
};

}  // namespace pipevane::proxmox::events
