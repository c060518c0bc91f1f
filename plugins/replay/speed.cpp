#include "plugins/replay/speed.h"

#include <pipevane/error.h>

#include <charconv>
#include <string>

namespace pipevane::replay {
namespace {

// A day in a second and a half, and a second in a minute and a half.
constexpr double kFastest = 60'000;
constexpr double kSlowest = 0.01;

}  // namespace

Speed Speed::parse(std::string_view written) {
  if (written == "max") return {};
  double factor = 0;
  const char* const end = written.data() + written.size();
  const auto [rest, error] = std::from_chars(written.data(), end, factor);
  const bool number = error == std::errc{} && std::string_view(rest, end) == "x";
  if (!number || !(factor >= kSlowest && factor <= kFastest))
    throw Error("cannot use speed \"" + std::string(written) +
                "\": it is \"max\" or a number from 0.01 to 60000 with an x, as in 8x");
  return {factor};
}

}  // namespace pipevane::replay
