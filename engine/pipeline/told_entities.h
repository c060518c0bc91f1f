// Which entities a component has said are there: what must go when it goes.
#pragma once

#include "engine/base/guarded.h"

#include <pipevane/abi.h>

#include <vector>

namespace pipevane::pipeline {

class ToldEntities {
 public:
  // [worker] Of a batch that it pushes.
  void note(const pv_batch& batch);
  // [main] Those of the one in whose place it comes.
  void inherit(const ToldEntities& before) {
    Set theirs = before.copy();
    told_.with([&theirs](Set& told) { told.swap(theirs); });
  }
  // [main] Those that none of the others has told as well.
  std::vector<pv_entity_id> notAmong(const std::vector<const ToldEntities*>& others) const;

 private:
  using Set = std::vector<bool>;  // ids count from 0
  Set copy() const {
    return told_.with([](const Set& told) { return told; });
  }

  Guarded<Set> told_;
};

}  // namespace pipevane::pipeline
