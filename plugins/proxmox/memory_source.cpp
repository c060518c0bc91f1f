#include "plugins/proxmox/memory_source.h"

namespace pipevane::proxmox {

void MemorySource::hear(const Listed& listed) {
  if (listed.uptime_s < uptime_s_) forget();
  uptime_s_ = listed.uptime_s;
  const double memory = listed.memory.value_or(0);
  const double host_memory = listed.host_memory.value_or(0);
  if (memory <= 0 || host_memory <= 0) return;
  if (memory != host_memory) {
    view_ = View::kGuest;
    same_ = 0;
    last_same_ = 0;
    return;
  }
  if (memory != last_same_) ++same_;
  last_same_ = memory;
  if (view_ == View::kUnknown || same_ >= kSameAtLeast) view_ = View::kHost;
}

std::optional<std::string_view> nameOf(MemorySource::View view) {
  if (view == MemorySource::View::kGuest) return "balloon";
  if (view == MemorySource::View::kHost) return kMemoryFromHost;
  return std::nullopt;
}

}  // namespace pipevane::proxmox
