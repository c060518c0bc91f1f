// The examination of a component that was never started, or that runs, against a simulated cluster.
#include "plugins/proxmox_poll/doctor/examination.h"
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>
#include <pipevane/doctor.h>
#include <pipevane/inspect.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Checkup, AsksTheFewThingsThatChangeRarelyOnceAnHour) {
  OnePoll one;
  one.runFor(1'800'000);
  EXPECT_EQ(one.asked("/access/permissions"), 1U);
  EXPECT_EQ(one.asked("/cluster/metrics/server"), 1U);
}

template <class Table>
std::string told(testing::FakeComponent& component, const char* service,
                 pv_status (*Table::*call)(void*, void*, void (*)(void*, pv_text))) {
  const auto* const table = component.service<Table>(service);
  std::string json;
  EXPECT_EQ((table->*call)(component.serviceSelf(), &json,
                           [](void* context, pv_text text) {
                             *static_cast<std::string*>(context) = str(text);
                           }),
            PV_OK);
  return json;
}

TEST(Examination, NeedsNoStart) {
  OnePoll one;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  const std::string json = told(source, PV_DOCTOR, &pv_doctor::examine);
  EXPECT_THAT(json, AllOf(HasSubstr(R"("component":"lab")"), HasSubstr(R"("check":"quorum")"),
                          Not(HasSubstr("failed"))));
  EXPECT_TRUE(one.host.pushed().empty());
}

TEST(Examination, OfTheRunningSourceIsInItsStateAndFollowsIt) {
  OnePoll one;
  auto options = one.options();
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options);
  std::string well, ill;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t passed_ms = one.host.host().nowMs() - kBeginMs;
    if (passed_ms == 20'000) {
      well = told(source, PV_INSPECT, &pv_inspect::read);
      one.sim().faults().add(
          {.path = "", .kind = Fault::Kind::kStatus, .status = 401, .reason = "No ticket"});
    }
    if (passed_ms == 30'000) ill = told(source, PV_INSPECT, &pv_inspect::read);
  });
  one.host.stopAt(kBeginMs + 40'000);
  source.run();
  EXPECT_THAT(well, AllOf(HasSubstr(R"("doctor":[)"), HasSubstr(R"("check":"privileges")"),
                          HasSubstr(R"("looked_ms":)" + std::to_string(kBeginMs)),
                          HasSubstr(R"("budget":{"requests_per_minute":240)"),
                          HasSubstr(R"("configured":false,"state":"not asked yet")"),
                          Not(HasSubstr(R"("state":"failed")"))));
  EXPECT_THAT(ill, AllOf(HasSubstr(R"("check":"token","state":"failed")"),
                         Not(HasSubstr(R"("check":"privileges")"))));
}

TEST(Examination, NamesTheVersionAsTheStateDoesAndAsTheNodeWritesIt) {
  for (const int version : {7, 8, 9}) {
    SCOPED_TRACE(version);
    simulator::Settings settings = OnePoll::small();
    settings.pve_version = version;
    OnePoll one(settings);
    const std::string written = one.sim().version().version;
    testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
    std::string state;
    one.host.onWait([&](std::int64_t) { state = told(source, PV_INSPECT, &pv_inspect::read); });
    one.host.stopAt(kBeginMs + 20'000);
    source.run();
    EXPECT_THAT(state, AllOf(HasSubstr(R"("version":")" + written + R"(","quorate")"),
                             HasSubstr("runs Proxmox VE " + written)));
  }
}

// An empty list makes it ask for rights within the minute, long before the endpoint is introduced
// anew.
TEST(Examination, OfTheRunningSourceSaysWhenItLookedLast) {
  OnePoll one;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  std::string state;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t passed_ms = one.host.host().nowMs() - kBeginMs;
    if (passed_ms == 20'000) one.sim().grant(simulator::Rights::none());
    if (passed_ms == 120'000) state = told(source, PV_INSPECT, &pv_inspect::read);
  });
  one.host.stopAt(kBeginMs + 130'000);
  source.run();
  EXPECT_THAT(state, HasSubstr("has no privilege at all"));
  const std::string key = "\"looked_ms\":";
  const auto at = state.find(key);
  ASSERT_NE(at, std::string::npos);
  EXPECT_GE(std::stoll(state.substr(at + key.size())), kBeginMs + 60'000);
}

TEST(Examination, HasNoSecretThatAPeerSpellsInAnotherWay) {
  simulator::Settings settings = OnePoll::small();
  settings.token_secret = "5ec2e7aa-0000-4000-8000-00000badcafe";
  OnePoll one(settings);
  one.sim().locked([&](simulator::World& world) {
    world.addPushTarget({.id = settings.token_secret, .type = "graphite", .server = "x"});
  });
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  EXPECT_THAT(told(source, PV_DOCTOR, &pv_doctor::examine),
              AllOf(HasSubstr("(removed)"), Not(HasSubstr(settings.token_secret))));
}

TEST(Examination, DoesNotWaitForEndpointsOneAfterTheOther) {
  OnePoll one;
  one.add(OnePoll::small());
  for (const auto& each : one.simulators)
    each->faults().add({.path = "", .kind = Fault::Kind::kHang, .count = -1});
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  const std::string json = told(source, PV_DOCTOR, &pv_doctor::examine);
  for (const auto& each : one.simulators)
    EXPECT_THAT(json, HasSubstr("https://127.0.0.1:" + std::to_string(each->port()) +
                                " to /version: no whole answer within 2 s"));
}

// Of one endpoint, with its pin.
proxmox::ApiClient::Settings clientOf(const OnePoll& one, const simulator::Simulator& sim) {
  return {.endpoint = proxmox::Endpoint::parse("127.0.0.1:" + std::to_string(sim.port())),
          .token = {sim.settings().token_id, sim.settings().token_secret},
          .trust = {.fingerprint = sim.fingerprint(), .also = {}, .ca_file = ""},
          .timeout_ms = 2'000,
          .look_up = {},
          .now_ms = [host = one.host.host()] { return host.nowMs(); }};
}

TEST(Examination, NamesTheCallThatHangsAndGoesOn) {
  OnePoll one;
  one.sim().faults().add({.path = "/cluster/status", .kind = Fault::Kind::kHang, .count = -1});
  const Seen seen = examine(clientOf(one, one.sim()), one.host.host());
  ASSERT_EQ(seen.troubles.size(), 1U);
  EXPECT_THAT(seen.troubles[0].what,
              AllOf(HasSubstr("/cluster/status"), HasSubstr("no whole answer within 2 s")));
  EXPECT_TRUE(seen.permissions && seen.resources && seen.metric_servers && seen.own_figures);
}

TEST(Examination, EndsWhereTheTimeForAllCallsIsOver) {
  OnePoll one;
  one.sim().faults().add({.path = "/access", .kind = Fault::Kind::kHang, .count = -1});
  const Seen seen = examine(clientOf(one, one.sim()), one.host.host(), 2'500);
  ASSERT_EQ(seen.troubles.size(), 2U);
  EXPECT_THAT(seen.troubles[0].what, HasSubstr("to /api2/json/access/permissions: "));
  EXPECT_THAT(seen.troubles[1].what,
              HasSubstr("was not asked for /cluster/status, /cluster/resources"));
  EXPECT_TRUE(seen.troubles[1].vital) << "nothing is known of the cluster";
}

TEST(Examination, TellsWhyAnEndpointCannotBeLookedAt) {
  OnePoll one;
  const std::string file = ::testing::TempDir() + "doctor_test_authority.pem";
  std::ofstream(file) << one.sim().certificatePem();
  auto options = one.options();
  options.erase("verify_tls");
  options["ca_file"] = file;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options);
  std::remove(file.c_str());
  EXPECT_THAT(told(source, PV_DOCTOR, &pv_doctor::examine),
              AllOf(HasSubstr(R"("check":"examination","state":"failed")"),
                    HasSubstr("doctor_test_authority.pem")));
}

// What else is known of it stays; what the list said is not known any more.
TEST(Examination, OfTheRunningSourceKeepsWhatAListThatFailsDoesNotTell) {
  simulator::Settings settings = OnePoll::small();
  settings.nodes = 1;
  OnePoll one(settings);
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  std::string state;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t passed_ms = one.host.host().nowMs() - kBeginMs;
    if (passed_ms == 20'000)
      one.sim().faults().add({.path = "/cluster/resources",
                              .kind = Fault::Kind::kStatus,
                              .status = 500,
                              .reason = "unable to read",
                              .count = -1});
    if (passed_ms >= 60'000 && state.empty()) state = told(source, PV_INSPECT, &pv_inspect::read);
  });
  one.host.stopAt(kBeginMs + 180'000);
  source.run();
  for (const char* check : {"reach", "token", "version", "clock", "privileges", "quorum"})
    EXPECT_THAT(state, HasSubstr(std::string(R"("check":")") + check + R"(","state":"ok")"));
  EXPECT_THAT(state, AllOf(HasSubstr(R"("check":"answers","state":"failed")"),
                           HasSubstr("failed on /api2/json/cluster/resources (500 unable to"),
                           Not(HasSubstr(R"("check":"members")"))));
}

TEST(Checkup, DoesNotKnowTheRightsWhereTheyCouldNotBeAskedForAgain) {
  OnePoll one;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  std::string well, ill;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t passed_ms = one.host.host().nowMs() - kBeginMs;
    if (passed_ms == 20'000) {
      well = told(source, PV_INSPECT, &pv_inspect::read);
      one.sim().faults().add({.path = "/access",
                              .kind = Fault::Kind::kStatus,
                              .status = 500,
                              .reason = "",
                              .count = -1});
    }
    if (passed_ms == 3'620'000) ill = told(source, PV_INSPECT, &pv_inspect::read);
  });
  one.host.stopAt(kBeginMs + 3'630'000);
  source.run();
  EXPECT_THAT(well, HasSubstr(R"("check":"privileges","state":"ok")"));
  EXPECT_THAT(ill, HasSubstr(R"("check":"privileges","state":"unknown")"));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
