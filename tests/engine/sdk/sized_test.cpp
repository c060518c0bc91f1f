#include <pipevane/sized.h>
#include <pipevane/text.h>

#include <gtest/gtest.h>

#include <cstdint>

namespace pipevane {
namespace {

struct Known {
  std::uint32_t size;
  std::uint32_t value;
};
// The same struct as a later revision of the contract might have it.
struct Grown {
  Known known;
  std::uint64_t added;
};

TEST(SizedSpan, StepsOverFieldsThatItDoesNotKnow) {
  const Grown written[] = {
      {{sizeof(Grown), 1}, 10}, {{sizeof(Grown), 2}, 20}, {{sizeof(Grown), 3}, 30}};
  const SizedSpan<Known> span(&written[0].known, 3);
  std::vector<std::uint32_t> values;
  for (const Known& each : span) values.push_back(each.value);
  EXPECT_EQ(values, (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(span[2].value, 3U);
  EXPECT_EQ(span.begin()->value, 1U);
}

TEST(SizedSpan, IsEmptyWithoutElements) {
  const Known one{sizeof(Known), 1};
  EXPECT_TRUE(SizedSpan<Known>().empty());
  EXPECT_TRUE(SizedSpan<Known>(&one, 0).empty());
  EXPECT_EQ(SizedSpan<Known>(nullptr, 5).size(), 0U)
      << "a count without elements is a mistake, not memory";
  EXPECT_TRUE(SizedSpan<Known>(&one, 0).begin() == SizedSpan<Known>(&one, 0).end());
}

TEST(Text, TellsAbsentFromEmpty) {
  EXPECT_FALSE(present(absent()));
  EXPECT_EQ(view(absent()), "");
  EXPECT_TRUE(present(text("")));
  EXPECT_TRUE(present(text(std::string_view{})));
  EXPECT_EQ(view(text("abc")), "abc");
  EXPECT_FALSE(present(forgotten("lock").value));
  EXPECT_EQ(str(attribute("name", "web01").value), "web01");
}

}  // namespace
}  // namespace pipevane
