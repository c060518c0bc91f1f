// /api/events: filters, pages, and what is older than memory.
#include "tests/plugins/web/one_web.h"

#include <Poco/JSON/Array.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pipevane/history.h>

#include <algorithm>
#include <random>
#include <vector>

namespace pipevane::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MadeBatch;

struct Given {
  std::string id;
  std::int64_t time_ms;
  std::int32_t severity = PV_SEVERITY_INFO;
  std::string type = "task";
  EntityId entity = PV_NONE;
  std::string state = "ok";

  pv_event raw() const {
    pv_event event{};
    event.size = sizeof event;
    event.severity = severity;
    event.time_ms = time_ms;
    event.entity = entity;
    event.id = text(id);
    event.type = text(type);
    event.state = text(state);
    event.message = text("A message.");
    return event;
  }
};

// As pipevane.history/1 has them.
struct OldEvents {
  std::vector<Given> all;  // any order
  int asked = 0;

  static pv_status events(void* self, std::int64_t from_ms, std::int64_t to_ms, std::size_t limit,
                          void* context, void (*visit)(void*, const pv_event*)) {
    auto& old = *static_cast<OldEvents*>(self);
    ++old.asked;
    std::ranges::stable_sort(old.all, std::greater{}, &Given::time_ms);
    for (const Given& each : old.all) {
      if (each.time_ms < from_ms || each.time_ms >= to_ms) continue;
      if (limit-- == 0) break;
      const pv_event event = each.raw();
      visit(context, &event);
    }
    return PV_OK;
  }
  static constexpr pv_history kTable = {.size = sizeof(pv_history),
                                        .query = nullptr,
                                        .events = events,
                                        .extent = nullptr,
                                        .at = nullptr};
};

struct EventRest : ::testing::Test {
  OneWeb one;
  OldEvents old;

  void offerHistory() { one.host.offer(PV_HISTORY, &OldEvents::kTable, &old); }
  void tell(const std::vector<Given>& events) {
    MadeBatch batch(kNow);
    for (const Given& each : events) batch.event(each.raw());
    one.process(batch);
  }
  EntityId entity(const std::string& key) { return one.host.dictionary().entity(key); }
  std::vector<std::string> ids(const std::string& parameters = "") {
    return one.get("/api/events" + parameters).itemTexts("id");
  }
  // Of all pages, following `next`.
  std::vector<std::string> idsOfPages(std::string address) {
    std::vector<std::string> all;
    for (int pages = 0; pages < 1000; ++pages) {
      const Reply reply = one.get(address);
      const auto items = reply.itemTexts("id");
      all.insert(all.end(), items.begin(), items.end());
      const auto json = reply.json();
      EXPECT_EQ(json->has("next"), reply.headers.contains("link"));
      if (!json->has("next")) return all;
      address = json->getValue<std::string>("next");
      EXPECT_EQ(reply.headers.at("link"), "<" + address + ">; rel=\"next\"");
    }
    ADD_FAILURE() << "the pages have no end";
    return all;
  }
};

TEST_F(EventRest, TellsTheNewestFirstWhateverCameLast) {
  tell({{"b", 20}, {"c", 30}, {"a", 10}});
  tell({{.id = "b", .time_ms = 20, .state = "error"}});
  EXPECT_THAT(ids(), ElementsAre("c", "b", "a"));
  EXPECT_EQ(one.get("/api/events").itemTexts("state")[1], "error");
}

TEST_F(EventRest, FiltersByEntityTypeSeverityTimeAndQuery) {
  fill(one);
  tell(
      {{.id = "a", .time_ms = 10, .entity = entity("lab/vm/100")},
       {.id = "b",
        .time_ms = 20,
        .severity = PV_SEVERITY_WARNING,
        .type = "status",
        .entity = entity("lab/vm/101")},
       {.id = "c", .time_ms = 30, .severity = PV_SEVERITY_ERROR, .type = "node"},
       {.id = "d", .time_ms = 40, .severity = PV_SEVERITY_NOTICE, .entity = entity("lab/vm/100")}});
  EXPECT_THAT(ids("?entity=lab/vm/100"), ElementsAre("d", "a"));
  EXPECT_THAT(ids("?entity=lab/vm/100&entity=lab/vm/101"), ElementsAre("d", "b", "a"));
  EXPECT_THAT(ids("?entity=lab/vm/never"), IsEmpty());
  EXPECT_THAT(ids("?type=task"), ElementsAre("d", "a"));
  EXPECT_THAT(ids("?type=node&type=status"), ElementsAre("c", "b"));
  EXPECT_THAT(ids("?severity=info"), ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(ids("?severity=warning"), ElementsAre("c", "b"));
  EXPECT_THAT(ids("?severity=error"), ElementsAre("c"));
  EXPECT_THAT(ids("?from=20&to=40"), ElementsAre("c", "b"));
  EXPECT_THAT(ids("?query=vmid:101"), ElementsAre("b"));
  EXPECT_THAT(ids("?type=task&severity=notice&limit=1"), ElementsAre("d"));
}

TEST_F(EventRest, RefusesWhatItCannotRead) {
  for (const char* each :
       {"?severity=bad", "?limit=0", "?limit=1001", "?from=9&to=1", "?query=cpu%3Enothing",
        "?cursor=x", "?cursor=m", "?cursor=m1", "?cursor=m1.", "?cursor=h1.2x", "?cursor=.1"})
    EXPECT_EQ(one.get(std::string("/api/events") + each).status, 400) << each;
}

TEST_F(EventRest, PagesThroughManyOfOneMoment) {
  std::vector<Given> burst;
  for (int i = 0; i < 200; ++i) burst.push_back({"burst" + std::to_string(i), 1000});
  tell(burst);
  tell({{"before", 999}, {"after", 1001}});
  auto all = idsOfPages("/api/events?limit=7");
  ASSERT_EQ(all.size(), 202u);
  EXPECT_EQ(all.front(), "after");
  EXPECT_EQ(all.back(), "before");
  std::ranges::sort(all);
  EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
}

TEST_F(EventRest, DoesNotTellWhatComesMeanwhileTwice) {
  tell({{"a", 10}, {"b", 10}, {"c", 10}});
  const auto first = one.get("/api/events?limit=2");
  EXPECT_THAT(first.itemTexts("id"), ElementsAre("c", "b"));
  tell({{"d", 10}, {.id = "b", .time_ms = 10, .state = "error"}});
  EXPECT_THAT(one.get(first.json()->getValue<std::string>("next")).itemTexts("id"),
              ElementsAre("a"));
}

TEST_F(EventRest, GoesOnInTheHistoryBehindTheOldestInMemory) {
  old.all = {{"a", 10}, {"b", 10}, {"c", 20}, {"d", 30}, {"e", 30}};
  offerHistory();
  tell({{"d", 30}, {"e", 30}, {"f", 40}});
  EXPECT_THAT(ids(), ElementsAre("f", "e", "d", "c", "a", "b"));
  for (int limit = 1; limit < 8; ++limit)
    EXPECT_THAT(idsOfPages("/api/events?limit=" + std::to_string(limit)),
                ElementsAre("f", "e", "d", "c", "a", "b"))
        << limit;
  old.asked = 0;
  EXPECT_THAT(ids("?from=30&to=100"), ElementsAre("f", "e", "d"));
  EXPECT_THAT(ids("?limit=2"), ElementsAre("f", "e"));
  EXPECT_LE(old.asked, 1) << "nobody asked for older ones";
}

TEST_F(EventRest, FindsFewAmongManyOldOnes) {
  offerHistory();
  for (int i = 0; i < 5000; ++i)
    old.all.push_back({.id = std::to_string(i),
                       .time_ms = i / 1500,  // bursts longer than what is asked for at once
                       .severity = i % 1000 == 7 ? PV_SEVERITY_ERROR : PV_SEVERITY_INFO});
  EXPECT_EQ(idsOfPages("/api/events?severity=error&limit=2").size(), 5u);
  auto all = idsOfPages("/api/events?limit=999");
  ASSERT_EQ(all.size(), 5000u);
  std::ranges::sort(all);
  EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
}

// Random events in any order, with all limits: the pages are all events, each once.
TEST_F(EventRest, MemoryAndHistoryAreOneListWhateverCame) {
  std::mt19937 random(7);
  offerHistory();
  for (int i = 0; i < 10'500; ++i) {
    Given given{.id = std::to_string(i),
                .time_ms = 1000 + static_cast<std::int64_t>(random() % 3000),
                .severity = static_cast<std::int32_t>(random() % 4)};
    old.all.push_back(given);
    tell({given});
  }
  for (const char* limit : {"1000", "617"}) {
    const auto all = idsOfPages(std::string("/api/events?limit=") + limit);
    ASSERT_EQ(all.size(), 10'500u);
    std::int64_t last_ms = 5000;
    std::vector<bool> seen(10'500);
    std::vector<std::int64_t> times(10'500);
    for (const Given& each : old.all) times[std::stoul(each.id)] = each.time_ms;
    for (const std::string& id : all) {
      ASSERT_FALSE(seen[std::stoul(id)]) << id;
      seen[std::stoul(id)] = true;
      ASSERT_LE(times[std::stoul(id)], last_ms);
      last_ms = times[std::stoul(id)];
    }
  }
  const auto errors = std::ranges::count(old.all, PV_SEVERITY_ERROR, &Given::severity);
  EXPECT_EQ(idsOfPages("/api/events?severity=error&limit=500").size(),
            static_cast<std::size_t>(errors));
}

}  // namespace
}  // namespace pipevane::web
