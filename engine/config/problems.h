// What is wrong with a configuration, all of it: one sentence each, with its place.
#pragma once

#include "engine/config/pipeline_spec.h"

#include <pipevane/error.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::config {

struct Problem {
  Place place;
  std::string why;

  // `file, line 3, column 7: why`
  std::string sentence() const;
};

// By line and column; those of one place stay as they are.
void sortByPlace(std::vector<Problem>& problems);

// Thrown once, with everything that was found. Its text is one sentence a line.
class ConfigError : public Error {
 public:
  explicit ConfigError(std::vector<Problem> problems);
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

// Collects while a reader goes on, and throws at the end.
class Problems {
 public:
  void add(const Place& place, std::string why) { found_.push_back({place, std::move(why)}); }
  bool none() const { return found_.empty(); }
  std::size_t count() const { return found_.size(); }
  // All so far, in the order of their places. None are left.
  std::vector<Problem> take();
  void throwIfAny();

 private:
  std::vector<Problem> found_;
};

}  // namespace pipevane::config
