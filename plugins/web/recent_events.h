// The newest events, each in its latest state. Not for two threads at once.
#pragma once

#include "plugins/web/live_event.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace pipevane::web {

class RecentEvents {
 public:
  // Days of a busy cluster; older ones are in the history.
  static constexpr std::size_t kMostEvents = 10'000;
  // With all that belongs to them: 1.6 KB each, twice what a task takes.
  static constexpr std::size_t kMostBytes = 16u << 20;

  // Of those that changed last, however long ago they began, none makes room for another: what is
  // not in a frame yet. A burst of 200 tasks that begin and end is 400, and a client may have its
  // frames ten seconds apart.
  static constexpr std::size_t kMostFresh = 1'000;

  RecentEvents() = default;
  // What finds them points into them: that stays in place when they are moved.
  RecentEvents(RecentEvents&&) = default;
  RecentEvents& operator=(RecentEvents&&) = default;
  RecentEvents(const RecentEvents&) = delete;
  RecentEvents& operator=(const RecentEvents&) = delete;

  // The same id of the same component replaces what was there. One that began before all that are
  // kept is placed there, or left out where there is no room.
  void add(std::string_view component, const pv_event& event, std::string_view entity_key,
           Version version);

  // Oldest change first.
  const std::list<LiveEvent>& byChange() const { return events_; }
  // When it began, then order of arrival.
  using Place = std::pair<std::int64_t, std::uint64_t>;
  static constexpr Place kEnd = {std::numeric_limits<std::int64_t>::max(), 0};
  // Calls `visit` for those before that place, the one that began last first, until it is false.
  template <class Visit>
  void newest(Place before, Visit visit) const {
    for (auto at = by_time_.lower_bound(before); at != by_time_.begin();)
      if (!visit(*(--at)->second)) return;
  }
  // None that began then or later is missing, of those that came.
  std::int64_t completeFromMs() const;

  std::size_t size() const { return events_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  using Kept = std::list<LiveEvent>::iterator;

  void erase(Kept event);
  Kept oldest() const;
  void makeRoom();

  std::list<LiveEvent> events_;
  std::map<Place, Kept> by_time_;
  std::unordered_map<std::string_view, Kept> by_name_;
  std::uint64_t arrivals_ = 0, changes_ = 0;
  std::size_t bytes_ = 0;
  std::int64_t gone_ms_ = std::numeric_limits<std::int64_t>::min();  // the newest that is not kept
};

}  // namespace pipevane::web
