#include "plugins/proxmox/metrics_export.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

// Clocks of servers are wrong by minutes, not by days; a row from tomorrow would hide all others.
constexpr std::int64_t kSkewMax = 24 * 3600 * 1000LL;
constexpr std::int64_t kNodeSilence = 5 * 60'000;
constexpr std::int64_t kNodeForgotten = 3600'000;
// Older rows than these, counted from the newest of their node, are history.
constexpr std::int64_t kFresh = 60'000;
// Three cycles, and time to tell.
constexpr std::int64_t kSilent = 45'000;
// Less is a clock that is being put right, and passes by itself.
constexpr std::int64_t kSetBack = 20'000;
// Two clocks that agree, as far as rows can tell, which are a cycle old.
constexpr std::int64_t kAgree = 30'000;

// What the host sees of a machine is not what its guest uses.
bool memoryMayBeTheHosts(const Object& object, const std::optional<Version>& version) {
  using View = MemorySource::View;
  const View view = object.memory_source.view();
  if (view != View::kUnknown || object.kind != Kind::kVm) return view == View::kHost;
  return version && *version >= kHostMemory;
}

}  // namespace

void MetricsExport::apply(const json::Element& data, std::int64_t now_ms, std::int64_t source_ms,
                          const std::optional<Version>& version) {
  rows_.read(
      data, now_ms + kSkewMax, [this](std::string_view id) { return objects_.find(id); },
      surprises_);
  passOverSilence(now_ms);
  now_ms_ = now_ms;
  source_ms_ = source_ms;
  shared_.begin(now_ms);
  for (const Group& rows : rows_.groups()) hear(rows);
  shared_.choose();
  for (const Group& rows : rows_.groups()) takeGroup(rows, version);
  shared_.eachLost(
      [this](Object& storage, std::int64_t time_ms) { samples_.unknown(storage, false, time_ms); });
  last_node_ = nullptr;
  // One that was set back is not heard until it is right again.
  std::erase_if(nodes_, [this](const auto& each) {
    return each.second.set_back_ms == 0 && each.second.heard_ms < now_ms_ - kNodeForgotten;
  });
}

// A long time without any answer says nothing about a single node.
void MetricsExport::passOverSilence(std::int64_t now_ms) {
  if (now_ms_ == kNever) return;
  const std::int64_t unheard_ms = now_ms - now_ms_ - kNodeSilence / 2;
  if (unheard_ms <= 0) return;
  for (auto& each : nodes_) each.second.heard_ms += unheard_ms;
}

// Null where it has told nothing yet.
MetricsExport::Node* MetricsExport::nodeNamed(std::string_view name) {
  if (last_node_ == nullptr || last_node_->first != name) {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) return nullptr;
    last_node_ = &*found;
  }
  return &last_node_->second;
}

void MetricsExport::hear(const Group& rows) {
  const ExportRow& first = rows.front();
  newest_ms_ = std::max(newest_ms_, first.time_ms);
  if (first.object->kind == Kind::kStorage) {
    if (first.object->isShared() && counts(rows)) shared_.hear(rows);
    return;
  }
  Node* node = nodeNamed(first.object->node);
  if (node == nullptr) node = &nodes_[first.object->node];
  if (first.time_ms <= node->newest_ms) return;
  node->newest_ms = first.time_ms;
  node->heard_ms = now_ms_;
  if (first.time_ms > source_ms_ - kAgree) node->set_back_ms = 0;
}

bool MetricsExport::hearClock(std::string_view name, std::int64_t time_ms) {
  const auto found = nodes_.find(name);
  if (found == nodes_.end() || found->second.newest_ms - time_ms < kSetBack) return false;
  found->second.set_back_ms = found->second.newest_ms - time_ms;
  return true;
}

std::optional<std::int64_t> MetricsExport::setBackMs(std::string_view node) const {
  const auto found = nodes_.find(node);
  if (found == nodes_.end() || found->second.set_back_ms == 0) return std::nullopt;
  return found->second.set_back_ms;
}

bool MetricsExport::silent(std::string_view node) const {
  const auto found = nodes_.find(node);
  return found != nodes_.end() && found->second.heard_ms < now_ms_ - kSilent;
}

// Who says so; null where it has told nothing yet.
MetricsExport::Node* MetricsExport::reporterOf(const Group& rows) {
  const ExportRow& first = rows.front();
  return nodeNamed(first.reporter.empty() ? first.object->node : first.reporter);
}

bool MetricsExport::counts(const Group& rows) {
  const Node* const node = reporterOf(rows);
  return node == nullptr || node->set_back_ms == 0;
}

std::int64_t MetricsExport::completeUntilMs() const {
  std::int64_t oldest = newest_ms_;
  for (const auto& each : nodes_)
    if (each.second.set_back_ms == 0 && each.second.heard_ms > now_ms_ - kNodeSilence)
      oldest = std::min(oldest, each.second.newest_ms);
  return oldest;
}

std::int64_t MetricsExport::completeUntilMs(std::string_view node) const {
  const auto found = nodes_.find(node);
  return found == nodes_.end() ? kNever : found->second.newest_ms;
}

bool MetricsExport::isHistory(const Group& rows) {
  const Node* const node = reporterOf(rows);
  return node != nullptr && rows.front().time_ms < node->newest_ms - kFresh;
}

void MetricsExport::takeGroup(const Group& rows, const std::optional<Version>& version) {
  Object& object = *rows.front().object;
  const std::int64_t time_ms = rows.front().time_ms;
  if (!counts(rows) || (object.isShared() && !shared_.counts(rows.front()))) return;
  figures_.clear();
  for (const ExportRow& row : rows) figures_.set(row.metric, row.value);
  // Before 8.3.4 it counts ticks.
  if (version ? *version < kIowaitRatio : figures_.get(Metric::kCpuIowait).value_or(0) > 1)
    figures_.drop(Metric::kCpuIowait);
  const bool running = figures_.get(Metric::kUptime)
                           ? figures_.positive(Metric::kUptime)
                           : !object.attributes.is(Attribute::kStatus, "stopped");
  const bool had_total = figures_.get(Metric::kDiskTotal).has_value();
  figures_.keepTrueOnes(object.kind, running);
  const bool newer = time_ms > object.track(Metric::kUptime).last_ms &&
                     time_ms > object.track(Metric::kDiskTotal).last_ms;
  samples_.collected().setHistory(isHistory(rows));
  if (newer && isGuest(object.kind) && !running) samples_.unknown(object, true, time_ms);
  // A shared one is lost only where no node can use it.
  if (newer && object.kind == Kind::kStorage && !object.isShared() && had_total &&
      !figures_.get(Metric::kDiskTotal))
    samples_.unknown(object, false, time_ms);
  // One that began anew since the last list: what its memory is, only the next one tells.
  if (newer && figures_.get(Metric::kUptime).value_or(0) < object.track(Metric::kUptime).last_value)
    object.memory_source.forget();
  if (memoryMayBeTheHosts(object, version)) figures_.setEstimated(Metric::kMemoryUsed);
  figures_.write(samples_, object, time_ms, Quality::kLive);
}

}  // namespace pipevane::proxmox
