// Options for a component under test, as the engine would hand them over: what the test gives, and
// the declared defaults for the rest.
#pragma once

#include <pipevane/options.h>
#include <pipevane/sized.h>
#include <pipevane/units.h>

#include <cstdlib>
#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace pipevane::testing {

// Scalars as text, as they would stand in YAML ("10s", "true", "42"); lists and maps as such.
using Given =
    std::variant<std::string, std::vector<std::string>, std::map<std::string, std::string>>;
using GivenOptions = std::map<std::string, Given>;

class Values {
 public:
  Values(const pv_component_type& type, const GivenOptions& given) {
    for (const pv_option& option : SizedSpan<pv_option>(type.options, type.option_count)) {
      const auto at = given.find(option.key);
      if (at != given.end())
        add(option, at->second);
      else if (option.fallback != nullptr)
        add(option, fallbackOf(option));
      else if (!option.optional)
        throw std::invalid_argument(std::string("the test must give option ") + option.key);
    }
    for (const auto& [key, value] : given) checkDeclared(type, key);
    top_ = {.type = PV_MAP,
            .as = {},
            .count = items_.size(),
            .items = items_.data(),
            .keys = keys_.data()};
  }
  Values(const Values&) = delete;
  Values& operator=(const Values&) = delete;

  const pv_value& top() const { return top_; }

 private:
  static void checkDeclared(const pv_component_type& type, const std::string& key) {
    for (const pv_option& option : SizedSpan<pv_option>(type.options, type.option_count))
      if (key == option.key) return;
    throw std::invalid_argument("the component declares no option " + key);
  }
  static Given fallbackOf(const pv_option& option) {
    if (option.type == PV_LIST) return itemsOf(option.fallback);
    if (option.type == PV_MAP) return std::map<std::string, std::string>{};
    return std::string(option.fallback);
  }
  pv_text kept(const std::string& value) { return text(texts_.emplace_back(value)); }

  void add(const pv_option& option, const Given& given) {
    keys_.push_back(text(option.key));
    items_.push_back(value(option.type, given));
  }
  pv_value value(std::int32_t type, const Given& given) {
    if (type == PV_LIST) return list(std::get<std::vector<std::string>>(given));
    if (type == PV_MAP) return map(std::get<std::map<std::string, std::string>>(given));
    return scalar(type, std::get<std::string>(given));
  }
  pv_value scalar(std::int32_t type, const std::string& written) {
    pv_value made{.type = type, .as = {}, .count = 0, .items = nullptr, .keys = nullptr};
    if (type == PV_BOOL) made.as.boolean = written == "true";
    if (type == PV_INTEGER) made.as.integer = std::stoll(written);
    if (type == PV_NUMBER) made.as.number = std::stod(written);
    if (type == PV_DURATION) made.as.integer = parseDuration(written).value();
    if (type == PV_BYTES) made.as.integer = parseBytes(written).value();
    if (type == PV_TEXT) made.as.text = kept(written);
    return made;
  }
  pv_value list(const std::vector<std::string>& written) {
    auto& items = lists_.emplace_back();
    for (const auto& each : written) items.push_back(scalar(PV_TEXT, each));
    return {
        .type = PV_LIST, .as = {}, .count = items.size(), .items = items.data(), .keys = nullptr};
  }
  pv_value map(const std::map<std::string, std::string>& written) {
    auto& items = lists_.emplace_back();
    auto& names = names_.emplace_back();
    for (const auto& [key, each] : written) {
      names.push_back(kept(key));
      items.push_back(scalar(PV_TEXT, each));
    }
    return {.type = PV_MAP,
            .as = {},
            .count = items.size(),
            .items = items.data(),
            .keys = names.data()};
  }

  std::deque<std::string> texts_;
  std::deque<std::vector<pv_value>> lists_;
  std::deque<std::vector<pv_text>> names_;
  std::vector<pv_text> keys_;
  std::vector<pv_value> items_;
  pv_value top_{};
};

}  // namespace pipevane::testing
