// One component while the pipeline runs: its thread, its inbox, its way out, and the supervision
// that makes it anew when it fails, while the others carry on.
#pragma once

#include "engine/base/backoff.h"
#include "engine/config/pipeline_spec.h"
#include "engine/pipeline/health.h"
#include "engine/pipeline/inbox.h"
#include "engine/pipeline/instance.h"
#include "engine/pipeline/meters.h"
#include "engine/pipeline/neighbours.h"
#include "engine/pipeline/output_port.h"

#include <pipevane/abi.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace pipevane::pipeline {

class Component {
 public:
  // `type` lives as long as the process, `neighbours` as long as the pipeline.
  Component(config::ComponentSpec spec, const pv_component_type& type, Neighbours& neighbours);
  ~Component();
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;

  // ---- [main] in this order
  void readFrom(Component& producer, const config::EdgeSpec& edge);
  void settleMasks();  // consumers before producers
  void create();
  void launch();
  // Sources end now, the others when everything queued is done.
  void requestStop();
  // Once it is told to stop: what is queued or retried is given up, and counted; it still flushes.
  void hurry();
  // Nothing waits any more, and nothing is flushed.
  void abort();
  // False where it had not ended by then.
  bool waitStopped(std::chrono::steady_clock::time_point deadline);

  // ---- [any]
  const std::string& id() const { return spec_.id; }
  const pv_component_type& type() const { return type_; }
  Instance& instance() { return instance_; }
  const OutputPort& output() const { return output_; }
  pv_component_status status() const;  // its texts: id and type only, `why` is empty
  HealthReading health() const { return health_.read(); }

  // ---- what the plugin calls, by way of the host tables
  Neighbours& neighbours() { return neighbours_; }
  std::int64_t nowMs() const { return neighbours_.clock.nowMs(); }
  void log(LogLevel level, std::string_view sentence);
  void report(bool healthy, std::string_view why) { health_.report(healthy, why); }
  void explain(std::int64_t retry_after_ms, std::string_view why);
  bool waitUntil(std::int64_t time_ms);
  bool stopping() const { return stop_.load(); }
  pv_status push(std::unique_ptr<BatchBuffer> buffer);
  pv_status forward(const pv_batch& batch, std::uint32_t flags);

 private:
  enum class Outcome { kGoesOn, kStopped, kEnded, kFailed };

  void supervise();
  bool pause(std::int64_t duration_ms);
  bool make();
  bool refuse(std::string why);  // false
  Outcome live();
  Outcome runSource();
  Outcome consume();
  Outcome process(const Delivery& delivery);
  bool retry(pv_status& status, const pv_batch& header);
  void giveUp(const std::string& why);
  Outcome flush();
  pv_status call(pv_status (*function)(void*));
  pv_status give(const pv_batch& header);
  void sendOn(Delivery delivery, std::size_t samples);
  pv_status afterSending() const;
  void askForRefresh();
  bool isSource() const { return type_.kind == PV_SOURCE; }
  void measureCpu();

  const config::ComponentSpec spec_;
  const pv_component_type& type_;
  Neighbours& neighbours_;
  const pv_host host_;
  std::unique_ptr<Waiter> waiter_;
  Health health_;
  Meters meters_;
  Backoff backoff_;
  Inbox inbox_;
  Instance instance_;
  std::vector<Component*> producers_;
  std::uint32_t mask_ = 0;

  std::atomic<bool> stop_ = false;
  std::atomic<bool> hurried_ = false;
  std::atomic<bool> aborted_ = false;
  OutputPort output_;

  // Of the worker alone, and of the main thread before there is one.
  bool refused_at_start_ = false;
  std::optional<Delivery> in_hand_;
  const pv_batch* in_hand_header_ = nullptr;
  std::int64_t retry_after_ms_ = 0;
  std::string explanation_;
  std::string last_drop_reason_;
  std::int64_t alive_since_ms_ = 0;

  std::promise<void> ended_;
  std::future<void> end_ = ended_.get_future();
  std::jthread thread_;
};

}  // namespace pipevane::pipeline
