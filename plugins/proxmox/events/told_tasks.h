// Which finished tasks of one node were told, in bounded memory.
#pragma once

#include "plugins/proxmox/events/upid.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

namespace pipevane::proxmox::events {

class ToldTasks {
 public:
  // Half as many again as a node's own archive has, two files of about a thousand: what it still
  // remembers is remembered here.
  static constexpr std::size_t kMost = 3'000;

  // Those that started before all that are remembered count as told.
  bool contains(const Upid& upid) const {
    return upid.start_s <= forgotten_s_ || tasks_.contains(keyOf(upid));
  }
  void add(const Upid& upid) {
    tasks_.insert(keyOf(upid));
    if (tasks_.size() <= kMost) return;
    forgotten_s_ = tasks_.begin()->first;
    while (!tasks_.empty() && tasks_.begin()->first == forgotten_s_) tasks_.erase(tasks_.begin());
  }

 private:
  static std::pair<std::int64_t, std::size_t> keyOf(const Upid& upid) {
    return {upid.start_s, std::hash<std::string_view>{}(upid.text)};
  }

  std::set<std::pair<std::int64_t, std::size_t>> tasks_;  // by start; a hash in place of the text
  std::int64_t forgotten_s_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace pipevane::proxmox::events
