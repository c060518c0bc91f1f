#include "engine/pipeline/difference.h"

#include "tests/engine/pipeline/actors.h"

#include <gtest/gtest.h>

namespace pipevane::testing {
namespace {

using Ids = std::vector<std::string>;

config::PipelineSpec old() {
  return {{source("a", 1), source("b", 1), transform("t", {"a", "b"}), sink("end", {"t"})},
          "/data"};
}

TEST(Difference, IsNothingWhereNothingChangesThatAComponentSees) {
  auto same = old();
  std::swap(same.components[2].inputs[0], same.components[2].inputs[1]);
  same.components[1].place = {"other.yaml", 7, 3};
  std::swap(same.components[0], same.components[1]);
  const auto difference = pipeline::differenceOf(old(), same);
  EXPECT_TRUE(difference.nothing());
  EXPECT_EQ(difference.kept, 4u);
}

TEST(Difference, TellsWhatComesGoesAndHasToBeMadeAnew) {
  auto next = old();
  next.components[0] = source("a", 2);
  next.components[1] = source("c", 1);
  next.components[2] = transform("t", {"a", "c"});
  const auto difference = pipeline::differenceOf(old(), next);
  EXPECT_EQ(difference.added, Ids{"c"});
  EXPECT_EQ(difference.removed, Ids{"b"});
  EXPECT_EQ(difference.restarted, Ids{"a"});
  EXPECT_EQ(difference.rewired, Ids{"t"});
  EXPECT_EQ(difference.kept, 2u);
  EXPECT_FALSE(difference.nothing());
  EXPECT_FALSE(difference.keeps("a"));
  EXPECT_FALSE(difference.keeps("c"));
  EXPECT_TRUE(difference.keeps("t"));
}

TEST(Difference, AnotherTypeOfTheSameIdIsMadeAnew) {
  auto next = old();
  next.components[2].type = "passer";
  EXPECT_EQ(pipeline::differenceOf(old(), next).restarted, Ids{"t"});
}

TEST(Difference, AnEdgeThatIsReadInAnotherWayIsRewired) {
  auto next = old();
  next.components[3].inputs[0].capacity_bytes = 1;
  EXPECT_EQ(pipeline::differenceOf(old(), next).rewired, Ids{"end"});
}

TEST(Difference, AnotherDataFolderConcernsEverybody) {
  auto next = old();
  next.data_folder = "/elsewhere";
  EXPECT_EQ(pipeline::differenceOf(old(), next).restarted, (Ids{"a", "b", "t", "end"}));
}

}  // namespace
}  // namespace pipevane::testing
