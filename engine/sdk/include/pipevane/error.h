// What goes wrong on the control plane: start-up, options, one request. Never thrown for a batch's
// contents.
#pragma once

#include <stdexcept>
#include <string>

namespace pipevane {

// The text reads `cannot <verb> <object> "value": <why>` and holds the whole chain of reasons on
// one line.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  // `what` and behind it the reason `why`.
  Error(const std::string& what, const std::exception& why)
      : std::runtime_error(what + ": " + why.what()) {}
};

}  // namespace pipevane
