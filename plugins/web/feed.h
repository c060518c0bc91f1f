// What the subscriptions of one query, set of metrics and wish for events have in common: which
// entities are in it, and the text of what changed since a version, written once for all of them.
// Not for two threads at once; the calls that take LiveParts need its lock.
#pragma once

#include "plugins/web/entity_json.h"
#include "plugins/web/live.h"
#include "plugins/web/query.h"

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace pipevane::web {

struct FeedKey {
  std::string query;
  Projection projection;
  bool events = false;

  auto tie() const { return std::tie(query, projection.metrics, events); }
  bool operator<(const FeedKey& other) const { return tie() < other.tie(); }
  bool operator==(const FeedKey& other) const { return tie() == other.tie(); }
};

class Feed {
 public:
  // Throws Error where the query cannot be read.
  explicit Feed(FeedKey key);

  const FeedKey& key() const { return key_; }

  using Body = std::shared_ptr<const std::string>;
  // The fields `stale_after_ms`, `entities`, `events`, `components` and `configuration` of a
  // snapshot.
  Body snapshot(const LiveParts& parts);
  // All but the first of an update from that version to now, or nothing where nothing changed. Of
  // the events the 1,000 that changed last; `more_events` says that there are others.
  Body changesSince(const LiveParts& parts, Version since);

  // Lets go of the texts that are not of that version; none: of all. Who sends one still has it.
  void trim(std::optional<Version> version);
  std::size_t keptBytes() const;

 private:
  struct Membership {
    bool inside = false;
    Version changed = 0;
  };
  struct Written {
    Version since;
    bool whole;
    Body body;
  };

  void follow(const LiveState& state);
  Body cached(const LiveParts& parts, Version since, bool whole);
  Body write(const LiveParts& parts, Version since, bool whole) const;
  bool writeEntities(JsonWriter& json, const LiveState& state, Version since, bool whole) const;
  bool writeEvents(JsonWriter& json, const LiveParts& parts, Version since, bool whole) const;
  void writeNewest(JsonWriter& json, const LiveParts& parts) const;
  std::size_t writeChanged(JsonWriter& json, const LiveParts& parts, Version since) const;
  bool concerns(const LiveState& state, const LiveEvent& event) const;

  const FeedKey key_;
  const Query query_;
  Version followed_ = 0;
  std::vector<Membership> members_;  // by entity
  Version written_at_ = 0;
  std::vector<Written> written_;  // of that version
};

}  // namespace pipevane::web
