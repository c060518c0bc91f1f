#include "plugins/proxmox/export_rows.h"

#include <pipevane/error.h>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kSecond = 1000;

std::optional<Metric> metricOf(std::string_view name) {
  static const std::unordered_map<std::string_view, Metric> kNames = {
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
  const auto found = kNames.find(name);
  return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

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

bool read(const json::Element& entry, RawRow& row) {
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
  }
  return !row.id.empty() && !row.metric.empty() && row.time_s && row.value;
}

}  // namespace

void readExport(const json::Element& data, std::int64_t latest_ms, const FindObject& find,
                Surprises& surprises, std::vector<ExportRow>& rows) {
  simdjson::dom::array entries;
  if (data["data"].get(entries) != simdjson::SUCCESS)
    throw Error("is no metrics export: it has no list \"data\" in its \"data\"");
  std::string_view last_id;
  std::string_view reporter;
  Object* object = nullptr;
  for (const json::Element entry : entries) {
    RawRow row;
    if (!read(entry, row)) {
      surprises.count("row of the metrics export that cannot be read");
      continue;
    }
    if (*row.time_s <= 0 || *row.time_s > latest_ms / kSecond) {
      surprises.count(*row.time_s <= 0 ? "row of the metrics export without a time"
                                       : "row of the metrics export from the future");
      continue;
    }
    const auto metric = metricOf(row.metric);
    if (!metric || *row.value < 0) {
      surprises.count(metric ? "negative value in the metrics export"
                             : "metric \"" + std::string(row.metric) + "\" in the export");
      continue;
    }
    if (row.id != last_id) {
      last_id = row.id;
      object = find(row.id);
      reporter = object != nullptr && object->isShared() ? nodeIn(row.id) : std::string_view{};
    }
    if (object != nullptr)
      rows.push_back({*row.time_s * kSecond, object, *metric, *row.value, reporter});
  }
  std::ranges::stable_sort(rows, [](const ExportRow& a, const ExportRow& b) {
    return std::tie(a.time_ms, a.object->entity, a.reporter) <
           std::tie(b.time_ms, b.object->entity, b.reporter);
  });
}

}  // namespace pipevane::proxmox
