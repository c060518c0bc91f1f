// Whose word counts for all other attributes, and who said what.
#include "tests/plugins/derive/merged_guest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pipevane/provenance.h>

#include <cmath>
#include <string>
#include <vector>

namespace pipevane::derive {
namespace {

using ::testing::IsEmpty;

class MergeAttributesTest : public MergedGuest {};

TEST_F(MergeAttributesTest, AGuestThatMovesIsWhereTheNewestSays) {
  begin();
  fleet_.give("poll", says(99, "node", "pve1"));
  fleet_.give("push", says(99, "node", "pve1"));
  fleet_.give("events", says(103, "node", "pve2"));
  EXPECT_EQ(fleet_.attribute(kGuest, "node"), "pve2");
  fleet_.give("poll", says(104, "node", "pve2"));
  fleet_.give("push", row(108).upsert(one_.host.dictionary().entity(kGuest), {{"node", "pve2"}}));
  fleet_.give("poll", says(101, "node", "pve1"));  // what was on its way
  EXPECT_EQ(fleet_.attribute(kGuest, "node"), "pve2");
}

TEST_F(MergeAttributesTest, AClockThatWasSetBackByLittleMoreThanAMinuteHoldsNoWordForLong) {
  begin();
  fleet_.give("push", says(99, "node", "pve1"));
  for (const int second : {183, 193, 203, 213}) fleet_.give("push", row(second));
  for (const int second : {148, 158, 168}) fleet_.give("push", row(second));
  fleet_.give("poll", says(170, "node", "pve2"));
  EXPECT_EQ(fleet_.attribute(kGuest, "node"), "pve2");
}

TEST_F(MergeAttributesTest, NamesThatDifferForGoodDoNotFlap) {
  begin();
  fleet_.give("poll", says(99, "name", "web.lab"));
  fleet_.give("push", says(100, "name", "web-lab"));
  const int before = fleet_.words();
  for (int second = 108; second < 600; second += 10) {
    if (second % 60 != 8) fleet_.give("push", row(second));
    fleet_.give("poll", row(second));
  }
  EXPECT_EQ(fleet_.words(), before);
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "web-lab");
  for (int second = 608; second < 650; second += 10) fleet_.give("poll", row(second));
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "web.lab");
}

TEST_F(MergeAttributesTest, ARefreshTellsTheWordsThatCount) {
  begin();
  fleet_.give("events", says(100, "status", "stopped"));
  const EntityId guest = one_.host.dictionary().entity(kGuest);
  fleet_.give("poll", MadeBatch(at(104)).upsert(guest, {{"status", "running"}, {"name", "web"}}));
  ASSERT_EQ(one_.host.pushed().size(), 1u);
  EXPECT_EQ(status(), "stopped");
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "web");
  EXPECT_EQ(count("attributes_overruled_total"), 1);
}

std::vector<std::string> wordsAbout(testing::FakeComponent& derive, EntityId entity) {
  std::vector<std::string> words;
  derive.service<pv_provenance>(PV_PROVENANCE)
      ->read(derive.serviceSelf(), entity, &words,
             [](void* context, const pv_provenance_word* word) {
               auto& all = *static_cast<std::vector<std::string>*>(context);
               all.push_back((word->current != 0 ? "*" : "") + str(word->component) + " " +
                             str(word->name) + "=" +
                             (word->kind == PV_OF_ATTRIBUTE
                                  ? str(word->value)
                                  : std::to_string(std::llround(word->number))) +
                             "@" + std::to_string(word->as_of_ms / 1000));
             });
  return words;
}

TEST_F(MergeAttributesTest, SaysWhoToldWhatAndWhatOthersSaid) {
  const EntityId guest = one_.host.dictionary().entity(kGuest);
  fleet_.give("poll", says(94, "status", "running"));
  fleet_.give("poll", MadeBatch(at(98)).sample(memory_, 7).sample(uptime_, 98));
  fleet_.give("push", MadeBatch(at(108)).sample(memory_, 8));
  fleet_.give("events", says(110, "status", "stopped"));
  const auto words = wordsAbout(one_.derive, guest);
  ASSERT_EQ(words.size(), 5u);
  EXPECT_EQ(words[0], "*events status=stopped@110");
  EXPECT_EQ(words[1], "poll status=running@98");
  EXPECT_EQ(words[2], "*push memory_total_bytes=8@108");
  EXPECT_THAT(words[3], ::testing::StartsWith("poll memory_total_bytes="));
  EXPECT_THAT(words[4], ::testing::StartsWith("*poll uptime_seconds="));
  EXPECT_THAT(wordsAbout(one_.derive, one_.host.dictionary().entity("lab/vm/999")), IsEmpty());
  EXPECT_THAT(wordsAbout(one_.derive, PV_NONE), IsEmpty());
}

}  // namespace
}  // namespace pipevane::derive
