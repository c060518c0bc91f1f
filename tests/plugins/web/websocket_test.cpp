#include "tests/plugins/web/one_client.h"
#include "tests/plugins/web/one_web.h"

#include <gmock/gmock.h>

namespace pipevane::web {
namespace {

using ::testing::HasSubstr;

std::string resuming(const OneClient& client, int sequence, const char* more = "") {
  return R"({"type":"subscribe","subscription":"main","rate_ms":250,"events":true,)" +
         std::string(more) + R"("resume":{"epoch":")" + client.epoch() + R"(","sequence":)" +
         std::to_string(sequence) + "}}";
}

constexpr const char* kSubscribe =
    R"({"type":"subscribe","subscription":"main","rate_ms":250,"events":true})";

pv_component_status component(const char* id, std::int32_t state, const char* why) {
  pv_component_status status{};
  status.size = sizeof status;
  status.kind = PV_SOURCE;
  status.state = state;
  status.id = text(id);
  status.type = text("proxmox_poll");
  status.why = why == nullptr ? absent() : text(why);
  status.since_ms = 5;
  return status;
}

TEST(WebSocket, BeginsWithASnapshot) {
  OneWeb one;
  const auto lab = component("homelab", PV_RUNNING, nullptr);
  pv_pipeline_status pipeline{};
  pipeline.size = sizeof pipeline;
  pipeline.component_count = 1;
  pipeline.components = &lab;
  one.host.show(pipeline);
  one.add("lab/vm/100", {{"name", "web01"}, {"vmid", "100"}}, 4.93);
  OneClient client(one.port());
  client.send(kSubscribe);
  JsonPtr snapshot = client.next();
  ASSERT_FALSE(snapshot.isNull());
  snapshot->set("epoch", "6f1c");
  EXPECT_EQ(canonical(snapshot),
            R"({"components":{"homelab":{"kind":"source","since_ms":5,"state":"running",)"
            R"("type":"proxmox_poll"}},"entities":{"lab/vm/100":{"cluster":"lab","kind":"vm",)"
            R"("metrics":{"cpu_usage_percent":4.93},"name":"web01","quality":"live",)"
            R"("time_ms":1795456600000,"vmid":100}},"epoch":"6f1c","events":[],"sequence":1,)"
            R"("stale_after_ms":60000,"subscription":"main","time_ms":1795456600000,)"
            R"("type":"snapshot"})");
}

TEST(WebSocket, SendsOnlyWhatChanged) {
  OneWeb one;
  fill(one);
  OneClient client(one.port());
  client.send(kSubscribe);
  ASSERT_FALSE(client.nextOf("snapshot").isNull());
  one.sample("lab/vm/100", "cpu_usage_percent", 12.5);
  const JsonPtr update = client.next();
  ASSERT_FALSE(update.isNull());
  EXPECT_EQ(canonical(update->getObject("entities")),
            R"({"lab/vm/100":{"metrics":{"cpu_usage_percent":12.5}}})");
  EXPECT_FALSE(update->has("events"));
  EXPECT_FALSE(update->has("components"));
  EXPECT_EQ(client.sequence(), 2);
}

TEST(WebSocket, SaysNullForWhatWentAwayOrBecameUnknown) {
  OneWeb one;
  fill(one);
  OneClient client(one.port());
  client.send(kSubscribe);
  ASSERT_FALSE(client.nextOf("snapshot").isNull());
  one.process(testing::MadeBatch(kNow).remove(one.host.dictionary().entity("lab/vm/101")));
  one.sample("lab/vm/100", "cpu_usage_percent", 0, Quality::kUnknown);
  ASSERT_FALSE(client.next().isNull());
  EXPECT_FALSE(client.entities()->has("lab/vm/101"));
  const JsonPtr vm = client.entities()->getObject("lab/vm/100");
  EXPECT_EQ(canonical(vm->getObject("metrics")), "{}");
  EXPECT_EQ(vm->getValue<std::string>("quality"), "unknown");
}

TEST(WebSocket, FollowsTheQueryAndTheMetricsAskedFor) {
  OneWeb one;
  fill(one);
  one.sample("lab/vm/100", "memory_used_bytes", 5);
  OneClient client(one.port());
  client.send(R"({"type":"subscribe","subscription":"hot","rate_ms":250,"query":"cpu>80 kind:vm",)"
              R"("metrics":["cpu_usage_percent"]})");
  ASSERT_FALSE(client.next().isNull());
  EXPECT_EQ(client.entities()->size(), 1u);
  EXPECT_EQ(canonical(client.entities()->getObject("lab/vm/100")->getObject("metrics")),
            R"({"cpu_usage_percent":85})");
  one.sample("lab/vm/100", "cpu_usage_percent", 20);
  one.sample("lab/vm/101", "cpu_usage_percent", 99);
  ASSERT_FALSE(client.next().isNull());
  EXPECT_FALSE(client.entities()->has("lab/vm/100"));
  EXPECT_EQ(client.entities()->getObject("lab/vm/101")->getValue<std::string>("name"), "db01");
}

TEST(WebSocket, TellsEventsInTheirLatestState) {
  OneWeb one;
  OneClient client(one.port());
  client.send(kSubscribe);
  ASSERT_FALSE(client.nextOf("snapshot").isNull());
  for (const char* state : {"running", "ok"}) {
    const pv_attribute user = attribute("user", "root@pam");
    pv_event event{};
    event.size = sizeof event;
    event.severity = PV_SEVERITY_NOTICE;
    event.time_ms = 7;
    event.entity = one.host.dictionary().entity("lab/vm/100");
    event.id = text("UPID:1");
    event.type = text("task");
    event.state = text(state);
    event.message = text("A backup.");
    event.attribute_count = 1;
    event.attributes = &user;
    testing::MadeBatch batch(9);
    one.process(batch.event(event));
  }
  const JsonPtr update = client.next();
  ASSERT_FALSE(update.isNull());
  EXPECT_THAT(canonical(update),
              HasSubstr(R"("events":[{"entity":"lab/vm/100","id":"UPID:1","message":"A backup.",)"
                        R"("severity":"notice","state":"ok","time_ms":7,"type":"task",)"
                        R"("user":"root@pam"}])"));
}

testing::MadeBatch manyEvents(int from, int to) {
  testing::MadeBatch batch(kNow);
  for (int i = from; i < to; ++i) {
    const std::string id = std::to_string(i);
    pv_event event{};
    event.size = sizeof event;
    event.time_ms = i;
    event.entity = PV_NONE;
    event.id = text(id);
    batch.event(event);
  }
  return batch;
}

TEST(WebSocket, BeginsWithTheEventsThatBeganLast) {
  OneWeb one;
  one.process(manyEvents(500, 600));
  one.process(manyEvents(0, 50));  // what was missed, and came late
  OneClient client(one.port());
  client.send(kSubscribe);
  const JsonPtr snapshot = client.nextOf("snapshot");
  ASSERT_FALSE(snapshot.isNull());
  const auto events = snapshot->getArray("events");
  ASSERT_EQ(events->size(), 100u);
  EXPECT_EQ(events->getObject(0)->getValue<std::string>("id"), "599");
  EXPECT_EQ(events->getObject(99)->getValue<std::string>("id"), "500");
}

TEST(WebSocket, ResumesWithAllEventsThatCameMeanwhile) {
  OneWeb one;
  one.process(manyEvents(0, 50));
  OneClient lost(one.port());
  lost.send(kSubscribe);
  ASSERT_FALSE(lost.nextOf("snapshot").isNull());
  lost.socket().shutdown();
  while (!lost.next().isNull()) continue;
  one.process(manyEvents(1000, 1700));
  one.process(manyEvents(7, 8));  // an old one in a new state
  OneClient again(one.port());
  again.send(resuming(lost, 1));
  const JsonPtr update = again.next();
  ASSERT_FALSE(update.isNull());
  EXPECT_EQ(update->getValue<std::string>("type"), "update");
  ASSERT_EQ(update->getArray("events")->size(), 701u);
  EXPECT_EQ(update->getArray("events")->getObject(0)->getValue<std::string>("id"), "7");
}

TEST(WebSocket, TellsAThousandEventsAtOnceAndThatThereAreMore) {
  OneWeb one;
  OneClient client(one.port());
  client.send(kSubscribe);
  ASSERT_TRUE(client.nextOf("snapshot"));
  one.process(manyEvents(0, 1000));
  const JsonPtr all = client.nextOf("update");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->getArray("events")->size(), 1000u);
  EXPECT_FALSE(all->has("more_events"));
  one.process(manyEvents(1000, 3000));
  const JsonPtr most = client.nextOf("update");
  ASSERT_TRUE(most);
  ASSERT_EQ(most->getArray("events")->size(), 1000u);
  EXPECT_EQ(most->getArray("events")->getObject(0)->getValue<std::string>("id"), "2999");
  EXPECT_EQ(most->getArray("events")->getObject(999)->getValue<std::string>("id"), "2000");
  EXPECT_TRUE(most->getValue<bool>("more_events"));
}

TEST(WebSocket, ResumesWithTheMissingUpdatesAsOne) {
  OneWeb one;
  fill(one);
  std::string epoch;
  {
    OneClient client(one.port());
    client.send(kSubscribe);
    ASSERT_FALSE(client.nextOf("snapshot").isNull());
    epoch = client.epoch();
    one.sample("lab/vm/100", "cpu_usage_percent", 1);
    ASSERT_FALSE(client.next().isNull());  // 2
    client.socket().shutdown();
    client.next();
  }
  one.sample("lab/vm/100", "cpu_usage_percent", 2);
  one.sample("lab/vm/101", "cpu_usage_percent", 3);
  OneClient again(one.port());
  // As if the second message had been lost.
  again.send(R"({"type":"subscribe","subscription":"main","rate_ms":250,"events":true,)"
             R"("resume":{"epoch":")" +
             epoch + R"(","sequence":1}})");
  const JsonPtr update = again.next();
  ASSERT_FALSE(update.isNull());
  EXPECT_EQ(update->getValue<std::string>("type"), "update");
  EXPECT_EQ(update->getValue<int>("sequence"), 2);
  EXPECT_EQ(canonical(update->getObject("entities")),
            R"({"lab/vm/100":{"metrics":{"cpu_usage_percent":2}},)"
            R"("lab/vm/101":{"metrics":{"cpu_usage_percent":3}}})");
}

TEST(WebSocket, ResumesWhileTheOldConnectionIsStillOpen) {
  OneWeb one;
  fill(one);
  OneClient lost(one.port());
  lost.send(kSubscribe);
  ASSERT_FALSE(lost.nextOf("snapshot").isNull());
  one.sample("lab/vm/100", "cpu_usage_percent", 2);
  OneClient again(one.port());
  again.send(resuming(lost, 1));
  const JsonPtr update = again.next();
  ASSERT_FALSE(update.isNull());
  EXPECT_EQ(update->getValue<std::string>("type"), "update");
  EXPECT_EQ(update->getValue<int>("sequence"), 2);
  while (!lost.next().isNull()) continue;
  EXPECT_EQ(lost.closed(), 1001);
}

TEST(WebSocket, ResumesOverTheSameConnection) {
  OneWeb one;
  fill(one);
  OneClient client(one.port());
  client.send(kSubscribe);
  ASSERT_FALSE(client.nextOf("snapshot").isNull());
  client.send(resuming(client, 1));
  const JsonPtr update = client.next();
  ASSERT_FALSE(update.isNull());
  EXPECT_EQ(update->getValue<int>("sequence"), 2);
}

TEST(WebSocket, KeepsASubscriptionForWhoResumesItRightAfterSomeoneDidNot) {
  OneWeb one;
  fill(one);
  OneClient lost(one.port());
  lost.send(kSubscribe);
  ASSERT_FALSE(lost.nextOf("snapshot").isNull());
  lost.socket().shutdown();
  lost.next();
  OneClient wrong(one.port());
  wrong.send(resuming(lost, 77));
  ASSERT_FALSE(wrong.nextOf("snapshot").isNull());
  wrong.send(resuming(lost, 1, R"("query":"kind:vm",)"));
  ASSERT_FALSE(wrong.nextOf("snapshot").isNull());
  OneClient right(one.port());
  right.send(resuming(lost, 1));
  const JsonPtr update = right.next();
  ASSERT_FALSE(update.isNull());
  EXPECT_EQ(update->getValue<std::string>("type"), "update");
}

// Each of them would be sent sixteen different megabytes, and reads none.
TEST(WebSocket, KeepsNobodyWaitingForClientsThatDoNotRead) {
  OneWeb one;
  testing::MadeBatch batch(kNow);
  for (int i = 0; i < 2'000; ++i) {
    const std::string key = "lab/vm/" + std::to_string(i);
    batch.upsert(one.host.dictionary().entity(key), {{"notes", std::string(500, 'x')}});
    batch.sample(one.host.series(key, "cpu_usage_percent"), i);
  }
  one.process(batch);
  std::vector<std::unique_ptr<OneClient>> stuck;
  for (int i = 0; i < 30; ++i) {
    stuck.push_back(std::make_unique<OneClient>(one.port()));
    for (int s = 0; s < 16; ++s)
      stuck.back()->send(R"({"type":"subscribe","subscription":"s)" + std::to_string(s) +
                         R"(","query":"-name:no)" + std::to_string(s) + R"("})");
  }
  OneClient client(one.port());
  client.send(kSubscribe);
  ASSERT_FALSE(client.nextOf("snapshot").isNull());
  EXPECT_EQ(client.entities()->size(), 2'000u);
  EXPECT_EQ(one.get("/api/guests?limit=1").status, 200);
  // Nothing is lost to one that goes on reading.
  for (int s = 0; s < 16; ++s) ASSERT_FALSE(stuck.back()->nextOf("snapshot").isNull());
  EXPECT_EQ(stuck.back()->entities()->size(), 2'000u);
}

TEST(WebSocket, BeginsAnewWhereItCannotResume) {
  OneWeb one;
  OneClient client(one.port());
  client.send(R"({"type":"subscribe","subscription":"main","resume":{"epoch":"0","sequence":4}})");
  const JsonPtr snapshot = client.next();
  ASSERT_FALSE(snapshot.isNull());
  EXPECT_EQ(snapshot->getValue<std::string>("type"), "snapshot");
}

TEST(WebSocket, AnswersWhatItCannotUseAndCarriesOn) {
  OneWeb one;
  OneClient client(one.port());
  for (const char* bad :
       {"", "{", "[]", "7", R"({"type":"subscribe"})", R"({"type":"sing","subscription":"a"})",
        R"({"type":"subscribe","subscription":"a","rate_ms":1})",
        R"({"type":"subscribe","subscription":"a","query":"cpu>"})",
        R"({"type":"subscribe","subscription":"a","metrics":"cpu"})",
        R"({"type":"subscribe","subscription":"a","resume":{"epoch":1}})",
        R"({"a":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]})"}) {
    SCOPED_TRACE(bad);
    client.send(bad);
    const JsonPtr error = client.next();
    ASSERT_FALSE(error.isNull());
    EXPECT_EQ(error->getValue<std::string>("type"), "error");
    EXPECT_THAT(error->getValue<std::string>("detail"), HasSubstr("cannot"));
  }
  client.send(kSubscribe);
  EXPECT_FALSE(client.nextOf("snapshot").isNull());
}

TEST(WebSocket, TakesSixteenSubscriptionsAndNoMore) {
  OneWeb one;
  OneClient client(one.port());
  for (int i = 0; i < 16; ++i)
    client.send(R"({"type":"subscribe","subscription":"s)" + std::to_string(i) + R"("})");
  for (int i = 0; i < 16; ++i) ASSERT_FALSE(client.nextOf("snapshot").isNull());
  client.send(R"({"type":"subscribe","subscription":"one more"})");
  ASSERT_FALSE(client.nextOf("error").isNull());
  client.send(R"({"type":"unsubscribe","subscription":"s3"})");
  client.send(R"({"type":"subscribe","subscription":"one more"})");
  EXPECT_FALSE(client.nextOf("snapshot").isNull());
}

TEST(WebSocket, ClosesOnWhatIsNoMessage) {
  struct Case {
    int flags;
    std::string payload;
    int code;
  };
  using Poco::Net::WebSocket;
  const Case cases[] = {{WebSocket::FRAME_BINARY, "abc", 1003},
                        {WebSocket::FRAME_TEXT, "\xff\xfe", 1007},
                        {WebSocket::FRAME_TEXT, std::string(70'000, 'x'), 1009},
                        {0x81 | 0x40, "x", 1002},
                        {0x83, "x", 1002},
                        {WebSocket::FRAME_FLAG_FIN, "x", 1002}};
  OneWeb one;
  for (const Case& each : cases) {
    SCOPED_TRACE(each.code);
    OneClient client(one.port());
    client.socket().sendFrame(each.payload.data(), static_cast<int>(each.payload.size()),
                              each.flags);
    EXPECT_TRUE(client.next().isNull());
    EXPECT_EQ(client.closed(), each.code);
  }
}

TEST(WebSocket, SaysGoodbyeWhenItStops) {
  OneWeb one;
  OneClient client(one.port());
  client.send(kSubscribe);
  ASSERT_FALSE(client.nextOf("snapshot").isNull());
  one.web.reset();
  EXPECT_TRUE(client.next().isNull());
  EXPECT_EQ(client.closed(), 1001);
}

TEST(WebSocket, RefusesMoreClientsThanItMayHave) {
  OneWeb one(testing::GivenOptions{{"max_clients", "1"}});
  OneClient first(one.port());
  EXPECT_THROW(OneClient{one.port()}, Poco::Exception);
}

}  // namespace
}  // namespace pipevane::web
