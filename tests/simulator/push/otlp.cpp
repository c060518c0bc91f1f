#include "tests/simulator/push/otlp.h"

#include "tests/simulator/world/noise.h"

#include <Poco/JSONString.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace pipevane::simulator {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;  // key and JSON

// Most text needs no escape.
std::string quotedJson(const std::string& text) {
  const auto plain = [](char c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '/';
  };
  return std::ranges::all_of(text, plain) ? '"' + text + '"' : Poco::toJSON(text);
}

std::string object(Pairs pairs, Lots& lots) {
  for (std::size_t i = pairs.size(); i > 1; --i) std::swap(pairs[i - 1], pairs[lots.below(i)]);
  std::string json = "{";
  for (const auto& [key, value] : pairs) {
    if (json.size() > 1) json += ',';
    json.append(1, '"').append(key).append("\":").append(value);
  }
  return json + '}';
}

std::string attribute(const std::string& key, const std::string& value, Lots& lots) {
  return object(
      {{"key", quotedJson(key)}, {"value", "{\"stringValue\":" + quotedJson(value) + "}"}}, lots);
}

std::string attributes(const Pairs& pairs, Lots& lots) {
  std::string json = "[";
  for (const auto& [key, value] : pairs) {
    if (json.size() > 1) json += ',';
    json += attribute(key, value, lots);
  }
  return json + ']';
}

// What is taken for a counter, right or wrong.
bool counts(const std::string& key) {
  static const std::set<std::string> keys = {"guest",
                                             "idle",
                                             "iowait",
                                             "irq",
                                             "nice",
                                             "softirq",
                                             "steal",
                                             "system",
                                             "user",
                                             "wait",
                                             "diskread",
                                             "diskwrite",
                                             "netin",
                                             "netout",
                                             "rd_bytes",
                                             "wr_bytes",
                                             "rd_merged",
                                             "wr_merged",
                                             "receive",
                                             "transmit",
                                             "rd_total_time_ns",
                                             "wr_total_time_ns",
                                             "wr_highest_offset"};
  return keys.contains(key) || key.ends_with("_operations");
}

// An integer where it looks like one.
std::pair<std::string, std::string> number(const std::string& value) {
  if (value.find_first_of(".eE") == std::string::npos) return {"asInt", value};
  return {"asDouble", fmt::format("{:.15g}", std::strtod(value.c_str(), nullptr))};
}

// The metrics of one object.
class Metrics {
 public:
  Metrics(const Record& record, Pairs labels, std::string prefix, Lots& lots)
      : time_s_(record.time_s),
        labels_(std::move(labels)),
        prefix_(std::move(prefix)),
        lots_(lots) {}

  void add(const std::string& below, const Scalars& scalars) {
    for (const auto& each : scalars) add(below, each.first, each.second);
  }
  void add(const std::string& below, const std::string& key, const Scalar& value) {
    static const std::set<std::string> left_out = {"agent",  "ctime", "name",     "pid",
                                                   "serial", "tags",  "template", "vmid"};
    if (value.kind == Scalar::Kind::kFlag || left_out.contains(key) || !looksLikeNumber(value.text))
      return;
    json_.push_back(metric(prefix_ + below + key, key, value.text));
  }
  std::vector<std::string> take() { return std::move(json_); }

 private:
  std::string metric(const std::string& name, const std::string& key, const std::string& value) {
    const std::string point = object({number(value),
                                      {"attributes", attributes(labels_, lots_)},
                                      {"timeUnixNano", fmt::format("{}000000000", time_s_)}},
                                     lots_);
    const bool counter = counts(key);
    Pairs data = {{"dataPoints", "[" + point + "]"}};
    if (counter) {
      data.emplace_back("isMonotonic", "true");
      data.emplace_back("aggregationTemporality", "2");
    }
    const auto units = otlpUnits(key);
    return object({{"name", quotedJson(name + (counter ? "_total" : ""))},
                   {"unit", quotedJson(units[lots_.below(units.size())])},
                   {counter ? "sum" : "gauge", object(data, lots_)}},
                  lots_);
  }

  std::int64_t time_s_;
  Pairs labels_;
  std::string prefix_;
  Lots& lots_;
  std::vector<std::string> json_;
};

Pairs labelsOf(const Record& record) {
  switch (record.kind) {
    case Record::Kind::kNode:
      return {{"node", record.node}};
    case Record::Kind::kGuest:
      return {
          {"vmid", record.id}, {"node", record.node}, {"name", record.name}, {"type", record.type}};
    case Record::Kind::kStorage:
      return {{"node", record.node}, {"storage", record.id}};
  }
  return {};
}

const char* prefixOf(Record::Kind kind) {
  return kind == Record::Kind::kNode    ? "proxmox_node_"
         : kind == Record::Kind::kGuest ? "proxmox_vm_"
                                        : "proxmox_storage_";
}

}  // namespace

std::size_t Lots::below(std::size_t count) {
  ++state_;
  return static_cast<std::size_t>(noise(state_, 1, 2) * static_cast<double>(count));
}

// A pattern that is a part of the key wins, and which one comes first is chance.
std::vector<std::string> otlpUnits(const std::string& key) {
  static const std::vector<std::pair<const char*, const char*>> patterns = {
      {"mem", "bytes"},     {"disk", "bytes"},   {"swap", "bytes"},    {"net", "bytes"},
      {"free", "bytes"},    {"avail", "bytes"},  {"used", "bytes"},    {"total", "bytes"},
      {"blocks", "bytes"},  {"size", "bytes"},   {"receive", "bytes"}, {"transmit", "bytes"},
      {"time", "seconds"},  {"user", "seconds"}, {"idle", "seconds"},  {"wait", "seconds"},
      {"irq", "seconds"},   {"nice", "seconds"}, {"steal", "seconds"}, {"system", "seconds"},
      {"guest", "seconds"}, {"cpu", "percent"},  {"per", "percent"},   {"cpus", "1"},
      {"some", "1"},        {"files", "1"},      {"fused", "1"},       {"favail", "1"},
      {"ffree", "1"},       {"shared", "1"},     {"operations", "1"}};
  std::vector<std::string> units;
  for (const auto& [part, unit] : patterns)
    if (key.find(part) != std::string::npos &&
        std::ranges::find(units, std::string(unit)) == units.end())
      units.emplace_back(unit);
  if (units.empty()) units.emplace_back("1");
  return units;
}

std::vector<std::string> otlpMetrics(const Record& record, Lots& lots) {
  Metrics metrics(record, labelsOf(record), prefixOf(record.kind), lots);
  std::set<std::string> keys;
  for (const auto& each : record.scalars) keys.insert(each.first);
  for (const auto& each : record.groups) keys.insert(each.first);
  for (const auto& each : record.devices) keys.insert(each.first);
  for (const std::string& key : keys) {
    if (const auto scalar = record.scalars.find(key); scalar != record.scalars.end())
      metrics.add("", key, scalar->second);
    if (const auto group = record.groups.find(key); group != record.groups.end())
      metrics.add(key + "_", group->second);
    if (key == "nics") continue;
    if (const auto devices = record.devices.find(key); devices != record.devices.end())
      for (const auto& [device, scalars] : devices->second)
        metrics.add(key + "_" + device + "_", scalars);
  }
  std::vector<std::string> all = metrics.take();
  // Cards of nodes have the card in a label; those of guests are not sent.
  const auto cards = record.devices.find("nics");
  if (record.kind != Record::Kind::kNode || cards == record.devices.end()) return all;
  for (const auto& [card, scalars] : cards->second) {
    Metrics its(record, {{"node", record.node}, {"device", card}}, "proxmox_node_network_", lots);
    its.add("", scalars);
    for (std::string& each : its.take()) all.push_back(std::move(each));
  }
  return all;
}

std::string otlpRequest(const OtlpResource& resource, const std::vector<std::string>& metrics,
                        Lots& lots) {
  std::string list = "[";
  for (const std::string& each : metrics) {
    if (list.size() > 1) list += ',';
    list += each;
  }
  list += ']';
  const std::string labels = attributes({{"service.name", "proxmox-ve"},
                                         {"service.version", resource.version},
                                         {"proxmox.cluster", resource.cluster},
                                         {"proxmox.node", resource.node}},
                                        lots);
  const std::string scope = object({{"scope", "{}"}, {"metrics", list}}, lots);
  const std::string one = object(
      {{"resource", "{\"attributes\":" + labels + "}"}, {"scopeMetrics", "[" + scope + "]"}}, lots);
  return "{\"resourceMetrics\":[" + one + "]}";
}

}  // namespace pipevane::simulator
