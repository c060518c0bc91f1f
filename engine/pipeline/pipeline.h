// A running pipeline: components made from a checked specification, wired, started, watched, made
// another one while they run, and stopped in order.
#pragma once

#include "engine/base/guarded.h"
#include "engine/config/pipeline_spec.h"
#include "engine/loader/catalogue.h"
#include "engine/pipeline/component.h"
#include "engine/pipeline/difference.h"
#include "engine/pipeline/neighbours.h"
#include "engine/pipeline/roster.h"
#include "engine/pipeline/settings.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::pipeline {

// A component that could not start.
struct Failure {
  std::string id, why;
};

class Pipeline final : private Directory {
 public:
  // [main] Makes every component; one that refuses is failed and tried again later, the rest runs.
  // Throws Error where the specification names a type or a component that is not there. Everything
  // given outlives the pipeline.
  Pipeline(const config::PipelineSpec& spec, const loader::Catalogue& catalogue,
           const Settings& settings);
  ~Pipeline() override;

  // [main]
  void start();
  // [main] What `reload` would do.
  Difference differenceFrom(const config::PipelineSpec& spec) const;
  // [main] After `start`: makes it the pipeline of `spec`. Components of the same type and options
  // go on undisturbed, their edges too; the others are stopped in order within `patience`, what
  // they had queued goes to those that stay, and the new ones are made: one that refuses is failed
  // and tried again later. Throws Error, with nothing changed, where the specification names a type
  // or a component that is not there. Returns the ids of components that are stuck inside their
  // plugin and left behind.
  std::vector<std::string> reload(const config::PipelineSpec& spec,
                                  std::chrono::milliseconds patience);
  // [main] After a `reload`, once: of those that it made, whoever could not start, and why. Who is
  // still about it by then is not among them. They are tried again later.
  std::vector<Failure> startFailures(std::chrono::steady_clock::time_point deadline);
  // [main] As it is now.
  const config::PipelineSpec& spec() const { return spec_; }
  // [main] Sources first, then what is on its way is finished, transforms before sinks; what is not
  // done within `patience` is given up. Sources and transforms may take a third of it each, however
  // stuck, so that a third at least is left for the sinks. Returns the ids of components that are
  // stuck inside their plugin: the process can then only be ended. Idempotent.
  std::vector<std::string> stop(std::chrono::milliseconds patience);

  // [any] Calls `visit` once; what it is given is valid during the call.
  void readStatus(void* context, void (*visit)(void*, const pv_pipeline_status*)) override;
  Dictionary& dictionary() { return dictionary_; }

  // [any] For the host: the ids of the components that offer a service, also before `start`.
  std::vector<std::string> providersOf(const char* service);
  // [any] Calls `use` with that component's table and the table's first argument; the component is
  // not taken away meanwhile. False where it does not offer it.
  bool useService(const char* service, const std::string& component,
                  const std::function<void(const void* table, void* self)>& use);

 private:
  std::size_t countProviders(const char* service) override;
  pv_text provider(const char* service, std::size_t index) override;
  pv_service acquire(const char* service, pv_text component) override;

  Roster assemble(const config::PipelineSpec& spec, const Difference& difference);
  std::shared_ptr<Component> make(const config::ComponentSpec& spec,
                                  const std::string& data_folder);
  std::vector<std::string> dismiss(const Roster& leaving, const Roster& kept, const Roster& added,
                                   std::chrono::milliseconds patience);
  void publish(Roster components);
  std::shared_ptr<const Roster> roster() const;

  const loader::Catalogue& catalogue_;
  Dictionary dictionary_;
  Texts texts_;
  Neighbours neighbours_;
  const std::int64_t started_ms_;
  config::PipelineSpec spec_;
  // In the order of the specification: each after those it reads from.
  Guarded<std::shared_ptr<const Roster>> roster_;
  Roster newcomers_;    // of the last reload, until they are asked for
  Roster left_behind_;  // stuck, and not of the pipeline any more
};

}  // namespace pipevane::pipeline
