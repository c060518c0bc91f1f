#include "engine/pipeline/batch_pool.h"

#include "engine/base/limits.h"

namespace pipevane::pipeline {

std::unique_ptr<BatchBuffer> BatchPool::take() {
  auto buffer = spare_.with([](auto& spare) -> std::unique_ptr<BatchBuffer> {
    if (spare.empty()) return nullptr;
    auto last = std::move(spare.back());
    spare.pop_back();
    return last;
  });
  return buffer ? std::move(buffer) : std::make_unique<BatchBuffer>();
}

void BatchPool::giveBack(std::unique_ptr<BatchBuffer> buffer) {
  if (buffer->capacityBytes() > limits::kPooledBatchBytes) return;
  buffer->reset(0, 0);  // texts go now, outside the lock; the columns keep their room
  spare_.with([&buffer](auto& spare) {
    if (spare.size() < limits::kPooledBatches) spare.push_back(std::move(buffer));
  });
}

SharedBatch BatchPool::share(std::unique_ptr<BatchBuffer> buffer) {
  buffer->seal();
  return {buffer.release(), [pool = weak_from_this()](BatchBuffer* done) {
            std::unique_ptr<BatchBuffer> owned(done);
            if (const auto alive = pool.lock()) alive->giveBack(std::move(owned));
          }};
}

}  // namespace pipevane::pipeline
