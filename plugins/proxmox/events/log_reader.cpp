#include "plugins/proxmox/events/log_reader.h"

#include "plugins/proxmox/events/plain_text.h"
#include "plugins/proxmox/host_label.h"

#include <pipevane/error.h>

#include <optional>

namespace pipevane::proxmox::events {
namespace {

// In bytes. Proxmox VE itself ends an entry at 4 KiB; a sentence has less room.
constexpr std::size_t kLongestMessage = 1'024;
constexpr std::size_t kLongestField = 64;

std::string fieldOf(const simdjson::dom::object& members, std::string_view key) {
  json::Element value;
  std::string scratch;
  if (members[key].get(value) != simdjson::SUCCESS) return {};
  return plainText(json::text(value, scratch).value_or(std::string_view{}), kLongestField);
}

std::optional<std::int64_t> wholeOf(const simdjson::dom::object& members, std::string_view key) {
  json::Element value;
  if (members[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  return json::integer(value);
}

std::optional<LogEntry> entryOf(const json::Element& each) {
  simdjson::dom::object members;
  if (each.get(members) != simdjson::SUCCESS) return std::nullopt;
  constexpr std::int64_t kEnd = std::int64_t{1} << 40;
  const auto time_s = wholeOf(members, "time");
  LogEntry entry{.node = fieldOf(members, "node"),
                 .uid = fieldOf(members, "uid"),
                 .time_s = time_s.value_or(-1),
                 .priority = wholeOf(members, "pri").value_or(6),
                 .tag = fieldOf(members, "tag"),
                 .user = fieldOf(members, "user"),
                 .message = {}};
  std::string_view message;
  if (members["msg"].get(message) == simdjson::SUCCESS)
    entry.message = plainText(message, kLongestMessage);
  if (!isHostLabel(entry.node) || entry.uid.empty() || entry.time_s < 0 || entry.time_s >= kEnd)
    return std::nullopt;
  return entry;
}

}  // namespace

std::vector<LogEntry> readLog(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array rows;
  if (data.get(rows) != simdjson::SUCCESS) throw Error("is no log");
  std::vector<LogEntry> entries;
  for (const json::Element each : rows) {
    if (auto entry = entryOf(each))
      entries.push_back(std::move(*entry));
    else
      surprises.count("entry of /cluster/log without a node, a number or a time");
  }
  return entries;
}

}  // namespace pipevane::proxmox::events
