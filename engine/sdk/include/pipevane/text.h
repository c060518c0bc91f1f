// Between the contract's text and the C++ one.
#pragma once

#include <pipevane/abi.h>

#include <string>
#include <string_view>

namespace pipevane {

// The text as C++ sees it; absent text reads as empty. Ask `present` where the difference matters.
constexpr std::string_view view(pv_text text) {
  return text.data == nullptr ? std::string_view{} : std::string_view{text.data, text.size};
}
inline std::string str(pv_text text) { return std::string(view(text)); }
constexpr bool present(pv_text text) { return text.data != nullptr; }

// The text as the contract sees it; empty text is present. The characters stay where they are.
constexpr pv_text text(std::string_view value) {
  return {value.data() == nullptr ? "" : value.data(), value.size()};
}
constexpr pv_text absent() { return {nullptr, 0}; }

constexpr pv_attribute attribute(std::string_view name, std::string_view value) {
  return {text(name), text(value)};
}
// The attribute is not known any more.
constexpr pv_attribute forgotten(std::string_view name) { return {text(name), absent()}; }

}  // namespace pipevane
