// A method that came to no good end.
#pragma once

#include <string>
#include <utility>

namespace pipevane::simulator {

// Becomes an answer with status 500.
class Died {
 public:
  explicit Died(std::string reason) : reason_(std::move(reason)) {}
  const std::string& reason() const { return reason_; }

 private:
  std::string reason_;
};

}  // namespace pipevane::simulator
