// What this process costs the machine.
#pragma once

#include <cstdint>
#include <optional>

namespace pipevane::web {

struct ProcessFigures {
  double cpu_seconds = 0;
  std::optional<std::uint64_t> resident_bytes;  // nothing where the system does not tell
};

ProcessFigures processFigures();

}  // namespace pipevane::web
