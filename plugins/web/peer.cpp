#include "plugins/web/peer.h"

#include <Poco/Net/IPAddress.h>

namespace pipevane::web {
namespace {

using Poco::Net::IPAddress;

constexpr unsigned kNetworkBits = 64;
constexpr unsigned kIPv4Bytes = 4, kIPv6Bytes = 16;

// "::ffff:192.0.2.1" is how an IPv4 client looks to a socket that takes both.
IPAddress mappedIPv4(const IPAddress& address) {
  const auto* bytes = static_cast<const char*>(address.addr());
  return {bytes + kIPv6Bytes - kIPv4Bytes, kIPv4Bytes};
}

}  // namespace

std::string peerOf(const std::string& address) {
  IPAddress parsed;
  if (!IPAddress::tryParse(address, parsed)) return address;
  if (parsed.family() != IPAddress::IPv6) return parsed.toString();
  if (parsed.isIPv4Mapped()) return mappedIPv4(parsed).toString();
  return (parsed & IPAddress(kNetworkBits, IPAddress::IPv6)).toString() + "/64";
}

}  // namespace pipevane::web
