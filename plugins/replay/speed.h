// How fast a session is played.
#pragma once

#include <optional>
#include <string_view>

namespace pipevane::replay {

struct Speed {
  // Times as fast as recorded; nothing: as fast as the pipeline takes it.
  std::optional<double> factor;

  // "1x", "8x", "0.5x" or "max". Throws Error on anything else.
  static Speed parse(std::string_view written);
  bool max() const { return !factor.has_value(); }
};

}  // namespace pipevane::replay
