#include "engine/config/option_tree.h"

#include <pipevane/text.h>

namespace pipevane::config {
namespace {

pv_value empty(std::int32_t type) {
  return {.type = type, .as = {}, .count = 0, .items = nullptr, .keys = nullptr};
}

pv_value textValue(const std::string& value) {
  pv_value made = empty(PV_TEXT);
  made.as.text = text(value);
  return made;
}

}  // namespace

OptionView::OptionView(const OptionTree& tree) {
  for (const NamedOption& option : tree.options) {
    keys_.push_back(text(option.key));
    items_.push_back(valueOf(option));
  }
  top_ = {.type = PV_MAP,
          .as = {},
          .count = items_.size(),
          .items = items_.data(),
          .keys = keys_.data()};
}

pv_value OptionView::valueOf(const NamedOption& option) {
  pv_value made = empty(option.type);
  if (const auto* boolean = std::get_if<bool>(&option.value)) made.as.boolean = *boolean;
  if (const auto* integer = std::get_if<std::int64_t>(&option.value)) made.as.integer = *integer;
  if (const auto* number = std::get_if<double>(&option.value)) made.as.number = *number;
  if (const auto* written = std::get_if<std::string>(&option.value)) made.as.text = text(*written);
  if (const auto* list = std::get_if<std::vector<std::string>>(&option.value)) {
    auto& items = lists_.emplace_back();
    for (const std::string& each : *list) items.push_back(textValue(each));
    made.count = items.size();
    made.items = items.data();
  }
  if (const auto* map = std::get_if<TextMap>(&option.value)) {
    auto& items = lists_.emplace_back();
    auto& names = names_.emplace_back();
    for (const auto& entry : *map) {
      names.push_back(text(entry.first));
      items.push_back(textValue(entry.second));
    }
    made.count = items.size();
    made.items = items.data();
    made.keys = names.data();
  }
  return made;
}

}  // namespace pipevane::config
