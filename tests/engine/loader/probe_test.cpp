#include "engine/loader/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pipevane::loader {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

std::filesystem::path variant(const std::string& name) {
  return PIPEVANE_BUILD_DIR "/tests/out_of_tree/abi_variants/probed/abi_" + name + ".so";
}

TEST(Probe, EndsAPluginThatHangsWithItsFilesClosed) {
  EXPECT_THAT(probe(variant("closes_and_hangs"), std::chrono::seconds(1)),
              Optional(HasSubstr("it did not finish loading within 1 s")));
}

TEST(Probe, AcceptsAPluginThatLeavesAChildBehind) {
  EXPECT_EQ(probe(variant("leaves_a_child")), std::nullopt);
}

TEST(Probe, TakesNoExitCodeForAnAnswer) {
  for (const char* name : {"exits_0", "exits_42", "exits_43"})
    EXPECT_THAT(probe(variant(name)), Optional(HasSubstr("it ends the process while it is loaded")))
        << name;
}

}  // namespace
}  // namespace pipevane::loader
