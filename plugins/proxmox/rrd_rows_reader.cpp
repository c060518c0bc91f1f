#include "plugins/proxmox/rrd_rows_reader.h"

#include "plugins/proxmox/figures.h"

#include <pipevane/error.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace pipevane::proxmox {
namespace {

constexpr double kNotTold = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kSecond = 1000;

// Nothing: not known. Nothing in it: known, and no figure of ours.
std::optional<std::optional<Metric>> metricOf(std::string_view key) {
  static const std::unordered_map<std::string_view, std::optional<Metric>> kKeys = {
      {"cpu", Metric::kCpuUsage},           {"maxcpu", Metric::kCpuCount},
      {"iowait", Metric::kCpuIowait},       {"loadavg", Metric::kLoad1},
      {"memused", Metric::kMemoryUsed},     {"mem", Metric::kMemoryUsed},
      {"memtotal", Metric::kMemoryTotal},   {"maxmem", Metric::kMemoryTotal},
      {"memhost", Metric::kMemoryHostUsed}, {"arcsize", Metric::kMemoryArc},
      {"swapused", Metric::kSwapUsed},      {"swaptotal", Metric::kSwapTotal},
      {"rootused", Metric::kDiskUsed},      {"disk", Metric::kDiskUsed},
      {"used", Metric::kDiskUsed},          {"roottotal", Metric::kDiskTotal},
      {"maxdisk", Metric::kDiskTotal},      {"total", Metric::kDiskTotal},
      {"netin", Metric::kNetworkReceive},   {"netout", Metric::kNetworkTransmit},
      {"diskread", Metric::kDiskRead},      {"diskwrite", Metric::kDiskWritten},
      {"memavailable", std::nullopt},       {"pressurecpusome", std::nullopt},
      {"pressurecpufull", std::nullopt},    {"pressureiosome", std::nullopt},
      {"pressureiofull", std::nullopt},     {"pressurememorysome", std::nullopt},
      {"pressurememoryfull", std::nullopt},
  };
  const auto found = kKeys.find(key);
  if (found == kKeys.end()) return std::nullopt;
  return std::make_optional(found->second);
}

class Reader {
 public:
  Reader(Kind kind, std::int64_t latest_ms, Surprises& surprises)
      : kind_(kind), latest_ms_(latest_ms), surprises_(surprises) {}

  void take(const json::Element& entry) {
    simdjson::dom::object row;
    if (entry.get(row) != simdjson::SUCCESS)
      return surprises_.count("row of rrddata that cannot be read");
    const auto end_ms = timeOf(row);
    if (!end_ms) return;
    readFigures(row);
    ends_ms_.push_back(*end_ms);
    for (std::size_t i = 0; i < kMetricCount; ++i) keep(i);
  }
  bool full() const { return ends_ms_.size() == RrdRows::kMost; }
  RrdRows rows() {
    rows_.begins_ms.reserve(ends_ms_.size());
    rows_.steps_ms.reserve(ends_ms_.size());
    for (std::size_t i = 0; i < ends_ms_.size(); ++i) {
      rows_.steps_ms.push_back(stepOf(i));
      rows_.begins_ms.push_back(ends_ms_[i] - rows_.steps_ms.back());
    }
    // None is known of the last rows.
    for (auto& column : rows_.values)
      if (!column.empty()) column.resize(ends_ms_.size(), kNotTold);
    return std::move(rows_);
  }

 private:
  std::optional<std::int64_t> timeOf(const simdjson::dom::object& row) {
    json::Element value;
    std::optional<std::int64_t> time_s;
    if (row["time"].get(value) == simdjson::SUCCESS) time_s = json::integer(value);
    if (!time_s || *time_s <= 0)
      surprises_.count("row of rrddata without a time");
    else if (*time_s > latest_ms_ / kSecond)
      surprises_.count("row of rrddata from the future");
    else if (!ends_ms_.empty() && *time_s * kSecond <= ends_ms_.back())
      surprises_.count("row of rrddata out of order");
    else
      return *time_s * kSecond;
    return std::nullopt;
  }
  void readFigures(const simdjson::dom::object& row) {
    figures_.clear();
    for (const auto& [key, value] : row) {
      if (key == "time") continue;
      const auto metric = metricOf(key);
      if (!metric)
        surprises_.countNew("key \"" + std::string(key.substr(0, kKeyShown)) + "\" in rrddata");
      else if (*metric)
        take(**metric, value);
    }
    // What is stopped or away has no figures at all.
    figures_.keepTrueOnes(kind_, true);
    setMemoryWithoutArc();
  }
  void setMemoryWithoutArc() {
    const auto used = figures_.get(Metric::kMemoryUsed);
    const auto arc = figures_.get(Metric::kMemoryArc);
    if (used && arc && *used >= *arc) figures_.set(Metric::kMemoryUsedWithoutArc, *used - *arc);
  }
  void take(Metric metric, const json::Element& value) {
    const auto number = json::number(value);
    if (number && *number >= 0) return figures_.set(metric, number);
    if (!value.is_null()) surprises_.count("value in rrddata that is no figure");
  }
  void keep(std::size_t i) {
    const auto value = figures_.get(static_cast<Metric>(i));
    auto& column = rows_.values[i];
    if (!value) return;
    column.resize(ends_ms_.size(), kNotTold);
    column.back() = *value;
  }
  // As far as from the row before. The first row of other steps is as long as those behind it.
  std::int64_t stepOf(std::size_t i) const {
    const auto distance = [this](std::size_t to) { return ends_ms_[to] - ends_ms_[to - 1]; };
    const bool followed = i + 1 < ends_ms_.size();
    if (i == 0) return followed ? distance(1) : kLonely;
    const bool goes_on = i > 1 && distance(i) == distance(i - 1);
    return goes_on || !followed ? distance(i) : std::min(distance(i), distance(i + 1));
  }

  // Of a row that is alone: the shortest there is.
  static constexpr std::int64_t kLonely = 60'000;
  static constexpr std::size_t kKeyShown = 64;

  Kind kind_;
  std::int64_t latest_ms_;
  Surprises& surprises_;
  Figures figures_;
  std::vector<std::int64_t> ends_ms_;
  RrdRows rows_;
};

}  // namespace

std::int64_t RrdRows::endMs() const {
  for (std::size_t i = begins_ms.size(); i > 0; --i)
    if (std::ranges::any_of(values, [last = i - 1](const auto& column) {
          return !column.empty() && !std::isnan(column[last]);
        }))
      return begins_ms[i - 1] + steps_ms[i - 1];
  return kNever;
}

std::size_t RrdRows::bytes() const {
  std::size_t sum =
      sizeof *this + (begins_ms.capacity() + steps_ms.capacity()) * sizeof(begins_ms[0]);
  for (const auto& column : values) sum += column.capacity() * sizeof(double);
  return sum;
}

RrdRows readRrdRows(const json::Element& data, Kind kind, std::int64_t latest_ms,
                    Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS)
    throw Error("is no history of an object: it is no list");
  Reader reader(kind, latest_ms, surprises);
  for (const json::Element entry : entries) {
    if (reader.full()) {
      surprises.count("rrddata with too many rows");
      break;
    }
    reader.take(entry);
  }
  return reader.rows();
}

}  // namespace pipevane::proxmox
