// What is on a node whose figures the metrics export told, as soon as the list of resources has to
// tell them: at other times, and fewer of them.
#pragma once

#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/sample_writer.h"

#include <cstdint>
#include <string_view>

namespace pipevane::proxmox {

class ListTakeover {
 public:
  ListTakeover(Objects& objects, SampleWriter& samples) : objects_(objects), samples_(samples) {}

  // Before a list of that time: it is by another clock, of which the node's may be far ahead.
  void begin(std::string_view node, std::int64_t time_ms);
  // After it: what it did not tell is stale.
  void end(std::string_view node, std::int64_t time_ms);

  // Before a list of that time, where nobody but the list tells anything: all times are ours then,
  // so that where our clock was set back nothing would be told until it is where it was.
  void followOurClock(std::int64_t time_ms);
  // Since the last list: with the next one counters begin anew, as nobody knows what time passed.
  void clockWasSet() { clock_was_set_ = true; }

 private:
  void endCounters(Object& object);

  Objects& objects_;
  SampleWriter& samples_;
  std::int64_t listed_ms_ = kNever;
  bool clock_was_set_ = false;
};

}  // namespace pipevane::proxmox
