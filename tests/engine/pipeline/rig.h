// A pipeline of actors on a virtual clock, with readings by name.
#pragma once

#include "engine/base/virtual_clock.h"
#include "engine/pipeline/pipeline.h"
#include "tests/engine/pipeline/actors.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::testing {

inline constexpr std::int64_t kStartMs = 1'800'000'000'000;

class Rig {
  // Before its users, as its type is deduced.
  template <class Body>
  auto pick(Body body) {
    using Result = decltype(body(std::declval<const pv_pipeline_status&>()));
    struct Context {
      Body& body;
      Result result;
    } context{body, {}};
    pipeline_->readStatus(&context, [](void* raw, const pv_pipeline_status* status) {
      auto& asked = *static_cast<Context*>(raw);
      asked.result = asked.body(*status);
    });
    return context.result;
  }

 public:
  // On the virtual clock, or on another one: while a component sits in its plugin, virtual time
  // stands still.
  explicit Rig(std::vector<config::ComponentSpec> components, Clock* clock = nullptr) {
    catalogue_.add(actors());
    config::PipelineSpec spec;
    spec.components = std::move(components);
    pipeline_ = std::make_unique<pipeline::Pipeline>(
        spec, catalogue_, pipeline::Settings{clock == nullptr ? clock_ : *clock, log_, "/nowhere"});
  }
  ~Rig() { pipeline_->stop(std::chrono::seconds(20)); }

  pipeline::Pipeline& pipeline() { return *pipeline_; }
  QuietLog& log() { return log_; }
  void start() { pipeline_->start(); }
  // Makes it the pipeline of these; the ids of those that are stuck.
  std::vector<std::string> reload(std::vector<config::ComponentSpec> components,
                                  std::chrono::milliseconds patience = std::chrono::seconds(20)) {
    return pipeline_->reload({std::move(components), ""}, patience);
  }
  pipeline::Difference differenceFrom(std::vector<config::ComponentSpec> components) {
    return pipeline_->differenceFrom({std::move(components), ""});
  }
  // Whether the status lists it.
  bool lists(const std::string& id) {
    return pick([&id](const pv_pipeline_status& status) {
      for (std::size_t i = 0; i < status.component_count; ++i)
        if (view(status.components[i].id) == id) return true;
      return false;
    });
  }
  void runFor(std::int64_t duration_ms) { clock_.advanceTo(clock_.steadyMs() + duration_ms); }
  void setTimeBy(std::int64_t ms) { clock_.setTimeBy(ms); }
  std::vector<std::string> stop() { return pipeline_->stop(std::chrono::seconds(20)); }

  pv_component_status component(const std::string& id) {
    return pick([&id](const pv_pipeline_status& status) {
      for (std::size_t i = 0; i < status.component_count; ++i)
        if (view(status.components[i].id) == id) return status.components[i];
      throw std::invalid_argument("no component " + id);
    });
  }
  std::string why(const std::string& id) {
    return pick([&id](const pv_pipeline_status& status) {
      for (std::size_t i = 0; i < status.component_count; ++i)
        if (view(status.components[i].id) == id) return str(status.components[i].why);
      throw std::invalid_argument("no component " + id);
    });
  }
  pv_edge_status edge(const std::string& from, const std::string& to) {
    return pick([&](const pv_pipeline_status& status) {
      for (std::size_t i = 0; i < status.edge_count; ++i)
        if (view(status.edges[i].from) == from && view(status.edges[i].to) == to)
          return status.edges[i];
      throw std::invalid_argument("no edge " + from + " to " + to);
    });
  }

 private:
  VirtualClock clock_{kStartMs};
  QuietLog log_;
  loader::Catalogue catalogue_;
  std::unique_ptr<pipeline::Pipeline> pipeline_;
};

}  // namespace pipevane::testing
