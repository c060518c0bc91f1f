#include "plugins/proxmox/export_rows.h"

#include "plugins/proxmox/key_table.h"
#include "plugins/proxmox/list_pieces.h"

#include <pipevane/error.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kSecond = 1000;

constexpr KnownKey<Metric> kKnown[] = {
    {"uptime", Metric::kUptime},           {"cpu_current", Metric::kCpuUsage},
    {"cpu_max", Metric::kCpuCount},        {"cpu_iowait", Metric::kCpuIowait},
    {"cpu_avg1", Metric::kLoad1},          {"cpu_avg5", Metric::kLoad5},
    {"cpu_avg15", Metric::kLoad15},        {"mem_used", Metric::kMemoryUsed},
    {"mem_total", Metric::kMemoryTotal},   {"swap_used", Metric::kSwapUsed},
    {"swap_total", Metric::kSwapTotal},    {"disk_used", Metric::kDiskUsed},
    {"disk_total", Metric::kDiskTotal},    {"net_in", Metric::kNetworkReceive},
    {"net_out", Metric::kNetworkTransmit}, {"disk_read", Metric::kDiskRead},
    {"disk_write", Metric::kDiskWritten},
};
constexpr KeyTable<Metric> kMetricsByName(kKnown);

std::string_view nodeIn(std::string_view storage_id) {
  const auto first = storage_id.find('/');
  const auto second = storage_id.find('/', first + 1);
  return storage_id.substr(first + 1, second - first - 1);
}

struct RawRow {
  std::string_view id, metric;
  std::optional<std::int64_t> time_s;
  std::optional<double> value;
};

// Of a known length the comparison is an instruction or two; there are half a million of them.
template <std::size_t kSize>
bool is(std::string_view key, const char (&known)[kSize]) {
  return key.size() == kSize - 1 && std::memcmp(key.data(), known, kSize - 1) == 0;
}

std::string_view textOf(const json::Element& value) {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

bool read(const json::Element& entry, RawRow& row, Surprises& surprises) {
  simdjson::dom::object object;
  if (entry.get(object) != simdjson::SUCCESS) return false;
  for (const auto& [key, value] : object) {
    if (is(key, "id"))
      row.id = textOf(value);
    else if (is(key, "metric"))
      row.metric = textOf(value);
    else if (is(key, "timestamp"))
      row.time_s = json::integer(value);
    else if (is(key, "value"))
      row.value = json::number(value);
    else if (!is(key, "type"))
      surprises.countNew("key \"" + std::string(key) + "\" in the metrics export");
  }
  return !row.id.empty() && !row.metric.empty() && row.time_s && row.value;
}

// Of one that no list has shown. There may be such for a moment, but not of a kind that none has.
void countUnlisted(std::string_view id, Surprises& surprises) {
  const std::string_view kind = id.substr(0, id.find('/'));
  if (kind != "node" && kind != "qemu" && kind != "lxc" && kind != "storage")
    surprises.countNew("object of type \"" + std::string(kind) + "\" in the metrics export");
}

bool usable(const json::Element& entry, std::int64_t latest_ms, RawRow& row, const Metric*& metric,
            Surprises& surprises) {
  if (!read(entry, row, surprises))
    return surprises.count("row of the metrics export that cannot be read"), false;
  if (*row.time_s <= 0) return surprises.count("row of the metrics export without a time"), false;
  if (*row.time_s > latest_ms / kSecond)
    return surprises.count("row of the metrics export from the future"), false;
  metric = kMetricsByName.find(row.metric);
  if (metric == nullptr)
    return surprises.countNew("metric \"" + std::string(row.metric) + "\" in the export"), false;
  if (*row.value < 0) return surprises.count("negative value in the metrics export"), false;
  return true;
}

// In order of time and then of objects.
auto placeOf(const ExportGroup& group) {
  return std::tuple(group.time_ms, group.entity, group.reporter);
}

}  // namespace

void ExportRows::read(std::string_view body, json::Document& document, std::int64_t latest_ms,
                      const FindObject& find, Surprises& surprises) {
  clear();
  Surprises before = surprises;
  Reading reading{.latest_ms = latest_ms, .find = find, .surprises = surprises};
  json::ListPieces pieces(body);
  while (const auto entries = pieces.next()) take(*entries, reading);
  if (!pieces.sound()) {
    surprises = std::move(before);
    forget();
    readWhole(body, document, {.latest_ms = latest_ms, .find = find, .surprises = surprises});
  }
  group();
}

void ExportRows::readWhole(std::string_view body, json::Document& document, Reading reading) {
  simdjson::dom::array entries;
  if (document.data(body)["data"].get(entries) != simdjson::SUCCESS)
    throw Error("is no metrics export: it has no list \"data\" in its \"data\"");
  take(entries, reading);
}

void ExportRows::take(simdjson::dom::array entries, Reading& reading) {
  for (const json::Element entry : entries) {
    RawRow row;
    const Metric* metric = nullptr;
    if (!usable(entry, reading.latest_ms, row, metric, reading.surprises)) continue;
    if (row.id != reading.last_id) findObject(row.id, reading);
    if (reading.object != nullptr) add(*row.time_s * kSecond, reading, {*metric, *row.value});
  }
}

void ExportRows::findObject(std::string_view id, Reading& reading) {
  reading.last_id = id;
  reading.object = reading.find(id);
  reading.reporter = {};
  if (reading.object == nullptr)
    countUnlisted(id, reading.surprises);
  else if (reading.object->isShared())
    reading.reporter = *reporters_.emplace(nodeIn(id)).first;
}

void ExportRows::add(std::int64_t time_ms, const Reading& reading, const ExportedFigure& figure) {
  if (groups_.empty() || groups_.back().object != reading.object ||
      groups_.back().time_ms != time_ms || groups_.back().reporter != reading.reporter)
    groups_.push_back({time_ms, reading.object, reading.object->entity, reading.reporter,
                       static_cast<std::uint32_t>(figures_.size()), 0});
  figures_.push_back(figure);
  ++groups_.back().count;
}

void ExportRows::forget() {
  figures_.clear();
  groups_.clear();
  reporters_.clear();
}

void ExportRows::clear() {
  sizes_.used(figures_.size());
  forget();
  if (!sizes_.farBelow(figures_.capacity(), kKept)) return;
  figures_.shrink_to_fit();
  groups_.shrink_to_fit();
}

// The server tells the rows of an object together, so that putting the groups in order is enough,
// which are ten times fewer.
void ExportRows::group() {
  std::ranges::stable_sort(groups_, {}, placeOf);
  // Somebody tells them apart.
  if (std::ranges::adjacent_find(groups_, {}, placeOf) != groups_.end()) join();
}

void ExportRows::join() {
  const std::vector<ExportedFigure> apart = std::exchange(figures_, {});
  for (const ExportGroup& each : std::exchange(groups_, {})) {
    if (groups_.empty() || placeOf(groups_.back()) != placeOf(each)) {
      groups_.push_back(each);
      groups_.back().first = static_cast<std::uint32_t>(figures_.size());
      groups_.back().count = 0;
    }
    const auto from = apart.begin() + each.first;
    figures_.insert(figures_.end(), from, from + each.count);
    groups_.back().count += each.count;
  }
}

}  // namespace pipevane::proxmox
