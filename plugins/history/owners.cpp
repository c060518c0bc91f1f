#include "plugins/history/owners.h"

#include "plugins/history/series_table.h"

#include <algorithm>

namespace pipevane::history {
namespace {

// A node of a std::set of pairs, about.
constexpr std::size_t kIndexBytes = 64;

std::size_t ofSamples(const Owner& owner) {
  return owner.tally.bytes + owner.by_age.size() * kIndexBytes;
}

}  // namespace

std::size_t Owner::bytes() const { return ofSamples(*this) + series * sizeof(SeriesEntry); }

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
  const auto most = std::ranges::max_element(owners_, {}, &Owner::bytes);
  return static_cast<std::uint16_t>(most - owners_.begin());
}

std::uint16_t Owners::largestWithBlocks() const {
  const auto most = std::ranges::max_element(
      owners_, {}, [](const Owner& each) { return std::pair(!each.by_age.empty(), each.bytes()); });
  return static_cast<std::uint16_t>(most - owners_.begin());
}

std::size_t Owners::bytes() const {
  std::size_t bytes = 0;
  for (const Owner& each : owners_) bytes += ofSamples(each);
  return bytes;
}

}  // namespace pipevane::history
