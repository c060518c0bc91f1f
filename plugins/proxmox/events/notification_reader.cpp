#include "plugins/proxmox/events/notification_reader.h"

#include "plugins/proxmox/events/plain_text.h"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace pipevane::proxmox::events {
namespace {

// In bytes: a line of a list, the beginning of a report, a word.
constexpr std::size_t kLongestTitle = 256, kLongestText = 4'096, kLongestWord = 128;

// Of the first of these members that is a text or a number.
std::string firstOf(const simdjson::dom::object& members,
                    std::initializer_list<std::string_view> keys, std::size_t longest) {
  for (const std::string_view key : keys) {
    json::Element value;
    if (members[key].get(value) != simdjson::SUCCESS) continue;
    std::string_view words;
    std::string scratch;
    if (value.get(words) != simdjson::SUCCESS)
      words = json::text(value, scratch).value_or(std::string_view{});
    if (!words.empty()) return plainText(words, longest);
  }
  return {};
}

std::optional<std::int64_t> timeOf(const simdjson::dom::object& members) {
  json::Element value;
  if (members["timestamp"].get(value) != simdjson::SUCCESS &&
      members["time"].get(value) != simdjson::SUCCESS)
    return std::nullopt;
  constexpr std::int64_t kEnd = std::int64_t{1} << 40;
  const auto read = json::integer(value);
  return read && *read >= 0 && *read < kEnd ? read : std::nullopt;
}

bool isBlank(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

// Programs and pictures are none.
bool isText(std::string_view body) {
  return body.find('\0') == std::string_view::npos &&
         simdjson::validate_utf8(body.data(), body.size());
}

}  // namespace

bool canBeTold(std::string_view body) { return NotificationReader().read(body).has_value(); }

std::optional<Notification> NotificationReader::read(std::string_view body) {
  if (body.size() > kLargest || isBlank(body)) return std::nullopt;
  // Nobody nests fields in fields.
  constexpr std::size_t kDeepest = 16;
  if ((body.size() > parser_.capacity() || parser_.max_depth() != kDeepest) &&
      parser_.allocate(std::max<std::size_t>(body.size(), 4'096), kDeepest) != simdjson::SUCCESS)
    return std::nullopt;
  json::Element top;
  if (parser_.parse(body.data(), body.size(), true).get(top) == simdjson::SUCCESS)
    return readObject(top);
  if (!isText(body)) return std::nullopt;
  Notification plain;
  plain.message = plainText(body, kLongestText);
  return plain;
}

std::optional<Notification> NotificationReader::readObject(const json::Element& top) {
  simdjson::dom::object members;
  Notification read;
  if (std::string_view words; top.get(words) == simdjson::SUCCESS && !isBlank(words)) {
    read.message = plainText(words, kLongestText);
    return read;
  }
  if (top.get(members) != simdjson::SUCCESS) return std::nullopt;
  read.title = firstOf(members, {"title", "subject", "summary"}, kLongestTitle);
  read.message =
      firstOf(members, {"message", "text", "body", "content", "description"}, kLongestText);
  read.severity = firstOf(members, {"severity", "priority", "level"}, kLongestWord);
  read.time_s = timeOf(members);
  simdjson::dom::object fields;
  if (members["fields"].get(fields) == simdjson::SUCCESS)
    for (const auto& each : fields) {
      if (read.fields.size() == Notification::kMostFields) break;
      std::string scratch;
      const auto words = json::text(each.value, scratch);
      if (words) read.fields[plainText(each.key, kLongestWord)] = plainText(*words, kLongestWord);
    }
  if (read.title.empty() && read.message.empty()) return std::nullopt;
  return read;
}

}  // namespace pipevane::proxmox::events
