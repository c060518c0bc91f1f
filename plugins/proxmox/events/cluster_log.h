// The cluster's log: which of its entries are new, and how to ask for them.
#pragma once

#include "plugins/proxmox/events/log_entry.h"
#include "plugins/proxmox/events/log_window.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace pipevane::proxmox::events {

class ClusterLog {
 public:
  // Three times what the ring of 128 KiB has room for.
  static constexpr std::size_t kMostKnown = 4'096;

  // An answer, newest first, to a question for `asked` entries.
  void hear(std::vector<LogEntry> entries, std::size_t asked);
  // No answer, as one of so many cannot be told.
  void fail(std::size_t asked);

  // Those that are new, oldest first: once the questions of this turn are answered, which bring
  // them in another order.
  std::vector<LogEntry> take();

  const LogWindow& window() const { return window_; }
  bool heard() const { return heard_; }
  // The one that stands right above an entry that cannot be read, once for each of these.
  std::optional<LogEntry> takeBad();

 private:
  using Key = std::tuple<std::string, std::string, std::int64_t>;

  void remember(const LogEntry& entry);
  void noteBad();

  LogWindow window_;
  bool heard_ = false;
  std::set<Key> known_;
  std::deque<Key> order_;
  std::deque<LogEntry> fresh_;    // oldest first
  std::vector<LogEntry> newest_;  // of the last answer, while a bad one is looked for; newest first
  std::optional<LogEntry> above_bad_;
  std::set<Key> told_bad_;  // with those that are known, and no longer
};

}  // namespace pipevane::proxmox::events
