// When each row is looked at next, whether it is silent for too long.
#pragma once

#include "plugins/proxmox/push/pushed_row.h"

#include <cstdint>
#include <limits>
#include <set>
#include <utility>

namespace pipevane::proxmox {

// A look costs what is due then, whatever else there is. Times are whole seconds: what comes within
// one is due at one moment. A row that was heard meanwhile is not moved: it is found not to be due,
// once, and goes to its place then.
class SilenceOrder {
 public:
  static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
  // The first whole second that is not before that time.
  static constexpr std::int64_t secondOf(std::int64_t ms) {
    constexpr std::int64_t kSecond = 1000;
    return ms > kNone - kSecond ? kNone : (ms + kSecond - 1) / kSecond * kSecond;
  }

  // At that time, a whole second.
  void place(PushedRow& row, std::int64_t look_ms) {
    auto node = rows_.extract({row.look_ms, &row});
    row.look_ms = look_ms;
    if (node.empty()) {
      rows_.emplace(look_ms, &row);
    } else {
      node.value().first = look_ms;
      rows_.insert(std::move(node));
    }
  }
  // At that time at the latest.
  void placeBy(PushedRow& row, std::int64_t look_ms) {
    if (look_ms < row.look_ms) place(row, look_ms);
  }
  void forget(PushedRow& row) { rows_.erase({row.look_ms, &row}); }

  std::int64_t nextMs() const { return rows_.empty() ? kNone : rows_.begin()->first; }
  PushedRow& first() const { return *rows_.begin()->second; }

  // Our clock was set, by so much.
  void clockWasSet(std::int64_t by_ms) {
    std::set<std::pair<std::int64_t, PushedRow*>> moved;
    for (const auto& [look_ms, row] : rows_) {
      row->look_ms = secondOf(look_ms + by_ms);
      moved.emplace_hint(moved.end(), row->look_ms, row);
    }
    rows_ = std::move(moved);
  }

 private:
  std::set<std::pair<std::int64_t, PushedRow*>> rows_;
};

}  // namespace pipevane::proxmox
