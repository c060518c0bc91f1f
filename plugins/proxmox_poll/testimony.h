// What the other sources say is there, now and lately.
#pragma once

#include "plugins/proxmox_poll/inheritance.h"

#include <pipevane/host.h>

#include <cstdint>
#include <optional>

namespace pipevane::proxmox_poll {

// One that fails or is changed by a reload is away for a moment, and says nothing meanwhile: what
// it said counts for a while longer. [worker]
class Testimony {
 public:
  // For so long at least, and twice as long at most.
  static constexpr std::int64_t kLatelyMs = 30'000;

  explicit Testimony(const Host& host) : host_(host) {}

  // Nothing: some have not heard yet what they watch.
  std::optional<Inheritance::Entities> hear();

 private:
  Host host_;
  Inheritance::Entities lately_, before_;  // in their order
  std::int64_t since_ms_ = 0;              // of `lately_`, by the steady clock
};

}  // namespace pipevane::proxmox_poll
