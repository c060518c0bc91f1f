// How everything was at one time, over REST.
#include "tests/plugins/web/known_history.h"

#include <gtest/gtest.h>

namespace pipevane::web {
namespace {

struct MomentRest : ::testing::Test {
  OneWeb one;
  KnownHistory history;
  void SetUp() override {
    fill(one);
    one.host.offer(PV_HISTORY, &KnownHistory::kTable, &history);
    history.then = {one.host.series("lab/vm/100", "cpu_usage_percent"),
                    one.host.series("lab/vm/101", "cpu_usage_percent"),
                    one.host.series("lab/vm/101", "memory_used_bytes"),
                    one.host.series("lab/node/pve1", "cpu_usage_percent")};
  }
  Poco::JSON::Object::Ptr kinds(const std::string& parameters) const {
    return one.get("/api/metrics/at?time=1000000" + parameters).json()->getObject("kinds");
  }
};

TEST_F(MomentRest, HasARowForEachEntityAndAColumnForEachMetric) {
  const auto answer = one.get("/api/metrics/at?time=1000000&max_age=5000").json();
  EXPECT_EQ(history.moment.time_ms, 1'000'000);
  EXPECT_EQ(history.moment.max_age_ms, 5'000);
  EXPECT_EQ(history.moment.series_count, 0U);
  EXPECT_EQ(answer->getValue<std::int64_t>("time_ms"), 1'000'000);
  EXPECT_EQ(answer->getValue<std::int64_t>("max_age_ms"), 5'000);
  const auto vms = answer->getObject("kinds")->getObject("vm");
  ASSERT_EQ(vms->getArray("entities")->size(), 2U);
  EXPECT_EQ(vms->getArray("entities")->getElement<std::string>(0), "lab/vm/100");
  EXPECT_EQ(vms->getArray("entities")->getElement<std::string>(1), "lab/vm/101");
  const auto cpu = vms->getObject("metrics")->getObject("cpu_usage_percent");
  EXPECT_EQ(cpu->getArray("values")->getElement<int>(0), 1);
  EXPECT_EQ(cpu->getArray("values")->getElement<int>(1), 2);
  EXPECT_EQ(cpu->getArray("ages_ms")->getElement<int>(1), 2'000);
  EXPECT_FALSE(cpu->has("qualities"));
  const auto memory = vms->getObject("metrics")->getObject("memory_used_bytes");
  EXPECT_TRUE(memory->getArray("ages_ms")->get(0).isEmpty()) << "it has none";
  EXPECT_EQ(memory->getArray("ages_ms")->getElement<int>(1), 3'000);
  EXPECT_TRUE(memory->getArray("values")->get(1).isEmpty()) << "it was unknown";
  EXPECT_TRUE(memory->getArray("qualities")->get(0).isEmpty());
  EXPECT_EQ(memory->getArray("qualities")->getElement<std::string>(1), "unknown");
  const auto nodes = answer->getObject("kinds")->getObject("node");
  EXPECT_EQ(nodes->getObject("metrics")->getObject("cpu_usage_percent")->getArray("values")->size(),
            1U);
}

TEST_F(MomentRest, IsOfWhatIsNamed) {
  EXPECT_EQ(kinds("&entity=lab/vm/101&metric=cpu_usage_percent")
                ->getObject("vm")
                ->getArray("entities")
                ->size(),
            1U);
  EXPECT_EQ(kinds("&entity=lab/vm/101")->size(), 1U);
  EXPECT_EQ(kinds("&entity=lab/vm/9")->size(), 0U);
  EXPECT_EQ(kinds("&metric=never_heard_of")->size(), 0U);
  EXPECT_EQ(kinds("&metric=memory_used_bytes")->getObject("vm")->getArray("entities")->size(), 1U);
  EXPECT_EQ(kinds("&query=kind:node")->size(), 1U);
  EXPECT_TRUE(kinds("&query=kind:node")->has("node"));
  EXPECT_EQ(kinds("&query=")->size(), 2U) << "that is none, and says nothing";
  EXPECT_EQ(kinds("&query=%20&entity=lab/vm/101")->size(), 1U);
}

TEST_F(MomentRest, RefusesWhatMakesNoSenseAndSaysAllOfIt) {
  for (const char* address :
       {"/api/metrics/at", "/api/metrics/at?time=x", "/api/metrics/at?time=-1",
        "/api/metrics/at?time=1&max_age=86400001", "/api/metrics/at?time=1&query=cpu%3E%3E"}) {
    SCOPED_TRACE(address);
    EXPECT_EQ(one.get(address).status, 400);
  }
  const auto all = one.get("/api/metrics/at?max_age=-1&entity=a&query=b").json();
  EXPECT_EQ(all->getArray("problems")->size(), 3U);
}

TEST_F(MomentRest, SaysSoWhereTheHistoryFails) {
  history.answer = PV_FAILED;
  EXPECT_EQ(one.get("/api/metrics/at?time=1").status, 503);
}

TEST(MomentWithoutHistory, IsNotThere) {
  OneWeb one;
  EXPECT_EQ(one.get("/api/metrics/at?time=1").status, 404);
}

}  // namespace
}  // namespace pipevane::web
