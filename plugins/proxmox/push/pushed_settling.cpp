// What was pushed becomes samples and attributes.
#include "plugins/proxmox/push/pushed_cluster.h"

#include <string>

namespace pipevane::proxmox {

void PushedCluster::settle(const Push& push, const Output& output) {
  for (PushedRow* const row : touched_) {
    settleRow(*row, push);
    row->touched = false;
  }
  touched_.clear();
  unnamed_ = last_teller_ = nullptr;
  unnamed_refused_.reset();
  node_refused_.reset();
  if (refresh_) announceAll();
  tell(output, newest_ms_ == kNever ? push.time_ms : newest_ms_);
}

void PushedCluster::settleRow(PushedRow& row, const Push& push) {
  if (row.kind == Kind::kNode)
    settleNode(row, push);
  else if (row.kind == Kind::kStorage)
    settleStorage(row, push);
  else
    settleGuest(row);
  if (row.object != nullptr && row.object->attributes.changed()) changed_.push_back(row.object);
}

void PushedCluster::settleNode(PushedRow& row, const Push& push) {
  Figures figures = row.figures;
  const auto used = figures.get(Metric::kMemoryUsed), arc = figures.get(Metric::kMemoryArc);
  if (used && arc && *arc > 0 && *arc <= *used)
    figures.set(Metric::kMemoryUsedWithoutArc, *used - *arc);
  // Old ones count ticks there.
  if (figures.get(Metric::kCpuIowait).value_or(0) > 1) figures.drop(Metric::kCpuIowait);
  // The uptime is what Proxmox VE tells last of a node.
  if (figures.get(Metric::kUptime))
    if (const auto sum = row.nics.at(row.time_ms, push.whole())) {
      figures.set(Metric::kNetworkReceive, sum->received);
      figures.set(Metric::kNetworkTransmit, sum->sent);
    }
  figures.keepTrueOnes(Kind::kNode, true);
  Object& object = *row.object;
  object.node = row.name;
  object.attributes.set(Attribute::kName, row.name);
  object.attributes.set(Attribute::kStatus, "online");
  row.told_status = true;
  figures.write(samples_, object, row.time_ms, Quality::kLive);
}

// Where the status is not told, the uptime says whether it runs: it is what comes last of a guest,
// and until then a figure of 0 may be that of one that stopped.
void PushedCluster::settleGuest(PushedRow& row) {
  Object& object = *row.object;
  object.attributes.set(Attribute::kVmid, row.name);
  if (object.node != row.teller->node && !row.teller->node.empty()) {
    object.node = objects_.canName(Kind::kNode, row.teller->node) ? row.teller->node : "";
    object.attributes.setOrForget(Attribute::kNode, object.node);
  }
  const auto uptime = row.figures.get(Metric::kUptime);
  if (!row.runs && !uptime) return;
  Figures figures = row.figures;
  const bool runs = row.runs ? *row.runs : figures.showRunning();
  if (!runs || row.kind == Kind::kContainer) {
    object.memory_source.forget();
    object.attributes.setOrForget(Attribute::kMemorySource,
                                  runs ? std::optional(kMemoryFromCgroup) : std::nullopt);
  } else {
    object.memory_source.hear({.memory = figures.get(Metric::kMemoryUsed),
                               .host_memory = figures.get(Metric::kMemoryHostUsed),
                               .uptime_s = uptime.value_or(0)});
    object.attributes.setOrForget(Attribute::kMemorySource, nameOf(object.memory_source.view()));
    if (object.memory_source.view() == MemorySource::View::kHost)
      figures.setEstimated(Metric::kMemoryUsed);
  }
  if (!runs) samples_.unknown(object, true, row.time_ms);
  figures.keepTrueOnes(row.kind, runs);
  figures.write(samples_, object, row.time_ms, Quality::kLive);
}

void PushedCluster::settleStorage(PushedRow& row, const Push& push) {
  const auto total = row.figures.get(Metric::kDiskTotal);
  if (!total || !row.figures.get(Metric::kDiskUsed) || (!row.shared && !push.whole())) return;
  const bool shared = row.shared.value_or(false);
  const bool another = row.object != nullptr && row.object->isShared() != shared;
  if (another && !row.share.hold(RoomShare::Of::kOther, PushRoom::kRowBytes)) {
    --counts_.used;  // its last line
    return counts_.refuse(Refusal::kNoRoom);
  }
  Object* const object =
      objects_.get(row.id, Kind::kStorage, shared ? row.name : row.teller->node + "/" + row.name);
  if (object == nullptr) {
    --counts_.used;  // its last line
    return counts_.refuse(Refusal::kNoRoom);
  }
  if (row.object != object) ++entities_;
  row.object = object;
  Attributes& attributes = object->attributes;
  attributes.set(Attribute::kName, row.name);
  attributes.set(Attribute::kShared, shared ? "true" : "false");
  object->node = shared ? "" : row.teller->node;
  attributes.setOrForget(Attribute::kNode, object->node);
  if (!row.content.empty()) attributes.set(Attribute::kContent, row.content);
  if (!row.storage_type.empty()) attributes.set(Attribute::kStorageType, row.storage_type);
  const bool usable = row.active.value_or(true) && *total > 0;
  if (shared && !reports(row, *object, usable ? *total : 0, push)) return;
  attributes.set(Attribute::kStatus, usable ? "available" : "unknown");
  row.told_status = true;
  if (!usable) return samples_.unknown(*object, false, row.time_ms);
  Figures figures = row.figures;
  figures.keepTrueOnes(Kind::kStorage, true);
  figures.write(samples_, *object, row.time_ms, Quality::kLive);
}

// Every node tells of a shared storage; what one of them tells counts, as long as it can use it and
// is heard.
bool PushedCluster::reports(PushedRow& row, Object& storage, double total, const Push& push) const {
  const std::string& node = row.teller->node;
  if (storage.reporter != node) {
    const bool silent = storage.reporter.empty() ||
                        push.time_ms - storage.reporter_heard_ms > PushTellers::kSilentMs;
    if (!silent || total <= 0) return false;
    storage.reporter = node;
    // Two nodes' clocks are never the same.
    if (storage.reported_ms > row.time_ms + kSetBackMs) rewind(row, row.time_ms);
  }
  if (total <= 0) {
    storage.reporter.clear();
    return true;
  }
  storage.reported_ms = row.time_ms;
  storage.reporter_heard_ms = push.time_ms;
  return true;
}

void PushedCluster::announceAll() {
  refresh_ = false;
  changed_.clear();
  objects_.each([this](Object& object) {
    object.attributes.changeAll();
    changed_.push_back(&object);
  });
}

void PushedCluster::tell(const Output& output, std::int64_t time_ms) {
  Collected& collected = samples_.collected();
  if (changed_.empty()) {
    collected.push(output, time_ms, false);
  } else {
    Draft draft = output.begin(time_ms);
    for (Object* const object : changed_) {
      if (!object->attributes.changed()) continue;
      object->attributes.takeChanges(attributes_);
      draft.upsert(object->entity, attributes_);
    }
    changed_.clear();
    collected.push(output, std::move(draft), time_ms);
  }
  collected.clear();
}

}  // namespace pipevane::proxmox
