#include "plugins/proxmox/events/upid.h"

#include "plugins/proxmox/host_label.h"

#include <algorithm>
#include <charconv>

namespace pipevane::proxmox::events {
namespace {

// Takes what stands before the next colon; nothing where there is none.
std::optional<std::string_view> part(std::string_view& rest) {
  const auto end = rest.find(':');
  if (end == std::string_view::npos) return std::nullopt;
  const auto taken = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return taken;
}

std::optional<std::int64_t> hex(std::string_view text, std::size_t least, std::size_t most) {
  if (text.size() < least || text.size() > most) return std::nullopt;
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  // A sign is read as well, and is no digit.
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value < 0 ||
      text.front() == '-')
    return std::nullopt;
  return value;
}

bool isWord(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 127; });
}

}  // namespace

std::optional<Upid> Upid::parse(std::string_view text) {
  constexpr std::string_view kBegin = "UPID:";
  if (text.size() > kLongest || !text.starts_with(kBegin)) return std::nullopt;
  std::string_view rest = text.substr(kBegin.size());
  const auto node = part(rest), pid = part(rest), pstart = part(rest), start = part(rest);
  const auto type = part(rest), id = part(rest), user = part(rest);
  if (!user || !rest.empty()) return std::nullopt;
  const auto start_s = hex(*start, 8, 8);
  if (!isHostLabel(*node) || !hex(*pid, 8, 8) || !hex(*pstart, 8, 9) || !start_s)
    return std::nullopt;
  if (type->empty() || user->empty() || !isWord(*type) || !isWord(*id) || !isWord(*user))
    return std::nullopt;
  const auto bang = user->find('!');
  return Upid{.text = std::string(text),
              .node = std::string(*node),
              .start_s = *start_s,
              .type = std::string(*type),
              .id = std::string(*id),
              .user = std::string(user->substr(0, bang)),
              .token = bang == std::string_view::npos ? std::string()
                                                      : std::string(user->substr(bang + 1))};
}

}  // namespace pipevane::proxmox::events
