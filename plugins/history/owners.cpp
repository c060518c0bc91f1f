#include "plugins/history/owners.h"

#include "plugins/history/series_table.h"

#include <algorithm>

namespace pipevane::history {

std::size_t Owner::allBytes() const { return bytes + series * sizeof(SeriesEntry); }

std::uint16_t Owners::named(std::string_view name) {
  const auto rest = owners_.begin() + 1;
  auto at =
      std::find_if(rest, owners_.end(), [name](const Owner& each) { return each.name == name; });
  if (at == owners_.end())
    at = std::find_if(rest, owners_.end(), [](const Owner& each) { return each.series == 0; });
  if (at == owners_.end()) {
    if (owners_.size() == kMost) return 0;
    at = owners_.emplace(at);
  }
  at->name = name;
  return static_cast<std::uint16_t>(at - owners_.begin());
}

std::uint16_t Owners::largest() const {
  const auto most = std::ranges::max_element(owners_, {}, &Owner::allBytes);
  return static_cast<std::uint16_t>(most - owners_.begin());
}

std::size_t Owners::bytes() const {
  std::size_t bytes = 0;
  for (const Owner& each : owners_) bytes += each.bytes;
  return bytes;
}

}  // namespace pipevane::history
