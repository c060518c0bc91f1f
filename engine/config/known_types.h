// What the plugins offer, as far as configuration needs to know it.
#pragma once

#include <pipevane/abi.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::config {

struct KnownTypes {
  std::function<const pv_component_type*(std::string_view)> find;  // null: nobody offers it
  std::vector<std::string> names;
};

}  // namespace pipevane::config
