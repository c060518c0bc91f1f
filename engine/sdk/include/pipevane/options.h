// A component's options: how a plugin declares them, and how it reads them once the engine has
// checked them.
#pragma once

#include <pipevane/abi.h>
#include <pipevane/error.h>
#include <pipevane/text.h>

#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace pipevane {

// One declared option, built up as `duration("interval").fallback("10s").help("How often to
// ask.")`.
struct Option {
  pv_option raw;

  // A copy with one field changed.
  template <class Field, class Value>
  constexpr Option with(Field pv_option::*field, Value value) const {
    Option changed = *this;
    changed.raw.*field = value;
    return changed;
  }

  // The default, as it would be written in YAML; of a list "a, b", of a map only "{}". An option
  // without one is required unless `optional`.
  constexpr Option fallback(const char* value) const { return with(&pv_option::fallback, value); }
  constexpr Option help(const char* sentence) const { return with(&pv_option::help, sentence); }
  constexpr Option unit(const char* name) const { return with(&pv_option::unit, name); }
  constexpr Option optional() const { return with(&pv_option::optional, true); }
  // Never printed; in YAML it can only be a reference such as ${env:TOKEN}.
  constexpr Option secret() const { return with(&pv_option::secret, true); }
  // A null-terminated array that lives as long as the plugin.
  constexpr Option choices(const char* const* values) const {
    return with(&pv_option::choices, values);
  }
  // Inclusive; durations in milliseconds, sizes in bytes.
  constexpr Option range(double minimum, double maximum) const {
    return with(&pv_option::minimum, minimum).with(&pv_option::maximum, maximum);
  }
};

constexpr Option option(const char* key, int type) {
  return {pv_option{.size = sizeof(pv_option),
                    .type = type,
                    .key = key,
                    .fallback = nullptr,
                    .unit = nullptr,
                    .help = "",
                    .choices = nullptr,
                    .minimum = -std::numeric_limits<double>::infinity(),
                    .maximum = std::numeric_limits<double>::infinity(),
                    .optional = false,
                    .secret = false,
                    .reserved = {}}};
}
constexpr Option boolean(const char* key) { return option(key, PV_BOOL); }
constexpr Option integer(const char* key) { return option(key, PV_INTEGER); }
constexpr Option number(const char* key) { return option(key, PV_NUMBER); }
constexpr Option string(const char* key) { return option(key, PV_TEXT); }
constexpr Option duration(const char* key) { return option(key, PV_DURATION); }
constexpr Option bytes(const char* key) { return option(key, PV_BYTES); }
constexpr Option list(const char* key) { return option(key, PV_LIST); }
constexpr Option map(const char* key) { return option(key, PV_MAP); }

// The items of a list's default: "a, b", or "[a, b]" as in YAML.
inline std::vector<std::string> itemsOf(std::string_view fallback) {
  const auto trimmed = [](std::string_view piece) {
    const auto first = piece.find_first_not_of(' ');
    if (first == std::string_view::npos) return std::string_view{};
    return piece.substr(first, piece.find_last_not_of(' ') - first + 1);
  };
  std::string_view rest = trimmed(fallback);
  if (rest.starts_with('[') && rest.ends_with(']')) rest = trimmed(rest.substr(1, rest.size() - 2));
  std::vector<std::string> items;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    items.emplace_back(trimmed(rest.substr(0, comma)));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  return items;
}

template <class... Each>
constexpr std::array<pv_option, sizeof...(Each)> options(Each... each) {
  return {each.raw...};
}

// The checked options. What is declared with a default is always there; ask `has` before an
// optional one. Reading a key that is absent or of another type throws Error: it is a mistake of
// the plugin's author.
class Options {
 public:
  explicit Options(const pv_value& map) : map_(&map) {}

  bool has(std::string_view key) const { return find(key) != nullptr; }
  bool boolean(std::string_view key) const { return need(key, PV_BOOL).as.boolean; }
  std::int64_t integer(std::string_view key) const { return need(key, PV_INTEGER).as.integer; }
  double number(std::string_view key) const { return need(key, PV_NUMBER).as.number; }
  std::string text(std::string_view key) const { return str(need(key, PV_TEXT).as.text); }
  std::string text(std::string_view key, std::string_view otherwise) const {
    return has(key) ? text(key) : std::string(otherwise);
  }
  std::int64_t durationMs(std::string_view key) const { return need(key, PV_DURATION).as.integer; }
  std::int64_t bytes(std::string_view key) const { return need(key, PV_BYTES).as.integer; }

  std::vector<std::string> list(std::string_view key) const {
    const pv_value& value = need(key, PV_LIST);
    std::vector<std::string> items;
    for (std::size_t i = 0; i < value.count; ++i) items.push_back(str(value.items[i].as.text));
    return items;
  }
  std::vector<std::pair<std::string, std::string>> map(std::string_view key) const {
    const pv_value& value = need(key, PV_MAP);
    std::vector<std::pair<std::string, std::string>> items;
    for (std::size_t i = 0; i < value.count; ++i)
      items.emplace_back(str(value.keys[i]), str(value.items[i].as.text));
    return items;
  }

 private:
  const pv_value* find(std::string_view key) const {
    for (std::size_t i = 0; i < map_->count; ++i)
      if (view(map_->keys[i]) == key) return &map_->items[i];
    return nullptr;
  }
  const pv_value& need(std::string_view key, int type) const {
    const pv_value* value = find(key);
    if (value == nullptr)
      throw Error("cannot read option \"" + std::string(key) + "\": it was not given");
    if (value->type != type)
      throw Error("cannot read option \"" + std::string(key) +
                  "\": it is declared with another type");
    return *value;
  }

  const pv_value* map_;
};

}  // namespace pipevane
