// What the log has of a configuration that is refused. Who saves a file and sends a signal as well,
// or asks for it at the desk, has it read twice.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pipevane::host {

// [main]
class ToldProblems {
 public:
  // False where they are those that were told last.
  bool areNew(const std::vector<std::string>& problems) {
    return std::exchange(told_, problems) != problems;
  }
  // A configuration is right: what is wrong with a later one is news.
  void forget() { told_.clear(); }

 private:
  std::vector<std::string> told_;
};

}  // namespace pipevane::host
