// A batch on its way along one edge. What differs from edge to edge stands here; the buffer is
// shared.
#pragma once

#include "engine/pipeline/batch_pool.h"

#include <pipevane/abi.h>

#include <cstdint>

namespace pipevane::pipeline {

struct Delivery {
  SharedBatch batch;
  pv_text component;  // that pushed it; lives as long as the pipeline
  std::uint64_t sequence = 0;
  std::uint32_t flags = 0;
  std::uint64_t arrival = 0;      // order among the inbox's edges
  std::int64_t queued_at_us = 0;  // on the monotonic clock
};

}  // namespace pipevane::pipeline
