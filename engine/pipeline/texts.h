// Texts that the contract promises for as long as the pipeline: the ids of components, also of
// those that are gone. Few, so that none is ever given back.
#pragma once

#include "engine/base/guarded.h"

#include <set>
#include <string>

namespace pipevane::pipeline {

class Texts {
 public:
  // [any]
  const std::string& keep(const std::string& text) {
    return *kept_.with([&text](auto& kept) { return &*kept.insert(text).first; });
  }

 private:
  Guarded<std::set<std::string>> kept_;
};

}  // namespace pipevane::pipeline
