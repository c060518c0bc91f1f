// Single variables of the environment, read and checked: what cannot be used is reported by the
// variable's name.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/problems.h"
#include "engine/config/text_file.h"

#include <string>
#include <vector>

namespace pipevane::config {

class Variables {
 public:
  // Both outlive it.
  Variables(const Environment& environment, Problems& problems)
      : environment_(environment), problems_(problems) {}

  // It is set, and not to nothing.
  bool given(const std::string& name) const;
  // Empty where it is not given.
  std::string text(const std::string& name) const;
  int number(const std::string& name, int otherwise, int least, int most) const;
  // Empty where it is not given, or none of them.
  std::string oneOf(const std::string& name, const std::vector<std::string>& words) const;
  // An address to listen on.
  void checkAddress(const std::string& name) const;
  // One of `files` that is there and holds something.
  void checkFile(const std::string& name, Files files) const;
  void refuse(const std::string& name, const std::string& why) const;

 private:
  const Environment& environment_;
  Problems& problems_;
};

}  // namespace pipevane::config
