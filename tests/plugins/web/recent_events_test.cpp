#include "plugins/web/recent_events.h"

#include <gtest/gtest.h>
#include <pipevane/text.h>

namespace pipevane::web {
namespace {

pv_event eventOf(const char* id, const char* state) {
  pv_event event{};
  event.size = sizeof event;
  event.entity = PV_NONE;
  event.id = text(id);
  event.state = text(state);
  return event;
}

TEST(RecentEvents, AreInTheirLatestStateAndToldApartByComponentAndId) {
  RecentEvents recent;
  recent.add("home", eventOf("1", "running"), "", 1);
  recent.add("work", eventOf("1", "running"), "", 2);
  recent.add("home", eventOf("1", "ok"), "", 3);
  ASSERT_EQ(recent.events().size(), 2u);
  EXPECT_EQ(recent.events()[0].state, "running");
  EXPECT_EQ(recent.events()[1].state, "ok");
  EXPECT_EQ(recent.events()[1].component, "home");
}

TEST(RecentEvents, AreNotTheSameForHavingNoId) {
  RecentEvents recent;
  recent.add("home", eventOf("", "a"), "", 1);
  recent.add("home", eventOf("", "b"), "", 2);
  EXPECT_EQ(recent.events().size(), 2u);
}

}  // namespace
}  // namespace pipevane::web
