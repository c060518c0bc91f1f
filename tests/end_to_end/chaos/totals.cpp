#include "tests/end_to_end/chaos/totals.h"

#include <pipevane/abi.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace pipevane::testing {
namespace {

bool is(const std::string& key, const std::string& kind) {
  return key.find("/" + kind + "/") != std::string::npos;
}
bool isGuest(const std::string& key) { return is(key, "vm") || is(key, "container"); }

// A node has figures of its own under the other names.
bool isTotal(const PublishedSample& sample) {
  if (is(sample.entity, "node"))
    return sample.metric.starts_with("guests_") || sample.metric.starts_with("vms_") ||
           sample.metric.starts_with("containers_");
  return is(sample.entity, "pool") || is(sample.entity, "cluster") || is(sample.entity, "fleet");
}

}  // namespace

void Totals::take(const PublishedSample& sample) {
  const Judge::Series series{sample.entity, sample.metric};
  if (isTotal(sample)) {
    told_.insert_or_assign(series, sample);
    return;
  }
  const auto known = newest_.find(series);
  if (known == newest_.end())
    newest_.emplace(series, sample);
  else if (sample.time_ms >= known->second.time_ms &&
           !(sample.backfill && std::isnan(known->second.value)))
    known->second = sample;
}

void Totals::forget(const std::string& entity) {
  const auto from = newest_.lower_bound({entity, ""});
  newest_.erase(from, std::find_if(from, newest_.end(),
                                   [&](const auto& each) { return each.first.first != entity; }));
}

std::optional<double> Totals::valueOf(const std::string& entity, const std::string& metric) const {
  const auto found = newest_.find({entity, metric});
  if (found == newest_.end() || std::isnan(found->second.value)) return std::nullopt;
  return found->second.value;
}

std::string Totals::attributeOf(const std::string& entity, const std::string& name) const {
  const auto found = published_.entities().find(entity);
  if (found == published_.entities().end()) return "";
  const auto value = found->second.find(name);
  return value == found->second.end() ? "" : value->second;
}

// Nobody knows what becomes of it on a node that does not answer.
std::string Totals::lifeOf(const std::string& guest) const {
  const std::string node = "sim/node/" + attributeOf(guest, "node");
  return attributeOf(node, "status") == "online" ? attributeOf(guest, "status") : "unknown";
}

void Totals::add(const std::string& entity, const std::string& metric, Sums& sums) const {
  if (const auto value = valueOf(entity, metric)) sums[metric] += *value;
}

void Totals::addUsage(const std::string& entity, Sums& sums) const {
  const auto cores = valueOf(entity, "cpu_count"), usage = valueOf(entity, "cpu_usage_ratio");
  const auto used = valueOf(entity, "memory_used_bytes"),
             total = valueOf(entity, "memory_total_bytes");
  // Of a node that nobody hears no cores without their use.
  if (usage || !is(entity, "node") || attributeOf(entity, "status") != "unknown")
    add(entity, "cpu_count", sums);
  if (cores && usage) {
    sums["cores used"] += *cores * *usage;
    sums["cores of those"] += *cores;
    sums["cpu_usage_ratio"] = sums["cores used"] / sums["cores of those"];
  }
  if (used && total) {
    sums["memory_used_bytes"] += *used;
    sums["memory_total_bytes"] += *total;
    sums["memory_used_percent"] = 100 * sums["memory_used_bytes"] / sums["memory_total_bytes"];
  }
  add(entity, "network_receive_bytes_per_second", sums);
  add(entity, "network_transmit_bytes_per_second", sums);
}

Totals::Sums Totals::ofNodes() const {
  Sums sums;
  for (const auto& [key, attributes] : published_.entities()) {
    if (!is(key, "node")) continue;
    sums["nodes_count"] += 1;
    const std::string status = attributeOf(key, "status");
    if (status != "unknown") sums["nodes_online_count"] += status == "online" ? 1 : 0;
    if (status != "offline") addUsage(key, sums);
  }
  return sums;
}

// Of those whose attribute has that value. Without one: of all.
Totals::Sums Totals::ofGuests(const std::string& attribute, const std::string& value) const {
  Sums sums;
  const bool hidden = attributeOf("sim/cluster/sim", "guests_hidden") == "true";
  for (const auto& [key, attributes] : published_.entities()) {
    if (!isGuest(key) || attributeOf(key, "template") == "true") continue;
    // Maybe it is not there any more.
    if (hidden && attributeOf(key, "status") == "unknown") continue;
    if (!attribute.empty() && attributeOf(key, attribute) != value) continue;
    const std::string life = lifeOf(key), kind = is(key, "vm") ? "vms" : "containers";
    sums["guests_count"] += 1;
    sums[kind + "_count"] += 1;
    if (life != "unknown") {
      sums["guests_running_count"] += life == "running" ? 1 : 0;
      sums[kind + "_running_count"] += life == "running" ? 1 : 0;
    }
    if (const auto cores = valueOf(key, "cpu_count")) sums["guests_cpu_count"] += *cores;
    if (const auto memory = valueOf(key, "memory_total_bytes"))
      sums["guests_memory_total_bytes"] += *memory;
    if (life == "stopped" || life == "unknown") continue;
    add(key, "disk_read_bytes_per_second", sums);
    add(key, "disk_written_bytes_per_second", sums);
    if (attribute == "pool") addUsage(key, sums);
  }
  return sums;
}

// Two folders of one file system count once.
Totals::Sums Totals::ofStorages() const {
  Sums sums;
  std::set<std::tuple<std::string, double, double>> counted;
  for (const auto& [key, attributes] : published_.entities()) {
    const auto used = valueOf(key, "disk_used_bytes"), total = valueOf(key, "disk_total_bytes");
    if (!is(key, "storage") || !used || !total) continue;
    if (!counted.emplace(attributeOf(key, "node"), *used, *total).second) continue;
    sums["disk_used_bytes"] += *used;
    sums["disk_total_bytes"] += *total;
    sums["disk_used_percent"] = 100 * sums["disk_used_bytes"] / sums["disk_total_bytes"];
  }
  return sums;
}

Totals::Sums Totals::expected(const std::string& entity) const {
  const std::string name = entity.substr(entity.rfind('/') + 1);
  if (is(entity, "pool")) return ofGuests("pool", name);
  if (is(entity, "node")) return ofGuests("node", name);
  Sums sums = ofNodes();
  sums.merge(ofGuests("", ""));
  sums.merge(ofStorages());
  return sums;
}

std::vector<std::string> Totals::wrong() {
  std::vector<std::string> all;
  std::map<std::string, Sums> sums;
  for (const auto& [series, sample] : told_) {
    if (sample.quality == PV_UNKNOWN) continue;
    auto [of, fresh] = sums.try_emplace(series.first);
    if (fresh) of->second = expected(series.first);
    std::string metric = series.second;
    double factor = 1;
    if (metric == "cpu_usage_percent") metric = "cpu_usage_ratio", factor = 100;
    const auto found = of->second.find(metric);
    const double right = found == of->second.end() ? 0 : factor * found->second;
    ++compared_;
    if (std::abs(sample.value - right) <= 1e-9 * std::abs(right)) continue;
    all.push_back(series.first + " " + series.second + " " + std::to_string(sample.value) +
                  ", quality " + std::to_string(sample.quality) + ", and the sum is " +
                  std::to_string(right));
  }
  told_.clear();
  return all;
}

}  // namespace pipevane::testing
