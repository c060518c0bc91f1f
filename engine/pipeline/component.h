// One component while the pipeline runs: its thread, its inbox, its way out, and the supervision
// that makes it anew when it fails, while the others carry on.
#pragma once

#include "engine/base/backoff.h"
#include "engine/base/guarded.h"
#include "engine/config/pipeline_spec.h"
#include "engine/pipeline/first_start.h"
#include "engine/pipeline/health.h"
#include "engine/pipeline/inbox.h"
#include "engine/pipeline/instance.h"
#include "engine/pipeline/meters.h"
#include "engine/pipeline/neighbours.h"
#include "engine/pipeline/output_port.h"
#include "engine/pipeline/told_entities.h"

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

class Component;

// Who is read from, and how.
struct Feed {
  std::shared_ptr<Component> from;
  config::EdgeSpec edge;
};

class Component {
 public:
  // `type` lives as long as the process, `neighbours` as long as the pipeline.
  Component(const config::ComponentSpec& spec, const std::string& data_folder,
            const pv_component_type& type, Neighbours& neighbours);
  ~Component();
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;

  // ---- [main] in this order
  // Where those it reads from run already: what comes from here on waits for it, and when it has
  // started it asks for what came before.
  void joinLate();
  // An edge that is there stays, with what is queued on it.
  void readFrom(const std::vector<Feed>& feeds);
  // The edge from there.
  std::shared_ptr<Inbox::Edge> edgeFrom(const Component& producer) const;
  // Readers before those they read from: what they take is what is asked for.
  void sendTo(OutEdges edges);
  std::uint32_t mask() const { return mask_.load(); }
  void create();
  void announce() { waiter_->announce(); }
  void launch();
  // Sources end now, the others when everything queued is done.
  void requestStop();
  // Once it is told to stop: what is queued or retried is given up, and counted; it still flushes.
  void hurry();
  // Nothing waits any more, and nothing is flushed.
  void abort();
  // False where it had not ended by then.
  bool waitStopped(std::chrono::steady_clock::time_point deadline);

  // ---- [main] at a reload
  // Once, after `launch`: why its first start failed. Empty where it did not, or is under way yet.
  std::string whyNotStarted(std::chrono::steady_clock::time_point deadline) {
    return first_start_.await(deadline);
  }
  // After nobody sends along them any more: the edges that `readFrom` left out.
  void retireLeftOut();
  // On behalf of one that is at its end: its readers are told that these are gone.
  void sayGone(const std::vector<pv_entity_id>& entities);
  const ToldEntities& told() const { return told_; }
  // Before `create`, in the place of one that is at its end: what that one left, and what it told.
  // False where it left nothing, or has not ended in that time.
  bool inherit(Component& before, std::chrono::milliseconds patience);
  // At its end, or stuck: nothing reaches it any more, and nothing of it reaches anybody.
  void leave();

  // ---- [any]
  // The sources behind it soon send every entity with all its attributes.
  void askForRefresh();
  const std::string& id() const { return id_; }
  const pv_component_type& type() const { return type_; }
  Instance& instance() { return instance_; }
  const OutputPort& output() const { return output_; }
  Inbox& inbox() { return inbox_; }
  void wake() { waiter_->wake(); }
  pv_component_status status() const;  // its texts: id and type only, `why` is empty
  HealthReading health() const { return health_.read(); }

  // ---- what the plugin calls, by way of the host tables
  Neighbours& neighbours() { return neighbours_; }
  const Neighbours& neighbours() const { return neighbours_; }
  const std::string& dataFolder() const { return data_folder_; }
  std::int64_t nowMs() const { return neighbours_.clock.nowMs(); }
  std::int64_t steadyMs() const { return neighbours_.clock.steadyMs(); }
  void log(LogLevel level, std::string_view sentence);
  void report(bool healthy, std::string_view why) { health_.report(healthy, why); }
  void explain(std::int64_t retry_after_ms, std::string_view why);
  bool waitUntil(std::int64_t time_ms);
  bool waitUntilSteady(std::int64_t steady_ms);
  bool stopping() const { return stop_.load(); }
  void endWait();
  pv_status push(std::unique_ptr<BatchBuffer> buffer);
  pv_status forward(const pv_batch& batch, std::uint32_t flags);

 private:
  enum class Outcome { kGoesOn, kStopped, kEnded, kFailed };

  void supervise();
  void leaveLegacy();
  void loseLegacy();
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
  bool isSource() const { return type_.kind == PV_SOURCE; }
  void measureCpu();

  struct Input {
    std::weak_ptr<Component> from;  // which holds its readers
    std::shared_ptr<Inbox::Edge> edge;
  };

  Neighbours& neighbours_;
  const std::string& id_;
  const std::string& data_folder_;
  const config::OptionTree options_;
  const pv_component_type& type_;
  const pv_host host_;
  const std::shared_ptr<Waiter> waiter_;
  Health health_;
  Meters meters_;
  Backoff backoff_;
  Inbox inbox_;
  Instance instance_;
  Guarded<std::vector<Input>> inputs_;
  std::vector<std::shared_ptr<Inbox::Edge>> left_out_;  // [main]
  std::atomic<std::uint32_t> mask_ = 0;
  ToldEntities told_;

  std::atomic<bool> stop_ = false;
  std::atomic<bool> hurried_ = false;
  std::atomic<bool> aborted_ = false;
  std::atomic<bool> wait_ended_ = false;
  OutputPort output_;

  // Of the worker alone, and of the main thread before there is one.
  FirstStart first_start_;
  bool refused_at_start_ = false;
  bool joined_late_ = false;
  Legacy legacy_;  // of the one before it until it is made, its own from its end on
  std::optional<Delivery> in_hand_;
  const pv_batch* in_hand_header_ = nullptr;
  std::int64_t retry_after_ms_ = 0;
  std::string explanation_;
  std::string last_drop_reason_;
  std::optional<std::int64_t> alive_since_ms_;

  std::promise<void> ended_;
  std::future<void> end_ = ended_.get_future();
  std::jthread thread_;
};

}  // namespace pipevane::pipeline
