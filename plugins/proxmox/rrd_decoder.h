// Answers to rrddata in, rows out, one after the other in the same memory.
#pragma once

#include "plugins/proxmox/rrd_rows.h"
#include "plugins/proxmox/surprises.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace pipevane::proxmox {

// One thread at a time.
class RrdDecoder {
 public:
  RrdDecoder();
  ~RrdDecoder();

  // Of an object of that kind. Throws Error with what is wrong, in words that go on after "the
  // answer".
  RrdRows decode(std::string_view body, Kind kind, std::int64_t latest_ms);
  const Surprises& surprises() const { return surprises_; }

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
  Surprises surprises_;
};

}  // namespace pipevane::proxmox
