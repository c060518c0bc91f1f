#include "plugins/derive/expressions/unit.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pipevane::derive {
namespace {

TEST(AUnit, HasTheNameThatItWasMadeOf) {
  for (const char* name : {"bytes", "seconds", "count", "ratio", "percent", "bytes_per_second",
                           "count_per_second", "bytes_per_second_per_second", "percent_per_second",
                           "ratio_per_second", "celsius", "watt_hours"})
    EXPECT_EQ(Unit(name).name(), name);
  EXPECT_EQ(Unit("").name(), "ratio");
  EXPECT_EQ(Unit("per").name(), "per");
}

TEST(AUnit, IsMultipliedAndDivided) {
  struct Case {
    Unit made;
    std::string words;
    bool has_name;
  };
  const Unit bytes("bytes"), seconds("seconds"), count("count"), ratio, percent("percent"),
      rate("bytes_per_second");
  const std::vector<Case> cases = {
      {bytes / bytes, "ratio", true},
      {(bytes / bytes).timesHundred(1), "percent", true},
      {bytes.timesHundred(1) / bytes, "percent", true},
      {bytes / seconds, "bytes_per_second", true},
      {bytes / rate, "seconds", true},
      {rate * seconds, "bytes", true},
      {rate / seconds, "bytes_per_second_per_second", true},
      {ratio / seconds, "ratio_per_second", true},
      {percent / percent, "ratio", true},
      {percent * percent, "percent times 100", false},
      {percent.timesHundred(-1), "ratio", true},
      {ratio / percent, "ratio divided by 100", false},
      {(ratio / percent).timesHundred(1), "ratio", true},
      {(percent * percent).timesHundred(-1), "percent", true},
      // Weights.
      {ratio.timesHundred(-1), "ratio", true},
      {ratio.timesHundred(-1).timesHundred(1), "ratio", true},
      {percent.timesHundred(1), "percent", true},
      {bytes.timesHundred(1), "bytes", true},
      {count.timesHundred(-1), "count", true},
      {bytes.timesHundred(1).settled() / bytes, "ratio", true},
      {ratio.timesHundred(1).settled() / ratio, "percent", true},
      {percent * bytes, "bytes times 100", false},
      {(percent * bytes).timesHundred(-1), "bytes", true},
      {bytes * bytes, "bytes times bytes", false},
      {bytes * seconds, "bytes times seconds", false},
      {bytes * seconds / rate, "seconds times seconds", false},
      // Of so many.
      {bytes / count, "bytes", true},
      {bytes * count, "bytes", true},
      {count * ratio, "count", true},
      {count * count, "count", true},
      {count / count, "ratio", true},
      {ratio / count, "ratio", true},
      {percent / count, "percent", true},
      {count / seconds, "count_per_second", true},
      {count * seconds, "seconds", true},
      {bytes / count * count / bytes, "ratio", true},
      {count / bytes * bytes, "count", true},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(each.made.words(), each.words);
    EXPECT_EQ(!each.made.name().empty(), each.has_name) << each.words;
  }
}

TEST(AUnit, IsTheSameHoweverItWasMade) {
  const Unit bytes("bytes"), seconds("seconds"), count("count"), ratio, percent("percent");
  EXPECT_TRUE((bytes / seconds).sameAs(Unit("bytes_per_second")));
  EXPECT_TRUE((bytes / count).sameAs(bytes));
  EXPECT_TRUE(ratio.timesHundred(1).sameAs(percent));
  EXPECT_FALSE(ratio.sameAs(percent));
  EXPECT_FALSE(count.sameAs(ratio));
  EXPECT_TRUE(bytes.sameAs(bytes.timesHundred(1)));
  EXPECT_FALSE(bytes.sameAs(bytes * percent));
  EXPECT_FALSE(bytes.sameAs(seconds));
}

}  // namespace
}  // namespace pipevane::derive
