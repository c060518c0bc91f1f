// Whether the newest configuration was refused as the WebSocket tells it, with the version in which
// that changed. Why it was, `/api/status` says. Not for two threads at once.
#pragma once

#include "plugins/web/json_writer.h"
#include "plugins/web/live_entity.h"

#include <cstdint>
#include <optional>

namespace pipevane::web {

class LiveRefusal {
 public:
  // Since when it is refused; nothing: it was accepted.
  bool differsFrom(std::optional<std::int64_t> since_ms) const { return since_ms != since_ms_; }
  void update(std::optional<std::int64_t> since_ms, Version version) {
    since_ms_ = since_ms;
    changed_ = version;
  }

  // `"configuration": {...}`, null where it is accepted again. Writes nothing and answers false
  // where there is nothing to say.
  bool writePatch(JsonWriter& json, Version since, bool whole) const {
    if (whole ? !since_ms_ : changed_ <= since) return false;
    json.key("configuration");
    if (since_ms_)
      json.beginObject()
          .key("state")
          .text("refused")
          .key("since_ms")
          .integer(*since_ms_)
          .endObject();
    else
      json.null();
    return true;
  }

 private:
  std::optional<std::int64_t> since_ms_;
  Version changed_ = 0;
};

}  // namespace pipevane::web
