#include "plugins/proxmox/contacts/traffic.h"

namespace pipevane::proxmox {

void Traffic::note(std::int64_t now_ms, const Counters& total) {
  if (looks_.empty()) looks_.push_back({now_ms, {}});
  if (looks_.size() > 1 && now_ms - looks_[looks_.size() - 2].time_ms < kCloseMs)
    looks_.back().total = total;
  else
    looks_.push_back({now_ms, total});
  while (looks_.size() > 2 && looks_[1].time_ms <= now_ms - kMinuteMs) looks_.pop_front();
}

Traffic::Counters Traffic::lastMinute() const {
  if (looks_.empty()) return {};
  const Counters& before = looks_.front().total;
  const Counters& now = looks_.back().total;
  return now - before;
}

}  // namespace pipevane::proxmox
