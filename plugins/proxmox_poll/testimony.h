// What the other sources say is there, now and lately.
#pragma once

#include "plugins/proxmox_poll/entities.h"

#include <pipevane/host.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// One that failed is nobody who could be asked until it begins anew, which may take a minute: its
// last words count as long as it is in the pipeline, and what they would be is waited for where
// none were heard. Not for ever: one that cannot be made would hold up all others, and tells all of
// it again if it is made at last. One that has just begun anew may have forgotten, so all that was
// said counts for a while longer; where the engine does not say who is in the pipeline, that is
// all. [worker]
class Testimony {
 public:
  // For so long at least, and twice as long at most.
  static constexpr std::int64_t kLatelyMs = 30'000;

  // Of one that was never heard. A file that is away for a moment is back by then: the engine tries
  // once a minute or more often.
  static constexpr std::int64_t kAwaitedMs = 5 * 60'000;

  explicit Testimony(const Host& host) : host_(host) {}

  // Nothing: some have not heard yet what they watch, or cannot be asked and were not heard before.
  std::optional<Entities> hear();

 private:
  struct Word {
    std::int64_t awaited_since_ms;  // by the steady clock
    std::optional<Entities> said = {};
  };

  std::optional<Entities> heard();

  Host host_;
  std::map<std::string, Word> words_;  // the last one of each other source
  Entities lately_, before_;           // in their order
  std::int64_t since_ms_ = 0;          // of `lately_`, by the steady clock
};

}  // namespace pipevane::proxmox_poll
