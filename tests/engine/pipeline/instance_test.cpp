// What `create` of a plugin without the C++ layer may return.
#include "engine/base/virtual_clock.h"
#include "engine/pipeline/pipeline.h"
#include "tests/engine/pipeline/actors.h"

#include <pipevane/text.h>

#include <gtest/gtest.h>

namespace pipevane::testing {
namespace {

pv_component complete() {
  pv_component made{};
  made.size = sizeof(pv_component);
  made.destroy = [](void*) {};
  made.run = [](void*) -> pv_status { return PV_OK; };
  made.process = [](void*, const pv_batch*) -> pv_status { return PV_OK; };
  return made;
}

pv_component without(auto pv_component::*call) {
  pv_component made = complete();
  made.*call = nullptr;
  return made;
}

pv_component tooShort() {
  pv_component made = complete();
  made.size = offsetof(pv_component, extension);
  return made;
}

pv_component table;  // that the next component gets

constexpr pv_component_type bare(const char* name, std::int32_t kind) {
  pv_component_type type{};
  type.size = sizeof(pv_component_type);
  type.kind = kind;
  type.name = name;
  type.summary = "Is made in C.";
  type.wants = kind == PV_SOURCE ? 0 : PV_SAMPLES;
  type.makes = kind == PV_SINK ? 0 : PV_SAMPLES;
  type.create = [](const pv_host*, const pv_value*, char*, std::size_t) -> const pv_component* {
    return &table;
  };
  return type;
}
constexpr pv_component_type kTypes[] = {bare("bare_source", PV_SOURCE), bare("bare_sink", PV_SINK)};
constexpr pv_plugin kPlugin = {PV_MAGIC, PV_ABI_MAJOR, PV_ABI_MINOR, sizeof(pv_plugin), "bare", "1",
                               "Tests.", "MIT",        "test",       std::size(kTypes), kTypes};

// The state and its reason of the one component that is made in C, after it was started.
std::pair<std::int32_t, std::string> outcome(const char* type, const pv_component& made) {
  stage().clear();
  table = made;
  VirtualClock clock(1'800'000'000'000);
  QuietLog log;
  loader::Catalogue catalogue;
  catalogue.add(actors());
  catalogue.add(kPlugin);
  config::PipelineSpec spec;
  if (std::string_view(type) == "bare_sink") {
    spec.components = {source("homelab", 3), sink("bare", {"homelab"})};
    spec.components[1].type = type;
  } else {
    spec.components = {source("bare", 0), sink("keeper", {"bare"})};
    spec.components[0].type = type;
  }
  pipeline::Pipeline pipeline(spec, catalogue, {clock, log, ""});
  pipeline.start();
  clock.advanceTo(clock.nowMs() + 500);
  std::pair<std::int32_t, std::string> found;
  pipeline.readStatus(&found, [](void* context, const pv_pipeline_status* status) {
    for (std::size_t i = 0; i < status->component_count; ++i)
      if (view(status->components[i].id) == "bare")
        *static_cast<std::pair<std::int32_t, std::string>*>(context) = {
            status->components[i].state, str(status->components[i].why)};
  });
  pipeline.stop(std::chrono::seconds(20));
  return found;
}

TEST(Instance, RunsWithTheCallsThatItsKindNeeds) {
  EXPECT_EQ(outcome("bare_sink", without(&pv_component::run)).first, PV_RUNNING);
  EXPECT_EQ(outcome("bare_source", without(&pv_component::process)).first, PV_HAS_STOPPED);
}

TEST(Instance, IsRefusedInASentenceWhereItsTableLacksACall) {
  const struct {
    const char* type;
    pv_component made;
    const char* why;
  } cases[] = {
      {"bare_sink", tooShort(), "its table of calls is too short"},
      {"bare_sink", without(&pv_component::destroy), "its table of calls lacks \"destroy\""},
      {"bare_sink", without(&pv_component::process), "its table of calls lacks \"process\""},
      {"bare_source", without(&pv_component::run), "its table of calls lacks \"run\""},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.why);
    const auto [state, why] = outcome(each.type, each.made);
    EXPECT_EQ(state, PV_HAS_FAILED);
    EXPECT_EQ(why, each.why);
  }
}

}  // namespace
}  // namespace pipevane::testing
