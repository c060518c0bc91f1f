// One answer to /cluster/resources, as those read it who take it apart.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace pipevane::proxmox {

struct ListAnswer {
  std::int64_t time_ms;
  // It names everything that the caller may see, so that what it does not name is gone.
  bool whole;
  // The metrics export tells the figures of what is on that node, or of a shared storage that
  // it reports, at the source's own times.
  std::function<bool(std::string_view node)> exported;
};

}  // namespace pipevane::proxmox
