// Where a page of events begins: behind one that is kept in memory, or in the history.
#pragma once

#include "plugins/web/recent_events.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::web {

struct EventCursor {
  // Throws Problem where it is none of ours; empty: the first page.
  static EventCursor of(const std::string& text);
  std::string text() const;

  bool in_history = false;
  std::int64_t time_ms = RecentEvents::kEnd.first;
  // In memory the arrival of the last one that was told, in the history how many of that time were.
  std::uint64_t number = 0;
};

}  // namespace pipevane::web
