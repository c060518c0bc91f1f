// Looks at the accounts of every edge all the time, from a thread of its own.
#pragma once

#include "engine/pipeline/pipeline.h"

#include <cstdint>
#include <thread>

namespace pipevane::testing {

inline bool addsUp(const pv_edge_status& edge) {
  return edge.pushed == edge.delivered + edge.dropped + edge.queued &&
         edge.dropped ==
             edge.dropped_full + edge.dropped_down + edge.dropped_refused + edge.dropped_stopped &&
         (edge.queued == 0) == (edge.queued_bytes == 0);
}

// Reads the status again and again until it is told to end.
class Sampler {
 public:
  explicit Sampler(pipeline::Pipeline& pipeline)
      : thread_([this, &pipeline](const std::stop_token& stop) {
          while (!stop.stop_requested())
            pipeline.readStatus(this, [](void* self, const pv_pipeline_status* status) {
              static_cast<Sampler*>(self)->take(*status);
            });
        }) {}

  // How often an edge did not add up.
  std::uint64_t end() {
    thread_.request_stop();
    thread_.join();
    return wrong_;
  }

 private:
  void take(const pv_pipeline_status& status) {
    for (std::size_t i = 0; i < status.edge_count; ++i) wrong_ += addsUp(status.edges[i]) ? 0 : 1;
  }

  std::uint64_t wrong_ = 0;  // of the sampling thread, until it has ended
  std::jthread thread_;
};

}  // namespace pipevane::testing
