// What the source says of itself, and of what it needs.
#include "tests/plugins/proxmox_events/one_cluster.h"

#include <gmock/gmock.h>
#include <pipevane/doctor.h>
#include <pipevane/figures.h>
#include <pipevane/inspect.h>

namespace pipevane::proxmox_events {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

template <class Table>
std::string said(testing::FakeComponent& component, const char* service,
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

TEST(Services, TellHowTheConnectionIs) {
  OneCluster one;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_events", one.options());
  one.host.stopAt(kBeginMs + 30'500);
  source.run();
  const std::string json = said(source, PV_INSPECT, &pv_inspect::read);
  EXPECT_THAT(json,
              AllOf(HasSubstr(R"("cluster":"sim")"), HasSubstr(R"("role":"leading")"),
                    HasSubstr(R"("connected":true)"), HasSubstr(R"("last_seen_ms":1795000030000)"),
                    HasSubstr(R"("state":"answering")"), HasSubstr(R"("log":"not read")"),
                    Not(HasSubstr(one.sim().settings().token_secret))));
  std::map<std::string, double> figures;
  source.service<pv_figures>(PV_FIGURES)
      ->read(source.serviceSelf(), &figures, [](void* context, const pv_figure* figure) {
        (*static_cast<std::map<std::string, double>*>(context))[str(figure->name)] += figure->value;
      });
  EXPECT_EQ(figures["connected"], 1);
  EXPECT_EQ(figures["leads"], 1);
  EXPECT_EQ(figures["last_seen_timestamp_seconds"], 1'795'000'030);
  EXPECT_EQ(figures["requests_total"], static_cast<double>(one.askedAtAll()));
}

TEST(Services, TellWhatIsFoundWhileItRuns) {
  OneCluster one;
  auto options = one.options();
  auto endpoints = std::get<std::vector<std::string>>(options["endpoints"]);
  endpoints.insert(endpoints.begin(), "127.0.0.1:1");
  options["endpoints"] = endpoints;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_events", options);
  one.host.stopAt(kBeginMs + 30'500);
  source.run();
  // Another endpoint answers instead of the one that does not.
  EXPECT_THAT(
      said(source, PV_INSPECT, &pv_inspect::read),
      AllOf(HasSubstr(R"("target":"https://127.0.0.1:1","check":"reach","state":"note")"),
            HasSubstr(R"("check":"reach","state":"ok")"),
            HasSubstr(R"("check":"tasks","state":"ok")"),
            HasSubstr(R"("check":"log","state":"note")"), HasSubstr(R"("looked_ms":17950000)"),
            Not(HasSubstr(one.sim().settings().token_secret))));
  one.sim().grant(simulator::Rights::none());
  testing::FakeComponent other(one.host, pipevane_plugin, "proxmox_events", one.options());
  one.host.stopAt(kBeginMs + 60'500);
  other.run();
  EXPECT_THAT(
      said(other, PV_INSPECT, &pv_inspect::read),
      AllOf(HasSubstr(R"("check":"tasks","state":"failed")"), HasSubstr("pveum acl modify")));
}

TEST(Services, TellWhatWasAskedAndWhatMayBe) {
  OneCluster one;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_events", one.options());
  one.host.stopAt(kBeginMs + 90'500);
  source.run();
  const std::string json = said(source, PV_INSPECT, &pv_inspect::read);
  EXPECT_THAT(json, AllOf(HasSubstr("\"requests\":" + std::to_string(one.askedAtAll())),
                          HasSubstr(R"("handshakes":1)"), HasSubstr(R"("asked_ms":17950000)"),
                          HasSubstr(R"("budget":{"requests_per_minute":36,"last_minute":{)")));
}

TEST(Services, ExamineWhatTheTokenMayWithoutAStart) {
  OneCluster one;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_events", one.options());
  EXPECT_THAT(said(source, PV_DOCTOR, &pv_doctor::examine),
              AllOf(HasSubstr(R"("check":"tasks","state":"ok")"),
                    HasSubstr(R"("check":"log","state":"note")"),
                    HasSubstr("pveum role add Pipevane.Syslog --privs Sys.Syslog")));
  one.sim().grant(simulator::Rights::auditor(one.sim().version()).with("Sys.Syslog"));
  EXPECT_THAT(said(source, PV_DOCTOR, &pv_doctor::examine),
              HasSubstr(R"("check":"log","state":"ok")"));
  one.sim().grant(simulator::Rights::none());
  EXPECT_THAT(said(source, PV_DOCTOR, &pv_doctor::examine),
              AllOf(HasSubstr(R"("check":"tasks","state":"failed")"), HasSubstr("pveum"),
                    Not(HasSubstr(one.sim().settings().token_secret))));
  EXPECT_TRUE(one.host.pushed().empty());
}

TEST(Services, ExamineAnEndpointThatRefuses) {
  OneCluster one;
  auto options = one.options();
  options["endpoints"] = std::vector<std::string>{"127.0.0.1:1"};
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_events", options);
  EXPECT_THAT(said(source, PV_DOCTOR, &pv_doctor::examine),
              HasSubstr(R"("check":"reach","state":"failed")"));
}

}  // namespace
}  // namespace pipevane::proxmox_events
