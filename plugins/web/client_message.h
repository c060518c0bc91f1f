// What a client asks for over the WebSocket.
#pragma once

#include "plugins/web/feed.h"

#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::web {

struct Resume {
  std::string epoch;
  std::uint64_t sequence = 0;
};

struct ClientMessage {
  bool subscribe = false;  // else unsubscribe
  std::string subscription;
  FeedKey feed;
  std::int64_t rate_ms = 1000;
  std::optional<Resume> resume;
};

// Throws Error with a sentence for the client's author; `subscription` is then set as far as it
// could be read.
void readClientMessage(std::string_view text, ClientMessage& message);

}  // namespace pipevane::web
