#include "engine/host/trial.h"

#include <gmock/gmock.h>

namespace pipevane::host {
namespace {

using ::testing::ElementsAre;

config::PipelineSpec three() {
  config::PipelineSpec spec{.components = {}, .data_folder = "/data"};
  for (const char* id : {"a", "b", "c"}) {
    config::ComponentSpec& each = spec.components.emplace_back();
    each.id = id;
    each.inputs = {{"a", {}, {}}};
  }
  return spec;
}

TEST(ATrial, IsOfWhatIsNewOrMadeAnewAndOfNothingThatRunsOn) {
  const auto part = changedPartOf(
      three(), {.added = {"c"}, .removed = {"d"}, .restarted = {"a"}, .rewired = {"b"}, .kept = 1});
  std::vector<std::string> ids;
  for (const auto& each : part.components) {
    ids.push_back(each.id);
    EXPECT_TRUE(each.inputs.empty()) << "whom it reads from is not made";
  }
  EXPECT_THAT(ids, ElementsAre("a", "c"));
  EXPECT_EQ(part.data_folder, "/data");
}

}  // namespace
}  // namespace pipevane::host
