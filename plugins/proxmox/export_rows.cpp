#include "plugins/proxmox/export_rows.h"

#include "plugins/proxmox/key_table.h"

#include <pipevane/error.h>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>

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

std::string_view textOf(const json::Element& value) {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

bool read(const json::Element& entry, RawRow& row, Surprises& surprises) {
  simdjson::dom::object object;
  if (entry.get(object) != simdjson::SUCCESS) return false;
  for (const auto& [key, value] : object) {
    if (key == "id")
      row.id = textOf(value);
    else if (key == "metric")
      row.metric = textOf(value);
    else if (key == "timestamp")
      row.time_s = json::integer(value);
    else if (key == "value")
      row.value = json::number(value);
    else if (key != "type")
      surprises.count("key \"" + std::string(key) + "\" in the metrics export");
  }
  return !row.id.empty() && !row.metric.empty() && row.time_s && row.value;
}

// Of one that no list has shown. There may be such for a moment, but not of a kind that none has.
void countUnlisted(std::string_view id, Surprises& surprises) {
  const std::string_view kind = id.substr(0, id.find('/'));
  if (kind != "node" && kind != "qemu" && kind != "lxc" && kind != "storage")
    surprises.count("object of type \"" + std::string(kind) + "\" in the metrics export");
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
    return surprises.count("metric \"" + std::string(row.metric) + "\" in the export"), false;
  if (*row.value < 0) return surprises.count("negative value in the metrics export"), false;
  return true;
}

// In order of time and then of objects.
auto placeOf(const ExportRow& row) {
  return std::tuple(row.time_ms, row.object->entity, row.reporter);
}

}  // namespace

void ExportRows::read(const json::Element& data, std::int64_t latest_ms, const FindObject& find,
                      Surprises& surprises) {
  simdjson::dom::array entries;
  clear();
  if (data["data"].get(entries) != simdjson::SUCCESS)
    throw Error("is no metrics export: it has no list \"data\" in its \"data\"");
  std::string_view last_id;
  std::string_view reporter;
  Object* object = nullptr;
  for (const json::Element entry : entries) {
    RawRow row;
    const Metric* metric = nullptr;
    if (!usable(entry, latest_ms, row, metric, surprises)) continue;
    if (row.id != last_id) {
      last_id = row.id;
      object = find(row.id);
      if (object == nullptr) countUnlisted(row.id, surprises);
      reporter = object != nullptr && object->isShared() ? nodeIn(row.id) : std::string_view{};
    }
    if (object != nullptr)
      rows_.push_back({*row.time_s * kSecond, object, *metric, *row.value, reporter});
  }
  group();
}

void ExportRows::clear() {
  sizes_.used(rows_.size());
  rows_.clear();
  groups_.clear();
  if (!sizes_.farBelow(rows_.capacity(), kKept)) return;
  rows_.shrink_to_fit();
  groups_.shrink_to_fit();
}

// The server tells the rows of an object together, so that putting the groups in order is enough,
// which are ten times fewer.
void ExportRows::group() {
  findGroups();
  const auto place = [](const Group& group) { return placeOf(group.front()); };
  std::ranges::stable_sort(groups_, {}, place);
  if (std::ranges::adjacent_find(groups_, {}, place) == groups_.end()) return;
  // Somebody tells them apart.
  std::ranges::stable_sort(rows_, {}, placeOf);
  findGroups();
}

void ExportRows::findGroups() {
  groups_.clear();
  for (auto from = rows_.cbegin(); from != rows_.cend();) {
    const auto to = std::find_if(from, rows_.cend(), [from](const ExportRow& row) {
      return row.object != from->object || row.time_ms != from->time_ms ||
             row.reporter != from->reporter;
    });
    groups_.emplace_back(from, to);
    from = to;
  }
}

}  // namespace pipevane::proxmox
