// Until when an answer is waited for.
#pragma once

#include "plugins/proxmox/api/api_client.h"

#include <pipevane/host.h>

#include <algorithm>
#include <cstdint>

namespace pipevane::proxmox {

// By the steady clock; of one question, or of several that share the time.
class Deadline {
 public:
  Deadline(const Host& host, std::int64_t patience_ms)
      : host_(host), began_ms_(host.steadyMs()), ends_ms_(began_ms_ + patience_ms) {}

  std::int64_t leftMs() const { return std::max<std::int64_t>(ends_ms_ - host_.steadyMs(), 0); }
  std::int64_t elapsedMs() const { return host_.steadyMs() - began_ms_; }
  bool passed() const { return leftMs() == 0; }
  // For the next question, which may have all that is left.
  ApiClient::Limits limits() const { return {.body_max = {}, .timeout_ms = leftMs()}; }

 private:
  Host host_;
  std::int64_t began_ms_, ends_ms_;
};

}  // namespace pipevane::proxmox
