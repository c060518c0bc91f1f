// Why the newest configuration was refused, as the engine tells.
#pragma once

#include <pipevane/host.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::web {

struct RefusedConfiguration {
  std::int64_t since_ms = 0;
  std::vector<std::string> problems;
  std::size_t left_out = 0;  // problems that are not among these
};

// Nothing where it was accepted, or where the engine does not say.
std::optional<RefusedConfiguration> readRefusedConfiguration(const Host& host);

}  // namespace pipevane::web
