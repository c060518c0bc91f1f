#include "plugins/proxmox/surprises.h"

namespace pipevane::proxmox {
namespace {

// At the beginning of a character.
std::string_view shortened(std::string_view text) {
  if (text.size() <= Surprises::kLongest) return text;
  std::size_t end = Surprises::kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace

void Surprises::count(std::string_view what) {
  what = shortened(what);
  const auto known = counts_.find(what);
  if (known != counts_.end())
    ++known->second;
  else if (counts_.size() < kKindsMax)
    counts_.emplace(what, 1);
  else
    ++counts_["others"];
}

void Surprises::countNew(std::string_view what) {
  count(what);
  what = shortened(what);
  if (counts_.contains(what) && !isNew(what)) new_.emplace(what);
}

}  // namespace pipevane::proxmox
