#include "plugins/proxmox/node_details.h"

#include "plugins/proxmox/rrd_rows_reader.h"

#include <pipevane/error.h>

#include <array>
#include <cmath>

namespace pipevane::proxmox {
namespace {

constexpr std::array kLoads = {Metric::kLoad1, Metric::kLoad5, Metric::kLoad15};
constexpr std::array kOfStatus = {Metric::kLoad1, Metric::kLoad5, Metric::kLoad15,
                                  Metric::kSwapUsed, Metric::kSwapTotal};
// After so long Proxmox VE itself forgets a figure.
constexpr std::int64_t kOldMs = 5 * 60'000;
// One that is asked every five minutes, and whose newest minute is not whole yet.
constexpr std::int64_t kArcOldMs = 2 * kOldMs;
// Clocks of servers are wrong by minutes, not by days.
constexpr std::int64_t kSkewMax = 24 * 3600 * 1000LL;

double valueAt(const RrdRows& rows, Metric metric, std::size_t row) {
  const auto& column = rows.column(metric);
  return column.empty() ? std::nan("") : column[row];
}

}  // namespace

void NodeDetails::applyStatus(Object& node, const json::Element& data, std::int64_t time_ms) {
  simdjson::dom::object status;
  if (data.get(status) != simdjson::SUCCESS) throw Error("is no status of a node: it is no object");
  figures_.clear();
  read(status);
  figures_.write(samples_, node, time_ms, Quality::kEstimated);
}

void NodeDetails::read(const simdjson::dom::object& status) {
  const auto take = [this](Metric metric, const json::Element& value) {
    const auto number = json::number(value);
    if (number.value_or(-1) >= 0)
      figures_.set(metric, number);
    else
      surprises_.count("value in a node's status that is no figure");
  };
  json::Element part;
  simdjson::dom::array loads;
  if (status["loadavg"].get(part) == simdjson::SUCCESS && part.get(loads) == simdjson::SUCCESS) {
    std::size_t i = 0;
    for (const json::Element each : loads)
      if (i < kLoads.size()) take(kLoads[i++], each);
  } else {
    surprises_.count("node's status without a list of loads");
  }
  simdjson::dom::object swap;
  if (status["swap"].get(part) != simdjson::SUCCESS || part.get(swap) != simdjson::SUCCESS)
    return surprises_.count("node's status without swap");
  if (swap["used"].get(part) == simdjson::SUCCESS) take(Metric::kSwapUsed, part);
  if (swap["total"].get(part) == simdjson::SUCCESS) take(Metric::kSwapTotal, part);
}

void NodeDetails::statusFailed(Object& node) {
  for (const Metric each : kOfStatus) samples_.stale(node, each);
}

void NodeDetails::applyHistory(Object& node, const json::Element& data, std::int64_t now_ms) {
  const RrdRows rows = readRrdRows(data, Kind::kNode, now_ms + kSkewMax, surprises_);
  without_arc_.erase(node.name);
  for (std::size_t i = 0; i < rows.begins_ms.size(); ++i) {
    const double used = valueAt(rows, Metric::kMemoryUsed, i);
    const double arc = valueAt(rows, Metric::kMemoryArc, i);
    const double without = valueAt(rows, Metric::kMemoryUsedWithoutArc, i);
    const std::int64_t end_ms = rows.begins_ms[i] + rows.steps_ms[i];
    const bool fresh = end_ms >= now_ms - kOldMs;
    if (fresh && std::isfinite(used) && !std::isfinite(arc)) without_arc_.insert(node.name);
    if (!std::isfinite(arc)) continue;
    if (fresh) without_arc_.erase(node.name);
    figures_.clear();
    figures_.set(Metric::kMemoryArc, arc);
    if (std::isfinite(without)) figures_.set(Metric::kMemoryUsedWithoutArc, without);
    samples_.collected().setHistory(!fresh);
    figures_.write(samples_, node, end_ms, Quality::kEstimated);
  }
  samples_.collected().setHistory(false);
  if (without_arc_.contains(node.name))
    forgetArc(node);
  else
    historyFailed(node, now_ms);
}

void NodeDetails::historyFailed(Object& node, std::int64_t now_ms) {
  if (node.track(Metric::kMemoryArc).last_ms < now_ms - kArcOldMs) forgetArc(node);
}

void NodeDetails::forgetArc(Object& node) {
  samples_.unknown(node, Metric::kMemoryArc);
  samples_.unknown(node, Metric::kMemoryUsedWithoutArc);
}

Arc NodeDetails::arcOf(const Object& node) const {
  if (node.tracks[at(Metric::kMemoryArc)].quality != Quality::kUnknown) return Arc::kSome;
  return without_arc_.contains(node.name) ? Arc::kNone : Arc::kUnknown;
}

}  // namespace pipevane::proxmox
