#include "plugins/proxmox/metrics_export.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

// Clocks of servers are wrong by minutes, not by days; a row from tomorrow would hide all others.
constexpr std::int64_t kSkewMax = 24 * 3600 * 1000LL;

// How far ahead the memory of coming objects is asked for: each is a page of its own, and the
// processor cannot guess the next one.
constexpr std::size_t kFetch = 4, kCacheLine = 64;

void fetchTracks(const Object& object) {
  const char* const begin = reinterpret_cast<const char*>(&object.tracks);
  for (std::size_t at = 0; at < sizeof object.tracks; at += kCacheLine)
    __builtin_prefetch(begin + at, 1);
}

// What the host sees of a machine is not what its guest uses.
bool memoryMayBeTheHosts(const Object& object, const std::optional<Version>& version) {
  using View = MemorySource::View;
  const View view = object.memory_source.view();
  if (view != View::kUnknown || object.kind != Kind::kVm) return view == View::kHost;
  return version && *version >= kHostMemory;
}

}  // namespace

void MetricsExport::apply(std::string_view body, json::Document& document,
                          const ExportedNodes::Asked& asked,
                          const std::optional<Version>& version) {
  objects_.begin(order_);
  rows_.read(
      body, document, asked.now_ms + kSkewMax,
      [this](std::string_view id) { return objects_.find(id, order_); }, surprises_);
  source_ms_ = asked.source_ms;
  nodes_.begin(asked);
  shared_.begin(asked.now_ms);
  for (const ExportGroup& each : rows_.groups()) hear(each);
  shared_.choose();
  const std::vector<ExportGroup>& groups = rows_.groups();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i + kFetch < groups.size()) fetchTracks(*groups[i + kFetch].object);
    takeGroup(groups[i], version);
  }
  shared_.eachLost(
      [this](Object& storage, std::int64_t time_ms) { samples_.unknown(storage, false, time_ms); });
  nodes_.end();
}

void MetricsExport::hear(const ExportGroup& group) {
  const Object& object = *group.object;
  if (object.kind != Kind::kStorage)
    return nodes_.hear(object.node, group.time_ms, object.kind == Kind::kNode);
  if (!object.isShared()) return nodes_.hearStorage(object.node, group.time_ms);
  if (nodes_.counts(reporterOf(group))) shared_.hear(group, rows_.figures(group));
}

// Who says so.
std::string_view MetricsExport::reporterOf(const ExportGroup& group) {
  return group.reporter.empty() ? std::string_view(group.object->node) : group.reporter;
}

// Whether newer ones of it were told, and this was not. Of a shared one others have told meanwhile.
bool MetricsExport::takeMissed(Object& object, std::string_view reporter, std::int64_t time_ms) {
  if (object.isShared()) return false;
  ToldTimes& told = object.told_times;
  if (time_ms <= told.newestMs()) return nodes_.mayHaveMissed(reporter) && told.takeMissed(time_ms);
  told.tell(time_ms, nodes_.jumpedTo(reporter, time_ms));
  return false;
}

void MetricsExport::takeGroup(const ExportGroup& group, const std::optional<Version>& version) {
  Object& object = *group.object;
  const std::int64_t time_ms = group.time_ms;
  const std::string_view reporter = reporterOf(group);
  if (!nodes_.counts(reporter) || (object.isShared() && !shared_.counts(group))) return;
  figures_.clear();
  for (const auto& [metric, value] : rows_.figures(group)) figures_.set(metric, value);
  // Before 8.3.4 it counts ticks.
  if (version ? *version < kIowaitRatio : figures_.get(Metric::kCpuIowait).value_or(0) > 1)
    figures_.drop(Metric::kCpuIowait);
  const bool running = figures_.get(Metric::kUptime)
                           ? figures_.showRunning()
                           : !object.attributes.is(Attribute::kStatus, "stopped");
  const bool had_total = figures_.get(Metric::kDiskTotal).has_value();
  figures_.keepTrueOnes(object.kind, running);
  const bool missed = takeMissed(object, reporter, time_ms);
  const bool newer = !missed && time_ms > object.track(Metric::kUptime).last_ms &&
                     time_ms > object.track(Metric::kDiskTotal).last_ms;
  if (newer) {
    object.exported_ms = source_ms_;
    object.unheard = 0;
  }
  samples_.collected().setHistory(nodes_.isHistory(reporter, time_ms));
  if (newer && isGuest(object.kind) && !running) samples_.unknown(object, true, time_ms);
  // A shared one is lost only where no node can use it.
  if (newer && object.kind == Kind::kStorage && !object.isShared() && had_total &&
      !figures_.get(Metric::kDiskTotal))
    samples_.unknown(object, false, time_ms);
  // One that began anew since the last list: what its memory is, only the next one tells.
  if (newer && figures_.get(Metric::kUptime).value_or(0) < object.track(Metric::kUptime).last_value)
    object.memory_source.forget();
  if (memoryMayBeTheHosts(object, version)) figures_.setEstimated(Metric::kMemoryUsed);
  if (nodes_.resumedBehind(reporter))
    for (const ExportedFigure& each : rows_.figures(group))
      SampleWriter::rewind(object.track(each.metric), time_ms - 1);
  if (missed)
    figures_.writeMissed(samples_, object, time_ms);
  else
    figures_.write(samples_, object, time_ms, Quality::kLive);
}

}  // namespace pipevane::proxmox
