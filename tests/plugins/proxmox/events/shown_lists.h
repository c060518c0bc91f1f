// Lists of resources one after the other, each with the tasks that are asked for behind it.
#pragma once

#include "tests/plugins/proxmox/events/happenings.h"

#include <cstdint>
#include <string>

namespace pipevane::proxmox::events {

// One of long ago: a list of tasks is never empty.
inline const std::string kOldTask =
    finished(upidOf("pve1", 900, -5'000, "qmsnapshot", "777"), -4'990);

class ShownLists : public Happenings {
 public:
  using Happenings::Happenings;

 protected:
  void show(const std::string& rows, const std::string& tasks_shown = kOldTask) {
    now_ms_ += 10'000;
    list(rows, now_ms_);
    tasks(tasks_shown, now_ms_ + 1'000);
  }
  // So long after the last list, counted as the tasks' times are.
  std::int64_t atS(std::int64_t second) const { return (now_ms_ - kT0) / 1000 + second; }

  std::string nodes_ = nodeRow("pve1") + "," + nodeRow("pve2") + ",";
  std::int64_t now_ms_ = kT0;
};

}  // namespace pipevane::proxmox::events
