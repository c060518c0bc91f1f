#include "plugins/proxmox/contacts/member_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace pipevane::proxmox {
namespace {

// Of version 6; those of version 4 as ::ffff:a.b.c.d.
using Bytes = std::array<std::uint8_t, 16>;
constexpr std::size_t kFour = 12;  // where those of version 4 begin

std::optional<Bytes> bytesOf(const std::string& address) {
  // A zero inside would hide what follows.
  if (address.find('\0') != std::string::npos) return std::nullopt;
  Bytes bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
  bytes[kFour - 2] = bytes[kFour - 1] = 0xFF;
  if (inet_pton(AF_INET, address.c_str(), bytes.data() + kFour) == 1) return bytes;
  return std::nullopt;
}

bool zeros(const Bytes& bytes, std::size_t count) {
  return std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count),
                     [](std::uint8_t each) { return each == 0; });
}

bool isFour(const Bytes& bytes) {
  return zeros(bytes, kFour - 2) && bytes[kFour - 2] == 0xFF && bytes[kFour - 1] == 0xFF;
}

bool isLoopback(const Bytes& bytes) {
  return isFour(bytes) ? bytes[kFour] == 127 : zeros(bytes, 15) && bytes[15] == 1;
}

// Of nobody, of many, or of no use yet.
bool isOfNoHost(const Bytes& bytes) {
  constexpr std::uint8_t kFirstMulticast = 224;
  if (isFour(bytes)) return bytes[kFour] == 0 || bytes[kFour] >= kFirstMulticast;
  return zeros(bytes, kFour) || bytes[0] == 0xFF;
}

}  // namespace

bool isLoopback(std::string_view host) {
  const auto bytes = bytesOf(std::string(host));
  return bytes ? isLoopback(*bytes) : host == "localhost";
}

std::string refusalOf(const std::string& address, bool loopback) {
  const auto bytes = bytesOf(address);
  if (!bytes) return "it is no address";
  if (isLoopback(*bytes)) return loopback ? "" : "it is one of this machine";
  return isOfNoHost(*bytes) ? "it is not that of a host" : "";
}

}  // namespace pipevane::proxmox
