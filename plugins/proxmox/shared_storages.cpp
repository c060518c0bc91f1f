#include "plugins/proxmox/shared_storages.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

// A cycle of Proxmox VE takes 10 s; a member's answer may come two of them late.
constexpr std::int64_t kReporterSilence = 30'000;

}  // namespace

void SharedStorages::begin(std::int64_t now_ms) {
  now_ms_ = now_ms;
  heard_.clear();
}

void SharedStorages::hear(const ExportGroup& group, std::span<const ExportedFigure> figures) {
  const auto total = std::ranges::find(figures, Metric::kDiskTotal, &ExportedFigure::metric);
  if (total == figures.end()) return;
  Heard& heard = heard_[group.object->entity];
  heard.storage = group.object;
  heard.newest_ms = std::max(heard.newest_ms, group.time_ms);
  // A node that cannot use it has 0 of 0 bytes.
  const Report report{group.reporter, group.time_ms, total->value > 0};
  const auto known = std::ranges::find(heard.reports, report.node, &Report::node);
  if (known == heard.reports.end())
    heard.reports.push_back(report);
  else
    *known = report;
}

void SharedStorages::choose() {
  for (auto& each : heard_) choose(each.second);
}

void SharedStorages::choose(Heard& heard) const {
  Object& storage = *heard.storage;
  const auto own = std::ranges::find(heard.reports, storage.reporter, &Report::node);
  if (own != heard.reports.end() && own->time_ms > storage.reported_ms) {
    storage.reported_ms = own->time_ms;
    storage.reporter_heard_ms = now_ms_;
  }
  // Where our clock was set back.
  storage.reporter_heard_ms = std::min(storage.reporter_heard_ms, now_ms_);
  const bool silent =
      storage.reporter.empty() || storage.reporter_heard_ms < now_ms_ - kReporterSilence;
  if (!silent && (own == heard.reports.end() || own->active)) return;
  const auto newer = [](const Report& a, const Report& b) {
    return a.active == b.active ? a.time_ms < b.time_ms : b.active;
  };
  const auto best = std::ranges::max_element(heard.reports, newer);
  heard.lost = !best->active;
  storage.reporter = heard.lost ? std::string_view{} : best->node;
  storage.reported_ms = best->time_ms;
  storage.reporter_heard_ms = now_ms_;
}

}  // namespace pipevane::proxmox
