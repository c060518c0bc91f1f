// What is wrong with the parameters of a request: all of it, so that whoever asks can mend it at
// once.
#pragma once

#include "plugins/web/http.h"

#include <pipevane/error.h>

#include <string>
#include <vector>

namespace pipevane::web {

class ParameterProblems {
 public:
  // Calls it; what it throws is one more.
  template <class Read>
  void attempt(Read read) {
    try {
      read();
    } catch (const Problem& problem) {
      add(problem.detail);
    } catch (const Error& error) {
      add(error.what());
    }
  }
  // A sentence.
  void add(std::string problem) { all_.push_back(std::move(problem)); }

  bool any() const { return !all_.empty(); }
  // Throws Problem with all of them, where there are any.
  void refuse() const;

 private:
  std::vector<std::string> all_;
};

}  // namespace pipevane::web
