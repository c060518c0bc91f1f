#include "tests/simulator/push/payload.h"

#include <fmt/format.h>

#include <set>

namespace pipevane::simulator {
namespace {

// White space only.
std::string escapedTag(const std::string& tag) {
  std::string out;
  for (const char c : tag) {
    if (c == ' ' || c == '\t') out += '\\';
    out += c;
  }
  return out;
}

std::string quoted(const std::string& value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string tagsOf(const Record& record) {
  switch (record.kind) {
    case Record::Kind::kNode:
      return "object=nodes,host=" + escapedTag(record.id);
    case Record::Kind::kGuest:
      return "object=" + record.type + ",vmid=" + record.id +
             ",nodename=" + escapedTag(record.node) + ",host=" + escapedTag(record.name);
    case Record::Kind::kStorage:
      return "object=storages,nodename=" + escapedTag(record.node) +
             ",host=" + escapedTag(record.id) + ",type=" + escapedTag(record.type);
  }
  return {};
}

class Lines {
 public:
  Lines(const Record& record, bool quotes_names)
      : record_(record), quotes_names_(quotes_names), tags_(tagsOf(record)) {}

  void add(const std::string& measurement, const Scalars& scalars,
           const std::string& instance = {}) {
    const std::string fields = fieldsOf(scalars);
    if (fields.empty()) return;
    lines_.push_back(fmt::format("{},{}{} {} {}000000000\n", measurement, tags_,
                                 instance.empty() ? "" : ",instance=" + escapedTag(instance),
                                 fields, record_.time_s));
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::string fieldsOf(const Scalars& scalars) const {
    std::string fields;
    for (const auto& [key, value] : scalars) {
      // The number is a tag, and Perl's booleans are left out.
      if (value.kind == Scalar::Kind::kFlag || key == "vmid") continue;
      if (!fields.empty()) fields += ',';
      fields += key + '=' + valueOf(key, value);
    }
    return fields;
  }
  std::string valueOf(const std::string& key, const Scalar& value) const {
    const bool always = quotes_names_ && (key == "name" || key == "tags");
    return value.kind == Scalar::Kind::kNumber || (!always && looksLikeNumber(value.text))
               ? value.text
               : quoted(value.text);
  }

  const Record& record_;
  bool quotes_names_;
  std::string tags_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> influxLines(const Record& record, bool quotes_names) {
  Lines lines(record, quotes_names);
  std::set<std::string> measurements = {"system"};
  for (const auto& each : record.groups) measurements.insert(each.first);
  for (const auto& each : record.devices) measurements.insert(each.first);
  for (const std::string& each : measurements) {
    if (each == "system") lines.add(each, record.scalars);
    if (const auto group = record.groups.find(each); group != record.groups.end())
      lines.add(each, group->second);
    if (const auto devices = record.devices.find(each); devices != record.devices.end())
      for (const auto& [instance, scalars] : devices->second) lines.add(each, scalars, instance);
  }
  return lines.take();
}

std::vector<std::string> packed(const std::vector<std::string>& lines, std::size_t most) {
  std::vector<std::string> parts;
  for (const std::string& line : lines) {
    if (parts.empty() || parts.back().size() + line.size() > most) parts.emplace_back();
    parts.back() += line;
  }
  return parts;
}

}  // namespace pipevane::simulator
