#include "plugins/web/recent_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pipevane/text.h>

#include <string>
#include <vector>

namespace pipevane::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

pv_event eventOf(std::string_view id, const char* state, std::int64_t time_ms = 0) {
  pv_event event{};
  event.size = sizeof event;
  event.time_ms = time_ms;
  event.entity = PV_NONE;
  event.id = text(id);
  event.state = text(state);
  return event;
}

std::vector<std::int64_t> timesOf(const RecentEvents& recent) {
  std::vector<std::int64_t> times;
  recent.newest(RecentEvents::kEnd, [&times](const LiveEvent& each) {
    times.push_back(each.time_ms);
    return true;
  });
  return times;
}

TEST(RecentEvents, AreInTheirLatestStateAndToldApartByComponentAndId) {
  RecentEvents recent;
  recent.add("home", eventOf("1", "running"), "", 1);
  recent.add("work", eventOf("1", "running"), "", 2);
  recent.add("home", eventOf("1", "ok"), "", 3);
  ASSERT_EQ(recent.size(), 2u);
  EXPECT_EQ(recent.byChange().front().changed, 2u);
  EXPECT_EQ(recent.byChange().back().changed, 3u);
  EXPECT_THAT(recent.byChange().back().json, HasSubstr(R"("state":"ok")"));
}

TEST(RecentEvents, AreNotTheSameForHavingNoId) {
  RecentEvents recent;
  recent.add("home", eventOf("", "a"), "", 1);
  recent.add("home", eventOf("", "b"), "", 2);
  EXPECT_EQ(recent.size(), 2u);
}

TEST(RecentEvents, StandWhereTheyBeganWheneverTheyCameOrChanged) {
  RecentEvents recent;
  recent.add("lab", eventOf("b", "running", 20), "", 1);
  recent.add("lab", eventOf("c", "running", 30), "", 2);
  recent.add("lab", eventOf("a", "ok", 10), "", 3);
  recent.add("lab", eventOf("b", "ok", 20), "", 4);
  EXPECT_THAT(timesOf(recent), ElementsAre(30, 20, 10));
  EXPECT_EQ(recent.byChange().back().time_ms, 20);
}

TEST(RecentEvents, ThatChangeTheirTimeMoveThere) {
  RecentEvents recent;
  recent.add("lab", eventOf("a", "running", 10), "", 1);
  recent.add("lab", eventOf("b", "running", 20), "", 2);
  recent.add("lab", eventOf("a", "ok", 30), "", 3);
  EXPECT_THAT(timesOf(recent), ElementsAre(30, 20));
}

TEST(RecentEvents, KeepTheNewestByWhenTheyBegan) {
  RecentEvents recent;
  const auto most = static_cast<std::int64_t>(RecentEvents::kMostEvents);
  EXPECT_EQ(recent.completeFromMs(), RecentEvents::kEnd.first);
  for (std::int64_t i = 0; i < most; ++i)
    recent.add("lab", eventOf(std::to_string(i), "ok", 100 + i), "", 1);
  EXPECT_EQ(recent.completeFromMs(), 100);
  recent.add("lab", eventOf("newest", "ok", 999'999), "", 3);
  EXPECT_EQ(recent.size(), RecentEvents::kMostEvents);
  EXPECT_EQ(recent.completeFromMs(), 101);
  EXPECT_EQ(timesOf(recent).back(), 101);
  // That one is forgotten: it is a new one again.
  recent.add("lab", eventOf("0", "ok", 100), "", 4);
  EXPECT_EQ(recent.size(), RecentEvents::kMostEvents);
}

// A task that began before all that are kept has ended: a frame has to have that first.
TEST(RecentEvents, KeepWhatWasJustToldHoweverLongAgoItBegan) {
  RecentEvents recent;
  const auto most = static_cast<std::int64_t>(RecentEvents::kMostEvents);
  const auto fresh = static_cast<std::int64_t>(RecentEvents::kMostFresh);
  for (std::int64_t i = 0; i < most; ++i)
    recent.add("lab", eventOf(std::to_string(i), "ok", 100 + i), "", 1);
  recent.add("lab", eventOf("long", "ok", 1), "", 2);
  EXPECT_EQ(recent.byChange().back().changed, 2u);
  EXPECT_EQ(recent.size(), RecentEvents::kMostEvents);
  EXPECT_EQ(recent.completeFromMs(), 101);
  for (std::int64_t i = 0; i < fresh - 1; ++i)
    recent.add("lab", eventOf("new" + std::to_string(i), "ok", 50'000 + i), "", 3);
  EXPECT_EQ(timesOf(recent).back(), 1);
  recent.add("lab", eventOf("one more", "ok", 60'000), "", 4);
  EXPECT_GT(timesOf(recent).back(), 1) << "then it goes as any other";
  EXPECT_EQ(recent.size(), RecentEvents::kMostEvents);
}

TEST(RecentEvents, TakeNoMoreRoomThanTheyMay) {
  RecentEvents recent;
  const std::string huge(1u << 20, '\x01');
  std::vector<pv_attribute> attributes;
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) names.push_back("attribute" + std::to_string(i));
  for (const std::string& each : names) attributes.push_back(attribute(each, huge));
  std::size_t one = 0;
  for (int i = 0; i < 400; ++i) {  // more than twice what there is room for
    const std::string id = std::to_string(i) + huge;
    pv_event event = eventOf(id, "ok", i);
    event.type = event.state = event.message = text(huge);
    event.attributes = attributes.data();
    event.attribute_count = attributes.size();
    recent.add("lab", event, "", 1);
    one = std::max(one, recent.byChange().back().bytes());
    ASSERT_LE(recent.bytes(), RecentEvents::kMostBytes);
  }
  EXPECT_LT(one, 120'000u);
  EXPECT_GT(recent.size(), 100u);
}

TEST(RecentEvents, GoOnInAnotherPlace) {
  RecentEvents before;
  before.add("lab", eventOf("1", "running", 10), "", 1);
  RecentEvents recent = std::move(before);
  recent.add("lab", eventOf("1", "ok", 10), "", 2);
  EXPECT_EQ(recent.size(), 1u);
  EXPECT_THAT(timesOf(recent), ElementsAre(10));
  EXPECT_THAT(recent.byChange().front().json, Not(HasSubstr("running")));
}

}  // namespace
}  // namespace pipevane::web
