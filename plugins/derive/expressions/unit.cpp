#include "plugins/derive/expressions/unit.h"

#include <algorithm>
#include <cstdlib>

namespace pipevane::derive {
namespace {

constexpr std::string_view kPer = "_per_";
constexpr std::string_view kCount = "count";

std::string plural(std::string_view word) {
  return std::string(word) + (word.ends_with('s') || word == kCount ? "" : "s");
}
std::string singular(std::string_view word) {
  if (word.ends_with('s')) word.remove_suffix(1);
  return std::string(word);
}

}  // namespace

Unit::Unit(std::string_view name) {
  for (int power = 1; !name.empty(); power = -1) {
    const std::size_t end = std::min(name.find(kPer), name.size());
    const std::string_view word = name.substr(0, end);
    if (word == "percent" && power == 1)
      hundreds_ = 1;
    else if (!word.empty() && word != "ratio")
      multiply(power == 1 ? std::string(word) : plural(word), power);
    name.remove_prefix(std::min(end + kPer.size(), name.size()));
  }
}

void Unit::multiply(std::string_view word, int power) {
  const auto at = powers_.try_emplace(std::string(word), 0).first;
  at->second += power;
  if (at->second == 0) powers_.erase(at);
}

Unit Unit::combined(const Unit& other, int sign) const {
  Unit made = *this;
  for (const auto& [word, power] : other.powers_) made.multiply(word, sign * power);
  made.hundreds_ += sign * other.hundreds_;
  made.numbers_ += sign * other.numbers_;
  return made;
}

Unit Unit::timesHundred(int times) const {
  Unit made = *this;
  made.numbers_ += times;
  return made;
}

Unit Unit::settled() const {
  Unit made = *this;
  made.hundreds_ = hundreds();
  made.numbers_ = 0;
  return made;
}

// A number takes them towards those of a unit that has a name, and no further.
int Unit::hundreds() const {
  const Powers powers = withoutCounts();
  const bool of_something =
      std::ranges::any_of(powers, [](const auto& each) { return each.second > 0; });
  const int most = of_something ? 0 : 1;
  if (numbers_ > 0) return std::max(hundreds_, std::min(hundreds_ + numbers_, most));
  return std::min(hundreds_, std::max(hundreds_ + numbers_, 0));
}

Unit::Powers Unit::withoutCounts() const {
  Powers powers = powers_;
  const auto count = powers.find(kCount);
  if (count == powers.end()) return powers;
  const bool of_something = std::ranges::any_of(
      powers, [](const auto& each) { return each.second > 0 && each.first != kCount; });
  if (count->second < 0 || of_something)
    powers.erase(count);
  else
    count->second = 1;
  return powers;
}

bool Unit::sameAs(const Unit& other) const {
  return hundreds() == other.hundreds() && withoutCounts() == other.withoutCounts();
}

std::string Unit::name() const {
  std::string over, under;
  for (const auto& [word, power] : withoutCounts()) {
    if (power > 1 || (power > 0 && !over.empty())) return "";
    if (power == 1) over = word;
    for (int i = power; i < 0; ++i) under.append(kPer).append(singular(word));
  }
  const int counted = hundreds();
  if (counted != 0 && (counted != 1 || !over.empty())) return "";
  if (over.empty()) over = counted == 1 ? "percent" : "ratio";
  return over + under;
}

std::string Unit::words() const {
  if (const std::string named = name(); !named.empty()) return named;
  std::string over, under;
  for (const auto& [word, power] : withoutCounts()) {
    for (int i = 0; i < power; ++i) over.append(over.empty() ? "" : " times ").append(word);
    for (int i = power; i < 0; ++i) under.append(" per ").append(singular(word));
  }
  int left = hundreds();
  if (over.empty()) {
    const bool percent = left > 0;
    over = percent ? "percent" : "ratio";
    left -= percent ? 1 : 0;
  }
  for (int i = 0; i < left; ++i) under.append(" times 100");
  for (int i = left; i < 0; ++i) under.append(" divided by 100");
  return over + under;
}

}  // namespace pipevane::derive
