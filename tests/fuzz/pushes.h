// Any bytes as what is pushed, a part behind a mark at a time: all go through one decoder, so that
// each finds what the ones before it left.
#pragma once

#include "plugins/proxmox/push/push_decoder.h"

#include <pipevane/testing/fake_host.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace pipevane::fuzz {

inline void decodePushes(proxmox::PushFormat format, const std::uint8_t* data, std::size_t size) {
  using proxmox::PushCarrier;
  constexpr std::size_t kMostPushes = 64;
  constexpr std::int64_t kBeginMs = 1'795'457'707'000;
  testing::FakeHost host("push");
  proxmox::Senders senders("push", "");
  senders.addPath("west", "west");
  proxmox::PushDecoder decoder(host.host(), std::move(senders));
  const Output output(host.host());
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::int64_t time_ms = kBeginMs;
  for (std::size_t i = 0; i < kMostPushes && !rest.empty(); ++i) {
    // The letter behind the mark says from whom it is, over what, and how much later.
    const std::string_view part = rest.substr(0, rest.find('\x1e'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    if (part.empty()) continue;
    const auto kind = static_cast<unsigned char>(part.front());
    time_ms += kind % 32 == 31 ? 90'000'000 : kind % 8 == 0 ? 400'000 : 10'000;
    decoder.decode({.format = format,
                    .carrier = static_cast<PushCarrier>(kind % 3),
                    .sender = kind % 2 == 0 ? "192.0.2.1" : "192.0.2.2",
                    .cluster = {},
                    .body = part.substr(1),
                    .time_ms = time_ms},
                   output);
    host.clearPushed();
  }
  const proxmox::PushCounts& counts = decoder.counts();
  // Every line is one of these.
  if (counts.lines != counts.used + counts.passed + counts.allRefused()) std::abort();
}

}  // namespace pipevane::fuzz
