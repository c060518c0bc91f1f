#include "tests/plugins/proxmox_events/one_cluster.h"

#include "plugins/proxmox/events/event_decoder.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_events {
namespace {

using simulator::World;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::int64_t kStartMostMs = 2'500;

TEST(Live, TellsAStartWithinTwoAndAHalfSeconds) {
  OneCluster one;
  std::vector<std::pair<std::string, std::int64_t>> begun;
  for (int i = 0; i < 40; ++i)
    one.at(20'000 + i * 3'700, [&] {
      const auto upid = one.in([&](World& world) {
        return world.task({.node = "pve2", .type = "vzdump", .id = "", .seconds = 5});
      });
      begun.emplace_back(upid, one.host.timeMs());
    });
  one.runUntil(200'000);
  ASSERT_THAT(begun, SizeIs(40));
  for (const auto& [upid, begun_ms] : begun) {
    SCOPED_TRACE(upid);
    const auto states = one.of(upid);
    ASSERT_THAT(states, SizeIs(2));
    EXPECT_EQ(states[0].state, "running");
    EXPECT_LE(states[0].heard_ms - begun_ms, kStartMostMs);
    EXPECT_EQ(states[1].state, "ok");
  }
}

TEST(Live, AsksLessThanSixTenthsOfARequestASecond) {
  for (const bool log : {false, true}) {
    SCOPED_TRACE(log ? "with the log" : "without the log");
    OneCluster one;
    if (log) one.sim().grant(simulator::Rights::auditor(one.sim().version()).with("Sys.Syslog"));
    std::uint64_t before = 0;
    one.at(60'000, [&] { before = one.askedAtAll(); });
    one.runUntil(1'860'000);
    EXPECT_GT(one.asked("/cluster/tasks"), 900U);
    EXPECT_GE(one.asked("/cluster/resources"), 90U);
    const std::uint64_t log_asked = one.asked("/cluster/log");
    EXPECT_TRUE(log ? log_asked > 60 : log_asked == 0) << log_asked;
    EXPECT_GE(one.asked("/version"), 3U) << "what changes rarely is asked for again";
    // Half an hour.
    EXPECT_LE(one.askedAtAll() - before, 1'800 * 0.6 + 2);
  }
}

TEST(Live, AsksForAllElseToldToAskLittle) {
  for (const std::int64_t limit : {20, 30, 35}) {
    SCOPED_TRACE(limit);
    OneCluster one;
    one.sim().grant(simulator::Rights::auditor(one.sim().version()).with("Sys.Syslog"));
    one.at(20'000, [&] {
      one.in([](World& world) { world.task({.node = "pve1", .type = "aptupdate", .id = ""}); });
    });
    std::uint64_t lists = 0, logs = 0, newest = 0;
    one.at(180'000, [&] {
      lists = one.asked("/cluster/resources");
      logs = one.asked("/cluster/log");
      newest = one.asked("/nodes/pve1/tasks");
    });
    one.runUntil(780'000, {{"requests_per_minute", std::to_string(limit)}});
    // Of ten minutes.
    EXPECT_GE(one.asked("/cluster/resources") - lists, 12U);
    EXPECT_GE(one.asked("/cluster/log") - logs, 6U);
    EXPECT_GE(one.asked("/nodes/pve1/tasks") - newest, 2U);
    EXPECT_LE(one.askedAtAll(), static_cast<std::uint64_t>(limit) * 14);
  }
}

TEST(Live, ReadsTheLogAndTheListsThoughANodeComesAndGoes) {
  OneCluster one(OneCluster::ofThree());
  one.sim().grant(simulator::Rights::auditor(one.sim().version()).with("Sys.Syslog"));
  for (int i = 0; i < 40; ++i)
    one.at(60'000 + i * 25'000,
           [&, i] { one.in([&](World& world) { world.setOnline("pve2", i % 2 == 1); }); });
  std::uint64_t lists = 0, logs = 0;
  one.at(60'000, [&] {
    lists = one.asked("/cluster/resources");
    logs = one.asked("/cluster/log");
  });
  one.runUntil(1'060'000);
  EXPECT_THAT(one.ofType("node"), SizeIs(::testing::Ge(20U)));
  // Of a thousand seconds.
  EXPECT_GE(one.asked("/cluster/resources") - lists, 33U) << "every 30 s, at worst";
  EXPECT_GE(one.asked("/cluster/log") - logs, 12U) << "every 80 s, at worst";
}

TEST(Live, LosesNothingOfABurst) {
  OneCluster one;
  one.at(30'000, [&] { one.in([](World& world) { world.burst("pve1", 200); }); });
  one.runUntil(70'000);
  std::size_t tasks = 0;
  for (const auto& task : one.in([](World& world) { return world.tasks(); })) {
    const auto states = one.of(task.upid);
    ASSERT_FALSE(states.empty()) << task.upid;
    EXPECT_NE(states.back().state, "running");
    EXPECT_LE(states.size(), 2U);
    ++tasks;
  }
  EXPECT_GE(tasks, 200U);
  EXPECT_LE(one.asked("/nodes/pve1/tasks"), 4U);
}

TEST(Live, FillsWhatItMissedBetweenTwoStarts) {
  OneCluster one;
  one.runUntil(30'000);
  const auto before = one.told.size();
  one.host.setNow(kBeginMs + 600'000);
  one.in([](World& world) { world.burst("pve2", 60); });
  one.host.setNow(kBeginMs + 1'200'000);
  one.runUntil(1'230'000);
  EXPECT_GT(one.told.size(), before);
  std::map<std::string, std::string> states;
  for (const Told& each : one.ofType("task")) states[each.id] = each.state;
  for (const auto& task : one.in([](World& world) { return world.tasks(); }))
    EXPECT_THAT(states[task.upid], Not(::testing::AnyOf("", "running"))) << task.upid;
}

TEST(Live, TellsWhatHappensWithoutATask) {
  OneCluster one;
  const int vmid = one.vmThatRuns();
  one.at(30'000, [&] { one.in([&](World& world) { world.crash(vmid); }); });
  one.at(60'000, [&] { one.in([](World& world) { world.setOnline("pve2", false); }); });
  one.runUntil(120'000);
  const auto stopped = one.ofType("status");
  ASSERT_FALSE(stopped.empty());
  EXPECT_EQ(stopped[0].entity, "sim/vm/" + std::to_string(vmid));
  EXPECT_THAT(stopped[0].message, HasSubstr("stopped without a task"));
  const auto nodes = one.ofType("node");
  ASSERT_THAT(nodes, SizeIs(1));
  EXPECT_EQ(nodes[0].message, "Node pve2 is offline");
  EXPECT_THAT(stopped, SizeIs(1)) << "its guests are no events";
}

TEST(Live, ReadsTheLogWhereItMayAndGoesOnAboveABackslash) {
  OneCluster one;
  one.sim().grant(simulator::Rights::auditor(one.sim().version()).with("Sys.Syslog"));
  one.at(30'000, [&] {
    one.in([](World& world) { world.log({.node = "pve1", .message = "saw C:\\Windows"}); });
  });
  one.at(70'000, [&] { one.in([](World& world) { world.logIn("pve1", "eve@pam", false); }); });
  one.at(110'000, [&] { one.in([](World& world) { world.logIn("pve2", "root@pam"); }); });
  one.runUntil(180'000);
  std::vector<std::string> categories;
  for (const Told& each : one.ofType("log")) categories.push_back(each.attributes.at("category"));
  EXPECT_THAT(categories, ::testing::IsSupersetOf({"login_failure", "login", "unreadable"}));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST(Live, SaysWhatTheTokenLacks) {
  OneCluster one;
  one.sim().grant(simulator::Rights::auditor(one.sim().version()).without("Sys.Audit", "/"));
  one.runUntil(20'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), HasSubstr("lacks Sys.Audit on /"));
}

TEST(Live, GoesOnWithAnotherEndpoint) {
  OneCluster one;
  one.add(OneCluster::small());
  one.at(30'000, [&] { one.sim(0).faults().add({.path = "/cluster", .status = 595}); });
  std::string upid;
  one.at(40'000, [&] {
    upid = one.sim(1).locked(
        [](World& world) { return world.task({.node = "pve1", .type = "aptupdate", .id = ""}); });
  });
  one.runUntil(60'000);
  EXPECT_FALSE(one.of(upid).empty());
  EXPECT_THAT(one.ofType("source"), IsEmpty()) << "nothing was lost";
}

TEST(Live, TellsThatTheConnectionIsLostAndFillsWhatWasMissed) {
  OneCluster one;
  one.at(30'000,
         [&] { one.sim().faults().add({.path = "", .kind = simulator::Fault::Kind::kClose}); });
  one.at(60'000, [&] { one.in([](World& world) { world.burst("pve1", 60); }); });
  one.at(90'000, [&] { one.sim().faults().clear(); });
  one.runUntil(190'000);
  const auto lost = one.ofType("source");
  ASSERT_THAT(lost, SizeIs(2));
  EXPECT_EQ(lost[0].state, "error");
  EXPECT_EQ(lost[1].state, "ok");
  EXPECT_LE(lost[0].time_ms, kBeginMs + 50'000);
  std::map<std::string, std::string> states;
  for (const Told& each : one.ofType("task")) states[each.id] = each.state;
  for (const auto& task : one.in([](World& world) { return world.tasks(); }))
    EXPECT_THAT(states[task.upid], Not(::testing::AnyOf("", "running"))) << task.upid;
}

// What is recorded decodes to the same events, without the source.
TEST(Live, RecordsWhatTellsTheSameAgain) {
  OneCluster one;
  one.at(30'000, [&] { one.in([](World& world) { world.burst("pve1", 60); }); });
  const int vmid = one.vmThatRuns();
  one.at(50'000, [&] { one.in([&](World& world) { world.crash(vmid); }); });
  one.runUntil(100'000);
  testing::FakeHost again("lab");
  proxmox::events::EventDecoder decoder(again.host(), "lab", "sim");
  const Output output(again.host());
  for (const auto& batch : one.host.pushed())
    for (const pv_exchange& each : batch.exchanges()) decoder.decode(each, output);
  std::vector<std::string> live, replayed;
  const auto collect = [](const testing::FakeHost& host, std::vector<std::string>& into) {
    for (const auto& batch : host.pushed())
      for (const pv_event& each : batch.events())
        into.push_back(str(each.id) + ' ' + str(each.state) + ' ' + str(each.message) + ' ' +
                       std::to_string(batch.timeMs()) + ' ' + std::to_string(batch.flags()));
  };
  collect(one.host, live);
  collect(again, replayed);
  EXPECT_GT(live.size(), 60U);
  EXPECT_EQ(live, replayed);
}

TEST(Live, ShowsNoSecret) {
  OneCluster one;
  const std::string secret = one.sim().settings().token_secret;
  one.at(20'000, [&] {
    one.sim().faults().add(
        {.path = "/cluster/tasks", .kind = simulator::Fault::Kind::kEcho, .count = 2});
  });
  one.runUntil(60'000);
  for (const auto& batch : one.host.pushed())
    for (const pv_exchange& each : batch.exchanges()) {
      EXPECT_THAT(str(each.body), Not(HasSubstr(secret)));
      EXPECT_THAT(str(each.query), Not(HasSubstr(secret)));
    }
  for (const auto& line : one.host.logged()) EXPECT_THAT(line.sentence, Not(HasSubstr(secret)));
}

}  // namespace
}  // namespace pipevane::proxmox_events
