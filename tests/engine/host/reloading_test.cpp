#include "engine/host/reloading.h"

#include <gmock/gmock.h>

namespace pipevane::host {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(AChangeThatBrokeOff, NamesThoseThatItTouchedAndSaysNotThatTheyStay) {
  const pipeline::Difference difference{
      .added = {"attic"}, .removed = {"cellar"}, .restarted = {"web"}, .rewired = {}, .kept = 3};
  EXPECT_THAT(brokenOff(difference, "no thread is left"),
              AllOf(HasSubstr("broke off: no thread is left"), HasSubstr("added attic"),
                    HasSubstr("removed cellar"), HasSubstr("made anew web"),
                    HasSubstr("restart Pipevane"), Not(HasSubstr("stays"))));
}

}  // namespace
}  // namespace pipevane::host
