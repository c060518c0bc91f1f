#include "plugins/history/event_log.h"

#include <pipevane/text.h>

#include <gmock/gmock.h>

#include <limits>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

pv_event made(std::string_view id, std::int64_t time_ms, std::string_view state = "running") {
  return {.size = sizeof(pv_event),
          .severity = PV_SEVERITY_INFO,
          .time_ms = time_ms,
          .entity = 3,
          .id = id.empty() ? absent() : text(id),
          .type = text("task"),
          .state = text(state),
          .message = text("a backup"),
          .attribute_count = 0,
          .attributes = nullptr};
}

std::vector<std::string> idsOf(const std::vector<EventLog::Shared>& events) {
  std::vector<std::string> ids;
  for (const auto& event : events) ids.push_back(str(event->raw().id));
  return ids;
}

TEST(EventLog, TellsTheNewestFirstWithinTheRangeAndTheLimit) {
  EventLog log;
  for (const auto& [id, time] : {std::pair{"b", 20}, {"a", 10}, {"d", 40}, {"c", 30}})
    log.add("lab", made(id, time));
  EXPECT_THAT(idsOf(log.newest(0, kForever, 10)), ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(idsOf(log.newest(20, 40, 10)), ElementsAre("c", "b"));
  EXPECT_THAT(idsOf(log.newest(0, kForever, 2)), ElementsAre("d", "c"));
  EXPECT_THAT(log.newest(0, kForever, 0), IsEmpty());
  EXPECT_THAT(log.newest(50, 10, 5), IsEmpty());
}

TEST(EventLog, KeepsOneEventInItsLatestState) {
  EventLog log;
  log.add("lab", made("UPID:1", 10, "running"));
  log.add("lab", made("UPID:2", 10));
  log.add("lab", made("UPID:1", 10, "ok"));
  EXPECT_THAT(idsOf(log.newest(0, kForever, 9)), ElementsAre("UPID:2", "UPID:1"));
  EXPECT_EQ(view(log.newest(0, kForever, 9)[1]->raw().state), "ok");
}

TEST(EventLog, TellsSourcesApart) {
  EventLog log;
  log.add("lab", made("1", 10));
  log.add("office", made("1", 10));
  EXPECT_EQ(log.size(), 2u);
}

TEST(EventLog, TakesEachEventWithoutAnIdForItself) {
  EventLog log;
  log.add("lab", made("", 10));
  log.add("lab", made("", 10));
  EXPECT_EQ(log.size(), 2u);
}

TEST(EventLog, KeepsTextsAndAttributesOfItsOwn) {
  EventLog log;
  {
    std::string name = "user", value = "root@pam";
    const pv_attribute attributes[] = {attribute(name, value), forgotten("node")};
    pv_event event = made("1", 10);
    event.attribute_count = 2;
    event.attributes = attributes;
    log.add("lab", event);
    name = value = "overwritten";
  }
  const auto kept = log.newest(0, kForever, 1);
  const pv_event& event = kept.at(0)->raw();
  ASSERT_EQ(event.attribute_count, 2u);
  EXPECT_EQ(view(event.attributes[0].value), "root@pam");
  EXPECT_FALSE(present(event.attributes[1].value));
  EXPECT_EQ(view(event.message), "a backup");
}

TEST(EventLog, ForgetsTheOldestBeyondItsLimits) {
  EventLog log;
  for (std::size_t i = 0; i < EventLog::kEventsMax + 5; ++i)
    log.add("lab", made(std::to_string(i), static_cast<std::int64_t>(i)));
  EXPECT_EQ(log.size(), EventLog::kEventsMax);
  EXPECT_EQ(log.evicted(), 5u);
  EXPECT_THAT(idsOf(log.newest(0, 6, 9)), ElementsAre("5"));

  EventLog large;
  const std::string message(60'000, 'x');
  for (int i = 0; i < 1000; ++i) {
    const std::string id = std::to_string(i);
    pv_event event = made(id, i);
    event.message = text(message);
    large.add("lab", event);
  }
  EXPECT_LE(large.bytes(), EventLog::kBytesMax);
  EXPECT_GT(large.evicted(), 0u);
}

TEST(EventLog, PlacesWhatComesLateByWhenItBegan) {
  EventLog log;
  for (std::size_t i = 0; i < EventLog::kEventsMax; ++i)
    log.add("lab", made("new" + std::to_string(i), 1000 + static_cast<std::int64_t>(i)));
  log.add("lab", made("middle", 1500));
  EXPECT_THAT(idsOf(log.newest(1500, 1501, 9)), ElementsAre("middle", "new500"));
  // Older than all that are kept: there is no room for it.
  log.add("lab", made("old", 1));
  EXPECT_THAT(log.newest(0, 1000, 9), IsEmpty());
  EXPECT_EQ(log.evicted(), 2u);
}

TEST(EventLog, RefusesAnEventThatIsFarTooLarge) {
  EventLog log;
  const std::string message(EventLog::kEventBytesMax, 'x');
  pv_event event = made("1", 1);
  event.message = text(message);
  log.add("lab", event);
  EXPECT_EQ(log.size(), 0u);
  EXPECT_EQ(log.refused(), 1u);
}

// As where a folder is read that has some of what came meanwhile.
TEST(EventLog, HasWhatBothOfTwoWereToldOnce) {
  EventLog log, later;
  log.add("lab", made("", 10));
  log.add("lab", made("", 20));
  log.add("lab", made("a", 30));
  later.add("lab", made("", 20));
  later.add("lab", made("", 20));
  later.add("lab", made("", 20, "ok"));
  later.add("elsewhere", made("", 20));
  later.add("lab", made("a", 30, "ok"));
  log.join(later);
  std::vector<std::string> told;
  log.each([&](const std::string& source, const EventLog::Shared& event) {
    told.push_back(source + " " + std::to_string(event->raw().time_ms) + " " +
                   str(event->raw().state));
  });
  EXPECT_THAT(told, ElementsAre("lab 10 running", "lab 20 running", "lab 20 running", "lab 20 ok",
                                "elsewhere 20 running", "lab 30 ok"));
}

}  // namespace
}  // namespace pipevane::history
