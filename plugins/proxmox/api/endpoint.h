// Where a node's API answers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

struct Endpoint {
  std::string host;  // a name, an IPv4 address, or an IPv6 address without brackets
  std::uint16_t port = 8006;

  // "pve1.lan", "pve1.lan:8006", "192.0.2.1", "[2001:db8::1]:8006", or a URL of https without
  // a path. Throws Error.
  static Endpoint parse(std::string_view text);
  // "https://pve1.lan:8006"
  std::string url() const;

  bool operator==(const Endpoint&) const = default;
};

}  // namespace pipevane::proxmox
