// The newest events, each in its latest state. Not for two threads at once.
#pragma once

#include "plugins/history/owned_event.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pipevane::history {

class EventLog {
 public:
  using Shared = std::shared_ptr<const OwnedEvent>;

  // More than the web sink has at hand, so that there is something behind its newest ones.
  static constexpr std::size_t kEventsMax = 40'000;
  static constexpr std::size_t kBytesMax = 32u << 20;
  // A larger one is no event but an attack or a mistake.
  static constexpr std::size_t kEventBytesMax = 64u << 10;

  // The same id of the same source replaces what was there. `source` tells sources apart.
  void add(std::string_view source, const pv_event& event);
  // That began in [from, to), newest first.
  std::vector<Shared> newest(std::int64_t from_ms, std::int64_t to_ms, std::size_t limit) const;
  // All of them in the order in which `add` would take them again: `visit(source, event)`.
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [key, stored] : events_) visit(stored.source, stored.event);
  }

  // What another one was told after this one, as if this one had been. An event without an id that
  // both have in the same words is one.
  void join(const EventLog& later);
  // Nothing was lost so far.
  void countAnew() { evicted_ = refused_ = 0; }

  std::size_t size() const { return events_.size(); }
  std::size_t bytes() const { return bytes_; }
  std::uint64_t evicted() const { return evicted_; }
  std::uint64_t refused() const { return refused_; }

 private:
  using Key = std::pair<std::int64_t, std::uint64_t>;  // when it began, then order of arrival
  struct Stored {
    Shared event;
    std::string source;
    std::string name;  // source and id; empty where it has no id
  };

  void erase(std::map<Key, Stored>::iterator at);

  std::map<Key, Stored> events_;
  std::unordered_map<std::string, Key> by_name_;
  std::uint64_t arrivals_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t evicted_ = 0, refused_ = 0;
};

}  // namespace pipevane::history
