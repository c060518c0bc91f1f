// Buffers that are used again, so that a steady pipeline allocates nothing per cycle that grows
// with its samples.
#pragma once

#include "engine/base/guarded.h"
#include "engine/pipeline/batch_buffer.h"

#include <memory>
#include <vector>

namespace pipevane::pipeline {

using SharedBatch = std::shared_ptr<const BatchBuffer>;

// [any] Must be held by a shared_ptr: a batch that comes back late finds the pool gone, or still
// there.
class BatchPool : public std::enable_shared_from_this<BatchPool> {
 public:
  // An empty buffer.
  std::unique_ptr<BatchBuffer> take();
  void giveBack(std::unique_ptr<BatchBuffer> buffer);
  // From now on immutable; the buffer comes back to the pool when the last holder lets go.
  SharedBatch share(std::unique_ptr<BatchBuffer> buffer);

 private:
  Guarded<std::vector<std::unique_ptr<BatchBuffer>>> spare_;
};

}  // namespace pipevane::pipeline
