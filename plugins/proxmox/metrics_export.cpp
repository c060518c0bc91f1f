#include "plugins/proxmox/metrics_export.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

// Clocks of servers are wrong by minutes, not by days; a row from tomorrow would hide all others.
constexpr std::int64_t kSkewMax = 24 * 3600 * 1000LL;
// A cycle of Proxmox VE takes 10 s; a member's answer may come two of them late.
constexpr std::int64_t kReporterSilence = 30'000;
constexpr std::int64_t kNodeSilence = 5 * 60'000;
constexpr std::int64_t kNodeForgotten = 3600'000;

std::string_view nodeIn(std::string_view storage_id) {
  const auto first = storage_id.find('/');
  const auto second = storage_id.find('/', first + 1);
  return storage_id.substr(first + 1, second - first - 1);
}

}  // namespace

void MetricsExport::apply(const json::Element& data, std::int64_t now_ms,
                          const std::optional<Version>& version) {
  rows_.clear();
  readExport(
      data, now_ms + kSkewMax, [this](std::string_view id) { return find(id); }, surprises_, rows_);
  for (auto from = rows_.cbegin(); from != rows_.cend();) {
    const auto to = std::find_if(from, rows_.cend(), [from](const ExportRow& row) {
      return row.object != from->object || row.time_ms != from->time_ms;
    });
    takeGroup({from, to}, version);
    from = to;
  }
  std::erase_if(newest_of_node_,
                [this](const auto& each) { return each.second < newest_ms_ - kNodeForgotten; });
}

Object* MetricsExport::find(std::string_view id) {
  Object* const object = objects_.find(id);
  if (object == nullptr || object->kind != Kind::kStorage || !object->node.empty()) return object;
  const std::string_view node = nodeIn(id);
  if (object->reporter.empty() || object->reported_ms < newest_ms_ - kReporterSilence)
    object->reporter = node;
  return object->reporter == node ? object : nullptr;
}

std::int64_t MetricsExport::completeUntilMs() const {
  std::int64_t oldest = newest_ms_;
  for (const auto& [node, newest] : newest_of_node_)
    if (newest > newest_ms_ - kNodeSilence) oldest = std::min(oldest, newest);
  return oldest;
}

void MetricsExport::takeGroup(std::span<const ExportRow> rows,
                              const std::optional<Version>& version) {
  Object& object = *rows.front().object;
  const std::int64_t time_ms = rows.front().time_ms;
  newest_ms_ = std::max(newest_ms_, time_ms);
  if (object.kind == Kind::kStorage && object.node.empty())
    object.reported_ms = time_ms;
  else if (object.kind != Kind::kStorage)
    newest_of_node_[object.node] = std::max(newest_of_node_[object.node], time_ms);
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
  if (newer && isGuest(object.kind) && !running) samples_.unknown(object, time_ms, true);
  if (newer && object.kind == Kind::kStorage && had_total && !figures_.get(Metric::kDiskTotal))
    samples_.unknown(object, time_ms, false);
  figures_.write(samples_, object, time_ms, Quality::kLive);
}

}  // namespace pipevane::proxmox
