#include "plugins/web/feed.h"

namespace pipevane::web {
namespace {

// Subscribers of one feed are at few different versions; beyond that the oldest text is forgotten.
constexpr std::size_t kMostWritten = 8;
// Of the events that a snapshot begins with.
constexpr std::size_t kMostSnapshotEvents = 100;
// In one update, about 400 KB: a burst of 200 tasks that begin and end is 400, and a source that
// starts tells a day of them.
constexpr std::size_t kMostUpdateEvents = RecentEvents::kMostFresh;

}  // namespace

Feed::Feed(FeedKey key) : key_(std::move(key)), query_(key_.query) {}

Feed::Body Feed::snapshot(const LiveParts& parts) { return cached(parts, 0, true); }

Feed::Body Feed::changesSince(const LiveParts& parts, Version since) {
  return cached(parts, since, false);
}

Feed::Body Feed::cached(const LiveParts& parts, Version since, bool whole) {
  if (written_at_ != parts.state.version()) written_.clear();
  written_at_ = parts.state.version();
  for (const Written& each : written_)
    if (each.since == since && each.whole == whole) return each.body;
  follow(parts.state);
  if (written_.size() == kMostWritten) written_.erase(written_.begin());
  written_.push_back({since, whole, write(parts, since, whole)});
  return written_.back().body;
}

void Feed::trim(std::optional<Version> version) {
  if (written_at_ != version) std::vector<Written>().swap(written_);
}

std::size_t Feed::keptBytes() const {
  std::size_t bytes = 0;
  for (const Written& each : written_) bytes += each.body ? each.body->size() : 0;
  return bytes;
}

// Who came in and who left since the last look; only what changed can have.
void Feed::follow(const LiveState& state) {
  if (followed_ == state.version()) return;
  for (const LiveEntity* entity : state.all()) {
    if (entity->changed <= followed_) continue;
    if (entity->id >= members_.size()) members_.resize(entity->id + std::size_t{1});
    Membership& member = members_[entity->id];
    const bool inside = entity->present && query_.matches(state, *entity);
    const bool came_back = inside && entity->appeared > followed_;
    if (inside != member.inside || came_back) member.changed = state.version();
    member.inside = inside;
  }
  followed_ = state.version();
}

Feed::Body Feed::write(const LiveParts& parts, Version since, bool whole) const {
  auto text = std::make_shared<std::string>();
  JsonWriter json(*text);
  if (whole) json.key("stale_after_ms").integer(parts.state.staleAfterMs());
  bool any = writeEntities(json, parts.state, since, whole);
  any = writeEvents(json, parts, since, whole) || any;
  any = parts.components.writePatch(json, since, whole) || any;
  any = parts.refusal.writePatch(json, since, whole) || any;
  if (!any && !whole) return nullptr;
  return text;
}

bool Feed::writeEntities(JsonWriter& json, const LiveState& state, Version since,
                         bool whole) const {
  const auto before = json.mark();
  bool any = false;
  json.key("entities").beginObject();
  for (const LiveEntity* entity : state.all()) {
    if (entity->id >= members_.size()) continue;
    const Membership& member = members_[entity->id];
    const bool crossed = member.changed > since;
    if (!member.inside) {
      if (whole || !crossed) continue;
      json.key(entity->key).null();
      any = true;
    } else if (whole || crossed || entity->changed > since) {
      const auto here = json.mark();
      json.key(entity->key);
      const PatchRange range{.since = whole ? state.version() : since, .whole = whole || crossed};
      if (writeEntityPatch(json, state, *entity, range, key_.projection))
        any = true;
      else
        json.rewind(here);
    }
  }
  json.endObject();
  if (!any && !whole) json.rewind(before);
  return any;
}

bool Feed::concerns(const LiveState& state, const LiveEvent& event) const {
  if (query_.everything()) return true;
  const LiveEntity* entity = state.find(event.entity);
  return entity != nullptr && query_.matches(state, *entity);
}

bool Feed::writeEvents(JsonWriter& json, const LiveParts& parts, Version since, bool whole) const {
  if (!key_.events && !whole) return false;
  const auto before = json.mark();
  json.key("events").beginArray();
  if (whole) {
    if (key_.events) writeNewest(json, parts);
    json.endArray();
    return true;
  }
  const std::size_t count = writeChanged(json, parts, since);
  json.endArray();
  if (count == 0) json.rewind(before);
  if (count > kMostUpdateEvents) json.key("more_events").boolean(true);
  return count > 0;
}

void Feed::writeNewest(JsonWriter& json, const LiveParts& parts) const {
  std::size_t count = 0;
  parts.events.newest(RecentEvents::kEnd, [&](const LiveEvent& event) {
    if (!concerns(parts.state, event)) return true;
    json.raw(event.json);
    return ++count < kMostSnapshotEvents;
  });
}

// How many there are, up to one more than are written.
std::size_t Feed::writeChanged(JsonWriter& json, const LiveParts& parts, Version since) const {
  std::size_t count = 0;
  const auto& events = parts.events.byChange();
  for (auto each = events.rbegin(); each != events.rend() && each->changed > since; ++each) {
    if (!concerns(parts.state, *each)) continue;
    if (++count > kMostUpdateEvents) break;
    json.raw(each->json);
  }
  return count;
}

}  // namespace pipevane::web
