// When to ask a node for its own list of tasks.
#pragma once

#include "plugins/proxmox/contacts/back_off.h"
#include "plugins/proxmox/events/event_decoder.h"

#include <pipevane/host.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox_events {

// [worker] A node that fails rests, ever longer; one that answers is asked for another gap after a
// while only, so that one that runs more than the list has room for costs no request each time.
class GapQuestions {
 public:
  // For one page: it is handed on to the node, and the list of tasks waits meanwhile.
  static constexpr std::int64_t kTimeoutMs = 3'000;
  static constexpr std::int64_t kApartMs = 10'000;

  explicit GapQuestions(const Host& host) : host_(host) {}

  // The next one that is due; nothing: there is none, or they all rest.
  std::optional<proxmox::events::Gap> next(const proxmox::events::EventDecoder& decoder) const;
  // Whose newest tasks to look through in turn, whatever the list of tasks shows: one that is
  // online and does not fail; empty: there is none.
  std::string nextToLookThrough(const proxmox::events::EventDecoder& decoder);
  // What came of it: where it failed, why, a sentence without an end.
  void asked(const proxmox::events::Gap& gap, const std::string& why);

  // Of nodes that have failed for minutes, a sentence without an end; empty: none. Those of which
  // the decoder knows nothing any more are forgotten.
  std::string trouble(const proxmox::events::EventDecoder& decoder);

 private:
  struct Node {
    explicit Node(const std::string& who) : back_off(who, 2'000, 300'000) {}
    proxmox::BackOff back_off;
    std::int64_t rests_until_ms = 0;
    std::optional<std::int64_t> failing_since_ms;
    std::string why;
  };

  bool fails(std::string_view node) const;

  Host host_;
  std::string looked_through_;                      // the last one
  std::map<std::string, Node, std::less<>> nodes_;  // as many as the decoder knows
};

}  // namespace pipevane::proxmox_events
