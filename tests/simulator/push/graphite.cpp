#include "tests/simulator/push/payload.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace pipevane::simulator {
namespace {

const std::set<std::string>& leftOut() {
  static const std::set<std::string> keys = {"agent", "pid", "serial", "template"};
  return keys;
}

// A dot would begin another level.
std::string keyOf(std::string key) {
  std::ranges::replace(key, '.', '-');
  return key;
}

std::string pathOf(const Record& record) {
  switch (record.kind) {
    case Record::Kind::kNode:
      return "nodes." + record.id;
    case Record::Kind::kGuest:
      return record.type + "." + record.id;
    case Record::Kind::kStorage:
      return "storages." + record.node + "." + record.id;
  }
  return {};
}

class Paths {
 public:
  Paths(const Record& record, const std::string& path)
      : root_(path + "." + pathOf(record)), time_s_(record.time_s) {}

  void add(const std::string& below, const Scalars& scalars) {
    for (const auto& each : scalars) add(below, each.first, each.second);
  }
  void add(const std::string& below, const std::string& key, const Scalar& value) {
    if (leftOut().contains(key) || !looksLikeNumber(value.text)) return;
    lines_.push_back(fmt::format("{}{}.{} {} {}\n", root_, below, keyOf(key), value.text, time_s_));
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::string root_;
  std::int64_t time_s_;
  std::vector<std::string> lines_;
};

}  // namespace

// At each level what is there comes in the order of the keys, whatever is below them.
std::vector<std::string> graphiteLines(const Record& record, const std::string& path) {
  Paths paths(record, path);
  std::set<std::string> keys;
  for (const auto& each : record.scalars) keys.insert(each.first);
  for (const auto& each : record.groups) keys.insert(each.first);
  for (const auto& each : record.devices) keys.insert(each.first);
  for (const std::string& key : keys) {
    if (const auto scalar = record.scalars.find(key); scalar != record.scalars.end())
      paths.add("", key, scalar->second);
    if (const auto group = record.groups.find(key); group != record.groups.end())
      paths.add("." + keyOf(key), group->second);
    if (const auto devices = record.devices.find(key); devices != record.devices.end())
      for (const auto& [device, scalars] : devices->second)
        paths.add("." + keyOf(key) + "." + keyOf(device), scalars);
  }
  return paths.take();
}

}  // namespace pipevane::simulator
