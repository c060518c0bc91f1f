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
  std::uint32_t size;
  std::uint32_t value;
  std::uint64_t added;
};
const Known& asKnown(const Grown& grown) { return reinterpret_cast<const Known&>(grown); }

TEST(SizedSpan, StepsOverFieldsThatItDoesNotKnow) {
  const Grown written[] = {{sizeof(Grown), 1, 10}, {sizeof(Grown), 2, 20}, {sizeof(Grown), 3, 30}};
  const SizedSpan<Known> span(&asKnown(written[0]), 3);
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

TEST(SizedSpan, IsEmptyWhereItsStepLeadsNowhere) {
  struct Wide {
    std::uint32_t size;
    std::uint64_t value;
  };
  for (const std::uint32_t size : {0U, 4U, 17U}) {
    const Wide one{size, 1};
    EXPECT_FALSE(SizedSpan<Wide>::walkable(&one)) << size;
    EXPECT_TRUE(SizedSpan<Wide>(&one, 3).empty()) << size;
  }
  alignas(Wide) char bytes[2 * sizeof(Wide)] = {};
  EXPECT_FALSE(SizedSpan<Wide>::walkable(reinterpret_cast<const Wide*>(bytes + 2)));
}

TEST(Sized, ReadsWhatAnotherRevisionWrote) {
  const Grown longer{sizeof(Grown), 1, 10};
  EXPECT_EQ(sizedCopy(asKnown(longer)).size, sizeof(Known));
  EXPECT_EQ(sizedCopy(asKnown(longer)).value, 1U);
  // What stands behind a shorter struct is somebody else's.
  const Grown shorter{sizeof(Known), 2, 20};
  EXPECT_EQ(sizedCopy(shorter).value, 2U);
  EXPECT_EQ(sizedCopy(shorter).added, 0U);
}

TEST(Sized, FillsInNoMoreThanTheReaderHasRoomFor) {
  Grown room{sizeof(Known), 0, 77};
  sizedFill(room, Grown{sizeof(Grown), 3, 30});
  EXPECT_EQ(room.value, 3U);
  EXPECT_EQ(room.size, sizeof(Known));
  EXPECT_EQ(room.added, 77U) << "the neighbour's";
  Known unsaid{0, 5};
  sizedFill(unsaid, Known{sizeof(Known), 6});
  EXPECT_EQ(unsaid.value, 5U);
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
