// The newest cycle of a node as the bytes that one metric server gets.
#pragma once

#include "tests/simulator/answers/version.h"
#include "tests/simulator/push/payload.h"
#include "tests/simulator/world/world.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pipevane::simulator {

// Of a datagram, beside what is sent in it.
inline constexpr std::size_t kHeaderBytes = 50;
// A connection to Graphite is written in parts of so many bytes.
inline constexpr std::size_t kTcpPartBytes = 56'000;
inline constexpr std::size_t kInfluxBodyBytes = 25'000'000, kOtlpBodyBytes = 10'000'000;

// In the order in which they are sent; none where the node sends nothing, or this version does not
// know the transport. Throws std::invalid_argument for a transport that is none.
std::vector<PushPayload> pushCycle(const World& world, const Version& version, const Node& node,
                                   const PushTarget& target);

// "influx-udp://host:8089", "influx-http://host:8086/prefix?org=o&bucket=b&token=t",
// "graphite-tcp://host:2003?path=lab.pve", "graphite-udp://...",
// "otlp-http://host:4318/v1/metrics", each with "mtu", "id" or "compress=0". Throws
// std::invalid_argument.
PushTarget pushTargetOf(const std::string& address);

}  // namespace pipevane::simulator
