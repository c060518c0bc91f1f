// One scalar, already resolved, as a value of a declared type.
#pragma once

#include "engine/config/option_tree.h"

#include <pipevane/abi.h>

#include <string>
#include <variant>

namespace pipevane::config {

// The value, or the sentence that says why it is none, without the value: it may be a secret that
// was referred to in the wrong place.
struct ScalarReading {
  OptionValue value;
  std::string why;  // empty: the value is good
};

ScalarReading readScalar(const std::string& written, const pv_option& option);

}  // namespace pipevane::config
