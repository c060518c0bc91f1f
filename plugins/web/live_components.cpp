#include "plugins/web/live_components.h"

namespace pipevane::web {

void LiveComponents::update(ComponentStates now, Version version) {
  for (const auto& [id, before] : now_)
    if (!now.contains(id)) changes_[id].appeared = version;
  for (const auto& [id, after] : now) {
    const auto before = now_.find(id);
    Changes& changes = changes_[id];
    if (before == now_.end() || before->second.type != after.type ||
        before->second.kind != after.kind) {
      changes = {version, version, version, version};
      continue;
    }
    if (before->second.state != after.state) changes.state = version;
    if (before->second.why != after.why) changes.why = version;
    if (before->second.since_ms != after.since_ms) changes.since = version;
  }
  now_ = std::move(now);
}

bool LiveComponents::writePatch(JsonWriter& json, Version since, bool whole) const {
  const auto before = json.mark();
  bool any = false;
  json.key("components").beginObject();
  for (const auto& [id, changes] : changes_) {
    const auto component = now_.find(id);
    const bool there = component != now_.end();
    if ((whole && !there) || (!whole && changes.newest() <= since)) continue;
    json.key(id);
    if (there)
      writeOne(json, component->second, changes, since, whole);
    else
      json.null();
    any = true;
  }
  json.endObject();
  if (!any && !whole) json.rewind(before);
  return any;
}

void LiveComponents::writeOne(JsonWriter& json, const ComponentState& component,
                              const Changes& changes, Version since, bool whole) const {
  const bool new_one = whole || changes.appeared > since;
  json.beginObject();
  if (new_one) json.key("type").text(component.type).key("kind").text(component.kind);
  if (new_one || changes.state > since) json.key("state").text(component.state);
  if (!component.why.empty() && (new_one || changes.why > since))
    json.key("why").text(component.why);
  else if (component.why.empty() && !whole && changes.why > since)
    json.key("why").null();
  if (new_one || changes.since > since) json.key("since_ms").integer(component.since_ms);
  json.endObject();
}

}  // namespace pipevane::web
