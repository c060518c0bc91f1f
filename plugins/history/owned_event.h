// An event that owns its texts. Never changed once made, so that readers share it.
#pragma once

#include <pipevane/abi.h>

#include <cstddef>
#include <string>
#include <vector>

namespace pipevane::history {

class OwnedEvent {
 public:
  explicit OwnedEvent(const pv_event& event);
  OwnedEvent(const OwnedEvent&) = delete;
  OwnedEvent& operator=(const OwnedEvent&) = delete;

  const pv_event& raw() const { return raw_; }
  // All that it says: two are alike if this is. A text that is absent is as one that is empty.
  std::string said() const;
  // What it takes in memory, about.
  std::size_t bytes() const;
  // What a copy of the event would take.
  static std::size_t bytesOf(const pv_event& event);

 private:
  pv_text kept(pv_text from);

  std::string texts_;  // all of them, one after the other
  std::vector<pv_attribute> attributes_;
  pv_event raw_;
};

}  // namespace pipevane::history
