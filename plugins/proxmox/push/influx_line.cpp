#include "plugins/proxmox/push/influx_line.h"

#include "plugins/proxmox/push/pushed_text.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

// Where the first of `ends` stands that has no backslash before it; the size where there is none.
std::size_t unescapedEnd(std::string_view text, char one, char other) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == one || text[i] == other)
      return i;
  }
  return text.size();
}

void unescape(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out.push_back(text[i]);
  }
}

}  // namespace

std::optional<Refusal> InfluxLine::read(std::string_view line) {
  object = host = node = vmid = instance = type = {};
  if (line.size() > kLongestLine) return Refusal::kTooLong;
  const std::size_t head = unescapedEnd(line, ' ', ' ');
  const std::size_t last = line.rfind(' ');
  if (head >= line.size() || last <= head + 1) return Refusal::kUnreadable;
  const auto time_ns = pushedInteger(line.substr(last + 1));
  if (!time_ns) return Refusal::kNoTime;
  time_ms_ = *time_ns / kNanosecondsPerMs;
  fields_ = line.substr(head + 1, last - head - 1);
  const std::string_view tags = line.substr(0, head);
  const std::size_t name = unescapedEnd(tags, ',', ',');
  measurement_ = tags.substr(0, name);
  if (measurement_.empty() || !readTags(tags.substr(name))) return Refusal::kUnreadable;
  return std::nullopt;
}

bool InfluxLine::readTags(std::string_view tags) {
  while (!tags.empty()) {
    tags.remove_prefix(1);  // the comma
    const std::size_t end = unescapedEnd(tags, ',', ',');
    const std::string_view tag = tags.substr(0, end);
    tags.remove_prefix(end);
    const std::size_t equals = tag.find('=');
    if (equals == 0 || equals == std::string_view::npos) return false;
    const std::string_view key = tag.substr(0, equals), value = tag.substr(equals + 1);
    if (key == "object")
      object = plain(value, 0);
    else if (key == "host")
      host = plain(value, 1);
    else if (key == "nodename")
      node = plain(value, 2);
    else if (key == "vmid")
      vmid = plain(value, 3);
    else if (key == "instance")
      instance = plain(value, 4);
    else if (key == "type")
      type = plain(value, 5);
  }
  return true;
}

std::string_view InfluxLine::plain(std::string_view text, std::size_t which) {
  if (text.find('\\') == std::string_view::npos) return text;
  unescape(text, unescaped_[which]);
  return unescaped_[which];
}

// And the comma behind it.
bool InfluxLine::takeValue(std::string_view& rest, InfluxValue& value) {
  value.quoted = !rest.empty() && rest.front() == '"';
  std::size_t end = 0;
  if (value.quoted) {
    end = 1;
    while (end < rest.size() && rest[end] != '"') {
      value.escaped = value.escaped || rest[end] == '\\';
      end += rest[end] == '\\' ? 2 : 1;
    }
    if (end >= rest.size()) return false;
    value.text = rest.substr(1, end - 1);
    ++end;
  } else {
    end = std::min(rest.find(','), rest.size());
    value.text = rest.substr(0, end);
    if (end == 0) return false;
  }
  rest.remove_prefix(end);
  if (rest.empty()) return true;
  if (rest.front() != ',' || rest.size() == 1) return false;
  rest.remove_prefix(1);
  return true;
}

std::string_view textOf(const InfluxValue& value, std::string& scratch) {
  if (!value.escaped) return value.text;
  unescape(value.text, scratch);
  return scratch;
}

}  // namespace pipevane::proxmox
