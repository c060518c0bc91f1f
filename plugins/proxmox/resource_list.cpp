#include "plugins/proxmox/resource_list.h"

#include <pipevane/error.h>

#include <algorithm>
#include <vector>

namespace pipevane::proxmox {
namespace {

// One answer may be short by a race inside the server; two in a row are the truth.
constexpr int kMissedMax = 2;

// Proxmox VE renews the figures of what runs every 10 s, and now and then skips a beat or two.
constexpr std::int64_t kRenewedMs = 30'000;

bool running(std::string_view status) { return status != "stopped" && status != "unknown"; }

// It becomes a part of a key.
bool isVmid(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string sortedList(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    if (end > 0) parts.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  std::ranges::sort(parts);
  std::string sorted;
  for (const auto part : parts) sorted.append(sorted.empty() ? "" : ",").append(part);
  return sorted;
}

// An object without data keeps what is not listed any more; otherwise absent means gone.
void setNames(Attributes& attributes, const ResourceRow& row, bool has_data) {
  if (const auto name = row.text(Text::kName)) attributes.set(Attribute::kName, *name);
  if (row.isTemplate()) attributes.set(Attribute::kTemplate, *row.isTemplate() ? "true" : "false");
  const auto keep = [&](Attribute attribute, Text text) {
    if (has_data || row.text(text)) attributes.setOrForget(attribute, row.text(text));
  };
  keep(Attribute::kTags, Text::kTags);
  keep(Attribute::kPool, Text::kPool);
  keep(Attribute::kLock, Text::kLock);
  keep(Attribute::kHaState, Text::kHaState);
}

}  // namespace

bool ResourceList::online(std::string_view node) const {
  const auto found = node_status_.find(node);
  return found != node_status_.end() && found->second == "online";
}

std::vector<std::string> ResourceList::onlineNodes() const {
  std::vector<std::string> names;
  for (const auto& [name, status] : node_status_)
    if (status == "online") names.push_back(name);
  return names;
}

void ResourceList::apply(const json::Element& data, const Answer& answer, Draft& draft) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS)
    throw Error("is no list of resources: its \"data\" is no list");
  ++list_;
  readNodes(entries);
  if (answer.whole) summary_ = {};
  sees_ = !answer.whole;
  for (const json::Element entry : entries) {
    if (!row_.read(entry, surprises_)) continue;
    if (answer.whole) addTo(summary_, row_);
    take(row_, answer);
  }
  if (answer.whole) rights_.listed(summary_.guests);
  // A token without rights gets nodes without a figure, and nothing else: that is no empty cluster.
  if (!sees_) surprises_.count("list of resources without a guest, a storage and a node's figures");
  settle(answer);
  if (answer.whole && sees_) removeMissing(draft);
}

// First of all: what runs on a node is judged by the node, and the order of the list is random.
void ResourceList::readNodes(const simdjson::dom::array& entries) {
  std::map<std::string, std::string, std::less<>> listed;
  for (const json::Element entry : entries) {
    std::string_view type, node, status;
    if (entry["type"].get(type) != simdjson::SUCCESS || type != "node") continue;
    if (entry["node"].get(node) == simdjson::SUCCESS &&
        entry["status"].get(status) == simdjson::SUCCESS)
      listed.insert_or_assign(std::string(node), std::string(status));
  }
  // A list of guests alone says nothing of nodes.
  if (listed.empty() || listed == node_status_) return;
  if (!node_status_.empty()) ++node_changes_;
  node_status_ = std::move(listed);
}

void ResourceList::take(const ResourceRow& row, const Answer& answer) {
  const std::string_view type = row.view(Text::kType);
  if (type == "qemu") return takeGuest(row, Kind::kVm, answer);
  if (type == "lxc") return takeGuest(row, Kind::kContainer, answer);
  if (type == "storage") return takeStorage(row, answer);
  if (type == "node") return takeNode(row, answer);
  if (type == "pool") return takePool(row);
  if (type != "sdn" && type != "network")
    surprises_.count("entry of type \"" + std::string(type) + "\" in /cluster/resources");
}

bool ResourceList::seenBefore(Object& object) {
  const bool before = object.seen_in == list_;
  object.seen_in = list_;
  object.missed = 0;
  return before;
}

void ResourceList::takeNode(const ResourceRow& row, const Answer& answer) {
  const auto name = row.text(Text::kNode);
  if (!name || name->empty()) return surprises_.count("node without a name");
  if (row.view(Text::kStatus).empty()) surprises_.count("node without a status");
  sees_ = sees_ || row.number(Metric::kCpuCount) || row.number(Metric::kMemoryTotal);
  Object* const object = objects_.get(row.view(Text::kId), Kind::kNode, *name);
  if (object == nullptr) return;
  seenBefore(*object);
  object->node = *name;
  const std::string_view status = row.text(Text::kStatus).value_or("unknown");
  object->attributes.set(Attribute::kName, *name);
  object->attributes.set(Attribute::kStatus, status);
  object->attributes.setOrForget(Attribute::kLevel, row.text(Text::kLevel));
  object->attributes.setOrForget(Attribute::kHaState, row.text(Text::kHaState));
  object->attributes.setOrForget(Attribute::kCgroupMode, row.text(Text::kCgroupMode));
  if (status == "online") return writeFigures(*object, row, true, answer);
  samples_.unknown(*object, Metric::kUptime);
  samples_.unknown(*object, true);
  samples_.stale(*object);
}

void ResourceList::takeGuest(const ResourceRow& row, Kind kind, const Answer& answer) {
  const auto vmid = row.text(Text::kVmid);
  if (!vmid || !isVmid(*vmid)) return surprises_.count("guest without a vmid");
  if (row.view(Text::kNode).empty()) surprises_.count("guest without a node");
  if (row.view(Text::kStatus).empty()) surprises_.count("guest without a status");
  Object* const object = objects_.get(row.view(Text::kId), kind, *vmid);
  if (object == nullptr) return;
  seenBefore(*object);
  sees_ = true;
  object->node = row.view(Text::kNode);
  const bool answered = online(object->node);
  const std::string_view listed = row.text(Text::kStatus).value_or("unknown");
  const std::string_view status = answered ? listed : "unknown";
  object->attributes.set(Attribute::kVmid, *vmid);
  object->attributes.set(Attribute::kNode, object->node);
  object->attributes.set(Attribute::kStatus, status);
  setNames(object->attributes, row, listed != "unknown");
  if (!answered) return samples_.stale(*object);
  if (status == "unknown") return samples_.unknown(*object, false);
  setMemorySource(*object, row, running(status));
  if (!running(status)) samples_.unknown(*object, true);
  writeFigures(*object, row, running(status), answer);
}

void ResourceList::takeStorage(const ResourceRow& row, const Answer& answer) {
  const auto storage = row.text(Text::kStorage);
  const std::string_view node = row.view(Text::kNode);
  if (!storage || storage->empty() || node.empty())
    return surprises_.count("storage without a name or a node");
  if (row.view(Text::kStatus).empty()) surprises_.count("storage without a status");
  std::string name(*storage);
  if (!row.shared()) name.insert(0, "/").insert(0, node);
  Object* const object = objects_.get(row.view(Text::kId), Kind::kStorage, name);
  if (object == nullptr) return;
  sees_ = true;
  const bool first = !seenBefore(*object);
  const bool available = online(node) && row.view(Text::kStatus) == "available";
  // Of a shared storage the first node counts that can use it.
  const bool counts = available && (first || !object->available);
  object->available = available || (!first && object->available);
  object->answered = online(node) || (!first && object->answered);
  Attributes& attributes = object->attributes;
  attributes.set(Attribute::kName, *storage);
  attributes.set(Attribute::kShared, row.shared() ? "true" : "false");
  attributes.setOrForget(Attribute::kContent, sortedList(row.view(Text::kContent)));
  attributes.setOrForget(Attribute::kStorageType, row.text(Text::kStorageType));
  if (!row.shared()) {
    object->node = node;
    attributes.set(Attribute::kNode, node);
  }
  if (counts) writeFigures(*object, row, true, answer);
}

// When everything was heard.
void ResourceList::settle(const Answer& answer) {
  any_missing_ = false;
  if (answer.whole) guests_hidden_ = rights_.noneIsUnknown();
  objects_.each([&](Object& object) {
    const bool listed = object.seen_in == list_;
    any_missing_ = any_missing_ || !listed;
    if (listed && object.kind == Kind::kStorage) settleStorage(object);
    if (!listed) settleUnlisted(object, answer);
  });
}

// Every node has said its word on a shared one.
void ResourceList::settleStorage(Object& storage) {
  storage.attributes.set(Attribute::kStatus, storage.available ? "available" : "unknown");
  if (storage.available) return;
  if (storage.answered)
    samples_.unknown(storage, false);
  else
    samples_.stale(storage);
}

// One that this list does not name, since it may name nodes alone, or be a token's that lost its
// rights.
void ResourceList::settleUnlisted(Object& object, const Answer& answer) {
  const bool guest = isGuest(object.kind);
  if (guest && answer.whole) ++summary_.guests_missing;
  if (answer.whole && hidden(object)) {
    guests_hidden_ = true;
    object.attributes.set(Attribute::kStatus, "unknown");
    // The export names guests to whoever may read it: its figures are as fresh as ever.
    if (answer.exported(object.node) && online(object.node)) return;
    return samples_.stale(object);
  }
  if (!guest && (object.kind != Kind::kStorage || sees_)) return;
  if (guest && sees_ && online(object.node)) return;
  object.attributes.set(Attribute::kStatus, "unknown");
  samples_.stale(object);
}

bool ResourceList::hidden(const Object& object) const {
  return isGuest(object.kind) && rights_.mayHide(object.name);
}

// What the list repeats. Others are told by other answers, which may be as fresh as ever.
void ResourceList::setStale(Object& object, const ResourceRow& row) {
  for (std::size_t i = 0; i < kMetricCount; ++i)
    if (row.number(static_cast<Metric>(i))) samples_.stale(object, static_cast<Metric>(i));
}

// With a working export only what it lacks is taken from here. Where the node's statistics do not
// go on the list repeats the old figures for five minutes, as if they were new.
void ResourceList::writeFigures(Object& object, const ResourceRow& row, bool running,
                                const Answer& answer) {
  noteUptime(object, row, answer);
  const bool old = frozen(row, object, running, answer);
  const bool exported = answer.exported(object.isShared() ? object.reporter : object.node);
  if (!exported && old) return setStale(object, row);
  figures_.clear();
  if (exported && !old) setHostMemory(object, row, answer);
  if (!exported)
    for (std::size_t i = 0; i < kMetricCount; ++i)
      figures_.set(static_cast<Metric>(i), row.number(static_cast<Metric>(i)));
  figures_.keepTrueOnes(object.kind, running);
  figures_.write(samples_, object, answer.time_ms, Quality::kEstimated);
}

// The list repeats it until the server renews its figures, or for minutes where it cannot. Told
// anew each time, an old one would look fresh. An uptime that went on gives a renewal away that
// brought the same value.
void ResourceList::setHostMemory(Object& object, const ResourceRow& row, const Answer& answer) {
  const auto memory = row.number(Metric::kMemoryHostUsed);
  const Track& told = object.track(Metric::kMemoryHostUsed);
  const bool renewed = object.renewed_ms == answer.time_ms;
  if (renewed || memory != told.last_value || told.quality != Quality::kEstimated)
    figures_.set(Metric::kMemoryHostUsed, memory);
}

// New is an uptime that went on, and that went on for about as long as time did: where it is far
// behind, the list has a last word from before its node was gone, or from when nobody asked.
void ResourceList::noteUptime(Object& object, const ResourceRow& row, const Answer& answer) {
  const auto uptime_s = row.number(Metric::kUptime);
  if (!uptime_s) return;
  const bool first = object.listed_ms == kNever;
  const double grown_s = first ? 0 : *uptime_s - object.listed_uptime_s.value_or(0);
  const auto passed_ms = static_cast<double>(first ? 0 : answer.time_ms - object.listed_ms);
  const bool behind = grown_s > 0 && passed_ms - 1000 * grown_s > kRenewedMs;
  object.listed_uptime_s = uptime_s;
  object.listed_ms = answer.time_ms;
  if (first || (grown_s != 0 && !behind)) object.renewed_ms = answer.time_ms;
}

// What has no uptime of its own is as fresh as its node.
bool ResourceList::frozen(const ResourceRow& row, const Object& object, bool running,
                          const Answer& answer) const {
  const Object* judged = &object;
  if (!running || object.kind == Kind::kStorage)
    judged = objects_.find("node/" + std::string(row.view(Text::kNode)));
  return judged != nullptr && judged->listed_uptime_s.value_or(0) > 0 &&
         answer.time_ms - judged->renewed_ms >= kRenewedMs;
}

// Of a container its cgroup tells, in every version.
void ResourceList::setMemorySource(Object& object, const ResourceRow& row, bool running) {
  if (!running) object.memory_source.forget();
  if (!running || object.kind == Kind::kContainer)
    return object.attributes.setOrForget(Attribute::kMemorySource,
                                         running ? std::optional(kMemoryFromCgroup) : std::nullopt);
  object.memory_source.hear({.memory = row.number(Metric::kMemoryUsed),
                             .host_memory = row.number(Metric::kMemoryHostUsed),
                             .uptime_s = row.number(Metric::kUptime).value_or(0)});
  object.attributes.setOrForget(Attribute::kMemorySource, nameOf(object.memory_source.view()));
}

void ResourceList::takePool(const ResourceRow& row) {
  const auto pool = row.text(Text::kPool);
  if (!pool || pool->empty()) return surprises_.count("pool without a name");
  Object* const object = objects_.get(row.view(Text::kId), Kind::kPool, *pool);
  if (object == nullptr) return;
  seenBefore(*object);
  object->attributes.set(Attribute::kName, *pool);
}

void ResourceList::removeMissing(Draft& draft) {
  if (!any_missing_) return;
  objects_.eraseIf([&](Object& object) {
    if (object.kind == Kind::kCluster || object.seen_in == list_) return false;
    if (++object.missed < kMissedMax || hidden(object)) return false;
    draft.remove(object.entity);
    return true;
  });
}

}  // namespace pipevane::proxmox
