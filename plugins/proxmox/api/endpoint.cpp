#include "plugins/proxmox/api/endpoint.h"

#include <pipevane/error.h>

#include <algorithm>
#include <charconv>

namespace pipevane::proxmox {
namespace {

constexpr std::size_t kLongestName = 253;
constexpr std::string_view kScheme = "https://";

bool fitsInHost(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_' || c == ':';
}

// What was given may hold a password (https://user:password@host): it is never repeated.
[[noreturn]] void refuse() {
  throw Error(
      "cannot use an endpoint: it is a host name or address, with a port if that is not 8006, as "
      "in "
      "pve1.lan, 192.0.2.1:8006 or [2001:db8::1]:8006");
}

std::uint16_t portOf(std::string_view text) {
  std::uint16_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || port == 0) refuse();
  return port;
}

}  // namespace

Endpoint Endpoint::parse(std::string_view text) {
  Endpoint endpoint;
  if (text.substr(0, kScheme.size()) == kScheme) {
    text.remove_prefix(kScheme.size());
    if (!text.empty() && text.back() == '/') text.remove_suffix(1);
  }
  std::string_view host = text, port;
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos) refuse();
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (!port.empty() && port.front() != ':') refuse();
  } else if (std::ranges::count(text, ':') == 1) {
    host = text.substr(0, text.find(':'));
    port = text.substr(text.find(':'));
  }
  if (host.empty() || host.size() > kLongestName || !std::ranges::all_of(host, fitsInHost))
    refuse();
  if (!port.empty()) endpoint.port = portOf(port.substr(1));
  endpoint.host = host;
  return endpoint;
}

std::string Endpoint::url() const {
  const bool v6 = host.find(':') != std::string::npos;
  return "https://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace pipevane::proxmox
