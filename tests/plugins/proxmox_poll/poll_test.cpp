// What it asks for, and when, while all is well.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>
#include <pipevane/refresh.h>
#include <chrono>
#include <map>
#include <thread>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Poll, AsksTwiceACycleOverOneConnection) {
  OnePoll one;
  one.runFor(49'000);
  EXPECT_EQ(one.asked("/cluster/resources"), 5U);
  EXPECT_EQ(one.asked("/cluster/metrics/export"), 5U);
  EXPECT_EQ(one.asked("/version"), 1U);
  EXPECT_EQ(one.asked("/cluster/status"), 1U);
  EXPECT_EQ(one.sim().connections(), 1U);
  EXPECT_TRUE(one.host.healthy());
}

// Somebody who came late asks three times in the middle of a wait: the cycle out of turn comes
// once, and the others stay where they are.
TEST(Poll, TellsWhoCameLateAtOnceAndKeepsItsPace) {
  OnePoll one;
  std::vector<std::int64_t> cycles;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  const auto* table = source.service<pv_refresh>(PV_REFRESH);
  int asked = 0;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t now_ms = one.host.host().nowMs() - kBeginMs;
    if (now_ms < 10'000 || now_ms >= 20'000 || asked++ >= 3) return;
    one.host.setNow(kBeginMs + 11'000 + asked * 1'000);
    table->refresh(source.serviceSelf());
  });
  one.host.stopAt(kBeginMs + 39'000);
  source.run();
  ASSERT_GE(asked, 3) << "it was asked for three times";
  EXPECT_EQ(one.asked("/cluster/resources"), 5U) << "at 0, 10, 12, 20 and 30 s";
  std::map<std::int64_t, std::size_t> told;  // entities, by the second
  for (const auto& batch : one.host.pushed())
    told[batch.timeMs() / 1'000 - kBeginMs / 1'000] += batch.changes().size();
  EXPECT_GE(told[12], 8U) << "all guests and nodes";
}

TEST(Poll, KeepsItsConnectionWhereCyclesAreClose) {
  OnePoll one;
  one.runFor(39'500, {{"interval", std::string("4s")}});
  EXPECT_EQ(one.asked("/cluster/resources"), 10U);
  EXPECT_EQ(one.sim().connections(), 1U);
}

TEST(Poll, HandshakesOnceForAHundredRequests) {
  OnePoll one;
  one.runFor(3'600'000 - 1);
  const auto requests = one.sim().stats().json().getValue<double>("requests");
  EXPECT_LE(requests / 3'600, 0.21);
  EXPECT_LE(static_cast<double>(one.sim().connections()), 1 + requests / 100);
  EXPECT_EQ(one.sim().handshakes().whole, 1U);
}

TEST(Poll, AsksForVersionAndStatusEveryFiveMinutes) {
  OnePoll one;
  one.runFor(605'000);
  EXPECT_EQ(one.asked("/cluster/status"), 3U);
  EXPECT_EQ(one.asked("/version"), 3U);
}

TEST(Poll, TellsEveryCycleOfEveryGuestOnceAndInOrder) {
  OnePoll one;
  one.runFor(60'000);
  const auto times = one.timesOf("sim/vm/100", "network_receive_bytes_total");
  EXPECT_GE(times.size(), 12U + 5U);  // what was before, and the cycles since
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_EQ(times[i] - times[i - 1], 10'000);
}

TEST(Poll, SendsEachExchangeBeforeWhatItTells) {
  OnePoll one;
  one.runFor(5'000);
  std::vector<std::string> order;
  for (const auto& batch : one.host.pushed()) {
    for (const pv_exchange& each : batch.exchanges()) {
      order.push_back(str(each.path));
      EXPECT_EQ(view(each.source), "lab");
      EXPECT_EQ(each.status, 200);
      for (std::size_t i = 0; i < each.header_count; ++i)
        EXPECT_THAT(str(each.headers[i].value), Not(HasSubstr("PVEAPIToken")));
    }
    if (!batch.changes().empty() && batch.exchanges().empty()) order.push_back("changes");
  }
  // Nothing goes out before it is known which cluster it is.
  EXPECT_THAT(
      order,
      ElementsAre("/api2/json/version", "/api2/json/cluster/status",
                  "/api2/json/access/permissions", "/api2/json/nodes/pve1/certificates/info",
                  "/api2/json/cluster/resources", "changes", "/api2/json/cluster/metrics/export",
                  "/api2/json/cluster/metrics/server", "/api2/json/nodes/pve1/rrddata"));
}

TEST(Poll, MakesNoExchangesForNobody) {
  OnePoll one;
  one.host.setWanted(PV_SAMPLES | PV_ENTITIES);
  one.runFor(5'000);
  for (const auto& batch : one.host.pushed()) EXPECT_TRUE(batch.exchanges().empty());
  EXPECT_TRUE(one.host.latest("sim/vm/100", "cpu_usage_ratio"));
}

class PollOfVersion : public ::testing::TestWithParam<int> {};

TEST_P(PollOfVersion, TellsWhatGuestsDoAndBreaksNoCall) {
  simulator::Settings settings = OnePoll::small();
  settings.pve_version = GetParam();
  OnePoll one(settings);
  one.runFor(25'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* metric : {"cpu_usage_ratio", "memory_used_bytes", "network_receive_bytes_total",
                             "disk_written_bytes_total", "uptime_seconds"})
    EXPECT_TRUE(one.host.latest("sim/vm/100", metric)) << metric;
  EXPECT_EQ(one.asked("/cluster/metrics/export") > 0, GetParam() >= 8);
}
INSTANTIATE_TEST_SUITE_P(Every, PollOfVersion, ::testing::Values(7, 8, 9));

// A node ten minutes ahead and one ten minutes behind.
TEST(Poll, MissesNothingOfNodesWhoseClocksAreWrong) {
  simulator::Settings settings = OnePoll::small();
  settings.past_s = 0;
  OnePoll one(settings);
  one.sim().locked([](simulator::World& world) {
    world.node("pve1").clock_off_s = 600;
    world.node("pve2").clock_off_s = -600;
  });
  one.runFor(180'000);
  for (const char* node : {"pve1", "pve2"}) {
    const auto times = one.timesOf("sim/node/" + std::string(node), "cpu_usage_ratio");
    ASSERT_GE(times.size(), 17U) << node;
    for (std::size_t i = times.size() - 16; i < times.size(); ++i)
      EXPECT_EQ(times[i] - times[i - 1], 10'000) << node;
  }
}

TEST(Poll, StopsAtOnceInTheMiddleOfACall) {
  OnePoll one;
  one.sim().faults().add({.path = "", .kind = Fault::Kind::kHang, .reason = "", .count = -1});
  auto options = one.options();
  options["timeout"] = "100s";
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options);
  const auto begin = std::chrono::steady_clock::now();
  std::thread run([&] { source.run(); });
  while (one.asked("/version") == 0) std::this_thread::yield();
  one.host.requestStop();
  run.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(50));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
