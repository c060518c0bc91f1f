// One thing that a node pushed: a datagram, a piece of a connection, or the body of a request.
#pragma once

#include <cstdint>
#include <string_view>

namespace pipevane::proxmox {

enum class PushFormat : std::uint8_t { kInflux, kGraphite, kOtlp };
enum class PushCarrier : std::uint8_t { kUdp, kTcp, kHttp };

// Shows what it tells of; lives no longer.
struct Push {
  PushFormat format;
  PushCarrier carrier;
  std::string_view sender;   // its address, without a port
  std::string_view cluster;  // empty: as the sender, the body or the options tell
  std::string_view body;     // unpacked; of lines, whole ones
  std::int64_t time_ms;      // when it came
  bool listed = false;       // the sender is one of those that the options name
  bool with_token = false;   // it came with the token of the options

  // Of a request nothing is missing; of datagrams one may be lost, and of a connection the rest may
  // be on its way.
  bool whole() const { return carrier == PushCarrier::kHttp; }
};

// As a recording has them: "/push/influx", "transport=udp".
inline constexpr std::string_view kPushMethod = "PUSH";
constexpr std::string_view pathOf(PushFormat format) {
  return format == PushFormat::kInflux     ? "/push/influx"
         : format == PushFormat::kGraphite ? "/push/graphite"
                                           : "/push/otlp";
}
constexpr std::string_view nameOf(PushCarrier carrier) {
  return carrier == PushCarrier::kUdp ? "udp" : carrier == PushCarrier::kTcp ? "tcp" : "http";
}

}  // namespace pipevane::proxmox
