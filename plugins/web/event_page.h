// One page of events, newest first: from memory, and what is older from the pipeline's history,
// where there is one.
#pragma once

#include "plugins/web/event_cursor.h"
#include "plugins/web/event_filter.h"
#include "plugins/web/json_writer.h"
#include "plugins/web/live.h"

#include <pipevane/history.h>
#include <pipevane/host.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::web {

class EventPage {
 public:
  // What it writes goes to the end of `out`, an array's items.
  EventPage(const Host& host, Live& live, const EventFilter& filter, const EventCursor& begin,
            std::size_t limit, std::string& out)
      : host_(host),
        live_(live),
        filter_(filter),
        begin_(begin),
        limit_(limit),
        json_(out),
        last_(begin) {}

  // Throws Problem where the history does not answer.
  void write();
  // Where the next page begins, if there is one.
  std::optional<EventCursor> next() const { return more_ ? std::optional(last_) : std::nullopt; }

 private:
  // Of the history at once, and so often: it keeps no more.
  static constexpr std::size_t kChunk = 1000, kMostChunks = 200;

  void writeMemory(bool beside_history);
  void writeHistory(const Lease<pv_history>& history);
  bool writeAll(const std::vector<LiveEvent>& events);
  bool write(const LiveEvent& event, const EventCursor& place);

  const Host host_;
  Live& live_;
  const EventFilter& filter_;
  const EventCursor begin_;
  const std::size_t limit_;
  JsonWriter json_;
  EventCursor last_;  // that was written
  std::size_t written_ = 0;
  bool more_ = false;
  std::int64_t floor_ms_ = RecentEvents::kEnd.first;  // what began before is the history's
  std::int64_t told_ms_ = 0;  // of the history's, how many of that time there were on this page
  std::uint64_t told_ = 0;    // and those before
};

}  // namespace pipevane::web
