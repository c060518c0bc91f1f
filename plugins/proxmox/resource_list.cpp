#include "plugins/proxmox/resource_list.h"

#include "plugins/proxmox/guest_state.h"
#include "plugins/proxmox/vmid.h"

#include <pipevane/error.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {
namespace {

// One answer may be short by a race inside the server; two in a row are the truth.
constexpr int kMissedMax = 2;
// The metrics export tells nothing new of what is not listed: for so long, and in so many cycles.
constexpr std::int64_t kUntoldMs = 45'000;
constexpr int kUntoldLists = 3;

}  // namespace

void ResourceList::hear(const json::Element& data) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS)
    throw Error("is no list of resources: its \"data\" is no list");
  if (!nodes_.hear(entries))
    throw Error("names none of the nodes that were there before, so it may be another cluster's");
}

void ResourceList::apply(const json::Element& data, const ListAnswer& answer, Draft& draft) {
  ++list_;
  objects_.begin(order_);
  if (answer.whole) {
    summary_ = {};
    objects_.leftOut() = {};
  }
  sees_ = !answer.whole;
  std::vector<json::Element> silent_storages;
  for (const json::Element entry : simdjson::dom::array(data)) {
    if (!row_.read(entry, surprises_)) continue;
    if (answer.whole) addTo(summary_, row_);
    if (row_.view(Text::kType) == "storage" && !row_.shared())
      silent_storages.push_back(entry);
    else
      take(row_, answer);
  }
  takeSilent(silent_storages, answer);
  if (answer.whole) rights_.listed(summary_.guests);
  // A token without rights gets nodes without a figure, and nothing else: that is no empty cluster.
  if (!sees_) surprises_.count("list of resources without a guest, a storage and a node's figures");
  settle(answer);
  if (answer.whole && sees_) removeMissing(draft);
}

void ResourceList::take(const ResourceRow& row, const ListAnswer& answer) {
  const std::string_view type = row.view(Text::kType);
  if (type == "qemu") return takeGuest(row, Kind::kVm, answer);
  if (type == "lxc") return takeGuest(row, Kind::kContainer, answer);
  if (type == "storage") return takeStorage(row, answer);
  if (type == "node") return takeNode(row, answer);
  if (type == "pool") return takePool(row);
  if (type != "sdn" && type != "network")
    surprises_.countNew("entry of type \"" + std::string(type) + "\" in /cluster/resources");
}

Object* ResourceList::objectOf(const ResourceRow& row, Kind kind, std::string_view name) {
  Object* const object = objects_.get(row.view(Text::kId), kind, name, order_);
  if (object == nullptr) surprises_.count("entry of /cluster/resources that there is no room for");
  return object;
}

// An object without data keeps what is not listed any more; otherwise absent means gone.
void ResourceList::setNames(Object& guest, const ResourceRow& row, bool has_data) {
  Attributes& attributes = guest.attributes;
  if (const auto name = row.text(Text::kName)) attributes.set(Attribute::kName, *name);
  if (row.isTemplate()) attributes.set(Attribute::kTemplate, *row.isTemplate() ? "true" : "false");
  const auto keep = [&](Attribute attribute, std::optional<std::string_view> text) {
    if (has_data || text) attributes.setOrForget(attribute, text);
  };
  keep(Attribute::kTags, row.text(Text::kTags));
  if (const std::string_view pool = row.view(Text::kPool); !pool.empty())
    neighbours_.setPool(guest, pool);
  else
    keep(Attribute::kPool, row.text(Text::kPool));
  keep(Attribute::kLock, row.text(Text::kLock));
  keep(Attribute::kHaState, row.text(Text::kHaState));
}

bool ResourceList::seenBefore(Object& object) {
  const bool before = object.seen_in == list_;
  object.seen_in = list_;
  object.missed = 0;
  return before;
}

void ResourceList::takeNode(const ResourceRow& row, const ListAnswer& answer) {
  const auto name = row.text(Text::kNode);
  if (!name || name->empty()) return surprises_.count("node without a name");
  if (row.view(Text::kStatus).empty()) surprises_.count("node without a status");
  sees_ = sees_ || row.number(Metric::kCpuCount) || row.number(Metric::kMemoryTotal);
  if (!nodes_.lists(*name) && !row.view(Text::kStatus).empty()) {
    ++objects_.leftOut().beyond;
    return surprises_.count("node that is one too many");
  }
  Object* const object = objectOf(row, Kind::kNode, *name);
  if (object == nullptr) return;
  seenBefore(*object);
  object->node = *name;
  const std::string_view status = row.text(Text::kStatus).value_or("unknown");
  object->attributes.set(Attribute::kName, *name);
  object->attributes.set(Attribute::kStatus, status);
  object->attributes.setOrForget(Attribute::kLevel, row.text(Text::kLevel));
  object->attributes.setOrForget(Attribute::kHaState, row.text(Text::kHaState));
  object->attributes.setOrForget(Attribute::kCgroupMode, row.text(Text::kCgroupMode));
  if (status == "online") return figures_.write(*object, row, true, answer);
  samples_.unknown(*object, true);
  samples_.stale(*object);
}

void ResourceList::takeGuest(const ResourceRow& row, Kind kind, const ListAnswer& answer) {
  const auto vmid = row.text(Text::kVmid);
  if (!vmid || !isVmid(*vmid)) return surprises_.count("guest without a vmid");
  if (row.view(Text::kNode).empty()) surprises_.count("guest without a node");
  if (row.view(Text::kStatus).empty()) surprises_.count("guest without a status");
  Object* const object = objectOf(row, kind, *vmid);
  if (object == nullptr) return;
  seenBefore(*object);
  sees_ = true;
  neighbours_.setNode(*object, row.view(Text::kNode));
  const bool answered = nodes_.online(object->node);
  const std::string_view listed = row.text(Text::kStatus).value_or("unknown");
  if (!listed.empty() && !isGuestState(listed))
    surprises_.countNew("status \"" + std::string(listed) + "\" of a guest, shown as it is");
  const std::string_view status = answered ? listed : "unknown";
  object->attributes.set(Attribute::kVmid, *vmid);
  object->attributes.set(Attribute::kStatus, status);
  setNames(*object, row, listed != "unknown");
  if (!answered) return samples_.stale(*object);
  if (status == "unknown") return samples_.unknown(*object, false);
  const bool runs = guestRuns(status, row.number(Metric::kUptime));
  ListedFigures::setMemorySource(*object, row, runs);
  if (!runs) samples_.unknown(*object, true);
  figures_.write(*object, row, runs, answer);
}

// When everything was heard.
void ResourceList::settle(const ListAnswer& answer) {
  any_missing_ = false;
  if (answer.whole) {
    guests_hidden_ = rights_.noGuestsIsUnknown();
    // An empty list is no list.
    sees_ ? members_.listed(summary_) : members_.notListed();
  }
  objects_.each([&](Object& object) {
    const bool listed = object.seen_in == list_;
    any_missing_ = any_missing_ || !listed;
    if (listed && object.kind == Kind::kStorage) settleStorage(object);
    if (!listed) settleUnlisted(object, answer);
  });
}

// One that this list does not name, since it may name nodes alone, or be a token's that lost its
// rights.
void ResourceList::settleUnlisted(Object& object, const ListAnswer& answer) {
  if (answer.whole && members_.keep(object)) return settleKept(object, answer);
  if (answer.whole) noteMissing(object.kind);
  const bool guest = isGuest(object.kind);
  if (!guest && object.kind != Kind::kStorage) return;
  if (answer.whole && maybeHidden(object)) {
    guests_hidden_ = guests_hidden_ || guest;
    object.attributes.set(Attribute::kStatus, "unknown");
    // The export names all to whoever may read it: its figures are as fresh as ever, as long as
    // they come.
    const std::string& teller = object.isShared() ? object.reporter : object.node;
    if (answer.exported(teller) && nodes_.online(teller) && !untold(object, answer)) return;
    return samples_.stale(object);
  }
  if (sees_ && (!guest || nodes_.online(object.node))) return;
  object.attributes.set(Attribute::kStatus, "unknown");
  samples_.stale(object);
}

// Of a member that the list should name. What the metrics export has told since the last list is as
// good as ever.
void ResourceList::settleKept(Object& object, const ListAnswer& answer) {
  object.attributes.set(Attribute::kStatus, "unknown");
  const std::string& teller = object.isShared() ? object.reporter : object.node;
  if (answer.exported(teller) && object.unheard++ == 0) return;
  if (object.kind == Kind::kNode) samples_.unknown(object, true);
  samples_.stale(object);
}

// What is gone by now ends there without a word.
bool ResourceList::untold(Object& object, const ListAnswer& answer) {
  return ++object.unheard > kUntoldLists && answer.time_ms - object.exported_ms > kUntoldMs;
}

bool ResourceList::maybeHidden(const Object& object) const {
  return rights_.mayHide(object) || (object.missed > 0 && rights_.inDoubt(object));
}

void ResourceList::noteMissing(Kind kind) {
  if (isGuest(kind)) ++summary_.missing.guests;
  if (kind == Kind::kStorage) ++summary_.missing.storages;
  if (kind == Kind::kPool) ++summary_.missing.pools;
}

void ResourceList::takePool(const ResourceRow& row) {
  const auto pool = row.text(Text::kPool);
  if (!pool || pool->empty()) return surprises_.count("pool without a name");
  Object* const object = objectOf(row, Kind::kPool, *pool);
  if (object == nullptr) return;
  seenBefore(*object);
  object->attributes.set(Attribute::kName, *pool);
}

void ResourceList::removeMissing(Draft& draft) {
  if (!any_missing_) return;
  objects_.eraseIf([&](Object& object) {
    if (object.kind == Kind::kCluster || object.seen_in == list_) return false;
    if (members_.keep(object)) return false;
    if (++object.missed < kMissedMax || maybeHidden(object)) return false;
    draft.remove(object.entity);
    return true;
  });
}

}  // namespace pipevane::proxmox
