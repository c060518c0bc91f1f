#include "engine/config/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace pipevane::config {
namespace {

// Longer names are compared by their beginnings: what comes from outside may have any length.
constexpr std::size_t kComparedLength = 64;

// Insertions, deletions, replacements; two swapped neighbours count as two.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t k = 0; k < b.size(); ++k) {
      const std::size_t replaced = diagonal + (a[i] == b[k] ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({replaced, row[k] + 1, row[k + 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string suggestion(std::string_view written, std::span<const std::string> known) {
  const std::string_view compared = written.substr(0, kComparedLength);
  const std::string* nearest = nullptr;
  std::size_t least = std::max<std::size_t>(2, compared.size() / 3) + 1;
  for (const std::string& name : known) {
    const std::size_t away = distance(compared, std::string_view(name).substr(0, kComparedLength));
    if (away >= least) continue;
    least = away;
    nearest = &name;
  }
  return nearest == nullptr ? "" : " (did you mean \"" + *nearest + "\"?)";
}

std::string listed(std::span<const std::string> names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "\"" : ", \"") + name + "\"";
  return all;
}

}  // namespace pipevane::config
