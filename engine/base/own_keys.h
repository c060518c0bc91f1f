// Keys that the engine itself reads of every component, and no plugin may declare.
#pragma once

#include <array>
#include <string_view>

namespace pipevane {

inline constexpr std::array<std::string_view, 2> kOwnKeys = {"type", "inputs"};

}  // namespace pipevane
