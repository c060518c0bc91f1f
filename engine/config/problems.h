// What is wrong with a configuration, all of it: one sentence each, with its place.
#pragma once

#include "engine/config/pipeline_spec.h"

#include <pipevane/error.h>

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
  void throwIfAny();

 private:
  std::vector<Problem> found_;
};

}  // namespace pipevane::config
