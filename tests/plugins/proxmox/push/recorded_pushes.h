// The pushed bytes of the real product.
#pragma once

#include "plugins/proxmox/push/push.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox {

struct RecordedPush {
  std::int64_t time_ms = 0;
  std::string sender, body;
};

struct RecordedStream {
  const char* file;
  PushFormat format;
  PushCarrier carrier;
};

inline constexpr RecordedStream kRecordedStreams[] = {
    {"push-influx-udp", PushFormat::kInflux, PushCarrier::kUdp},
    {"push-influx-http", PushFormat::kInflux, PushCarrier::kHttp},
    {"push-graphite-udp", PushFormat::kGraphite, PushCarrier::kUdp},
    {"push-graphite-tcp", PushFormat::kGraphite, PushCarrier::kTcp},
    {"push-otel-http", PushFormat::kOtlp, PushCarrier::kHttp},
};

// All of a stream, in order; a connection is one push.
std::vector<RecordedPush> recordedPushes(const RecordedStream& stream);

}  // namespace pipevane::proxmox
