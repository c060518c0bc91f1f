#include "plugins/web/weights.h"

#include <algorithm>

namespace pipevane::web {
namespace {

constexpr int kWhole = 1000;

std::string withoutBlanks(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (c != ' ' && c != '\t') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return plain;
}

// "0.5" and its like; whoever writes something else means yes.
int thousandths(std::string_view text) {
  if (text.empty() || text.front() != '0') return kWhole;
  int weight = 0, unit = kWhole / 10;
  for (std::size_t i = 2; i < text.size() && text[1] == '.'; ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return kWhole;
    weight += (text[i] - '0') * unit;
  }
  return weight;
}

int weightIn(std::string_view parameters) {
  constexpr std::string_view kName = ";q=";
  const std::size_t at = parameters.find(kName);
  if (at == std::string_view::npos) return kWhole;
  const std::string_view value = parameters.substr(at + kName.size());
  return thousandths(value.substr(0, value.find(';')));
}

}  // namespace

Weights::Weights(std::string_view header) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(','), header.size());
    const std::string each = withoutBlanks(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    const std::size_t name = std::min(each.find(';'), each.size());
    if (name > 0)
      all_.emplace_back(each.substr(0, name), weightIn(std::string_view(each).substr(name)));
  }
}

std::optional<int> Weights::of(std::string_view name) const {
  const auto at =
      std::ranges::find_if(all_, [name](const auto& each) { return each.first == name; });
  if (at == all_.end()) return std::nullopt;
  return at->second;
}

}  // namespace pipevane::web
