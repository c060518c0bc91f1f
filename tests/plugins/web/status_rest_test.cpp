#include "tests/plugins/web/one_web.h"

#include <gmock/gmock.h>
#include <pipevane/figures.h>
#include <pipevane/inspect.h>

#include <array>

namespace pipevane::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A source that is in trouble, a sink that is well, and the edge between them.
struct StatusRest : ::testing::Test {
  OneWeb one;
  std::array<pv_component_status, 2> components{};
  pv_edge_status edge{};

  void SetUp() override {
    components[0].size = components[1].size = sizeof(pv_component_status);
    components[0].kind = PV_SOURCE;
    components[0].state = PV_DEGRADED;
    components[0].id = text("home\"lab");
    components[0].type = text("proxmox_poll");
    components[0].why = text("401");
    components[0].since_ms = 7;
    components[0].batches_out = 3;
    components[0].busy_us = 2'500'000;
    components[1].kind = PV_SINK;
    components[1].state = PV_RUNNING;
    components[1].id = text("web");
    components[1].type = text("web");
    components[1].why = absent();
    edge.size = sizeof edge;
    edge.policy = PV_POLICY_DROP_OLDEST;
    edge.from = text("home\"lab");
    edge.to = text("web");
    edge.pushed = 3;
    edge.delivered = 2;
    edge.dropped = 1;
    edge.dropped_full = 1;
    edge.wait_us_total = 9;
    pv_pipeline_status pipeline{};
    pipeline.size = sizeof pipeline;
    pipeline.started_ms = 42;
    pipeline.component_count = components.size();
    pipeline.components = components.data();
    pipeline.edge_count = 1;
    pipeline.edges = &edge;
    one.host.show(pipeline);
  }
};

TEST_F(StatusRest, SaysHowTheComponentsAreAndWhyNotWell) {
  const auto json = one.get("/api/status").json();
  EXPECT_EQ(json->getValue<std::int64_t>("time_ms"), kNow);
  EXPECT_EQ(json->getValue<std::int64_t>("started_ms"), 42);
  EXPECT_FALSE(json->getValue<std::string>("version").empty());
  const auto source = json->getArray("components")->getObject(0);
  EXPECT_EQ(source->getValue<std::string>("id"), "home\"lab");
  EXPECT_EQ(source->getValue<std::string>("kind"), "source");
  EXPECT_EQ(source->getValue<std::string>("state"), "degraded");
  EXPECT_EQ(source->getValue<std::string>("why"), "401");
  EXPECT_EQ(source->getValue<std::int64_t>("since_ms"), 7);
  EXPECT_FALSE(json->getArray("components")->getObject(1)->has("why"));
}

TEST_F(StatusRest, PassesOnWhatAComponentTellsOfItself) {
  struct Teller {
    const char* json;
  };
  Teller teller{R"({"cluster":"lab"})"};
  const pv_inspect table{
      .size = sizeof(pv_inspect),
      .read = [](void* self, void* context, void (*visit)(void*, pv_text)) -> pv_status {
        visit(context, text(static_cast<const Teller*>(self)->json));
        return PV_OK;
      }};
  one.host.offer(PV_INSPECT, &table, &teller);
  components[0].id = text("fake");  // as the host calls who offers it
  const auto details = [&] {
    return one.get("/api/status")
        .json()
        ->getArray("components")
        ->getObject(0)
        ->getObject("details");
  };
  ASSERT_FALSE(details().isNull());
  EXPECT_EQ(details()->getValue<std::string>("cluster"), "lab");
  for (const char* broken : {"[1]", "{", "{\"a\":}", ""}) {
    teller.json = broken;
    EXPECT_TRUE(details().isNull()) << broken;
  }
}

TEST_F(StatusRest, CountsWhatWentThroughThePipeline) {
  const auto json = one.get("/api/pipeline").json();
  EXPECT_EQ(json->getArray("components")->getObject(0)->getValue<int>("batches_out"), 3);
  const auto told = json->getArray("edges")->getObject(0);
  EXPECT_EQ(told->getValue<std::string>("policy"), "drop_oldest");
  EXPECT_EQ(told->getValue<int>("dropped"), 1);
  EXPECT_EQ(told->getObject("dropped_by")->getValue<int>("full"), 1);
  EXPECT_EQ(told->getObject("dropped_by")->getValue<int>("stopped"), 0);
  EXPECT_EQ(told->getValue<int>("wait_us_mean"), 4);
}

TEST_F(StatusRest, TellsPrometheusItsOwnFigures) {
  const Reply reply = one.get("/metrics");
  EXPECT_EQ(reply.headers.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(reply.body,
              HasSubstr("pipevane_component_up{component=\"home\\\"lab\","
                        "type=\"proxmox_poll\",kind=\"source\",state=\"degraded\"} 0\n"));
  EXPECT_THAT(reply.body,
              HasSubstr("pipevane_component_busy_seconds_total{component=\"home\\\"lab\"} 2.5\n"));
  EXPECT_THAT(reply.body, HasSubstr("pipevane_edge_dropped_total{from=\"home\\\"lab\",to=\"web\","
                                    "reason=\"full\"} 1\n"));
  EXPECT_THAT(reply.body, HasSubstr("process_resident_memory_bytes "));
}

TEST_F(StatusRest, TellsPrometheusWhatComponentsCountThemselves) {
  const pv_figures table{
      .size = sizeof(pv_figures),
      .read = [](void*, void* context, void (*visit)(void*, const pv_figure*)) -> pv_status {
        const pv_attribute labels[] = {{text("endpoint"), text("https://a:8006")},
                                       {text("component"), text("another")},
                                       {text("b-c"), text("\"")}};
        pv_figure figure{.size = sizeof(pv_figure),
                         .counter = true,
                         .name = text("requests total"),
                         .help = text("Calls."),
                         .value = 7,
                         .label_count = 3,
                         .labels = labels};
        for (int i = 0; i < 2'000; ++i) visit(context, &figure);
        return PV_OK;
      }};
  one.host.offer(PV_FIGURES, &table, nullptr);
  components[0].id = text("fake");  // as the host calls who offers it
  const std::string body = one.get("/metrics").body;
  const std::string line =
      "pipevane_proxmox_poll_requests_total{component=\"fake\",endpoint="
      "\"https://a:8006\",b_c=\"\\\"\"} 7\n";
  EXPECT_THAT(body, HasSubstr("# HELP pipevane_proxmox_poll_requests_total Calls.\n"
                              "# TYPE pipevane_proxmox_poll_requests_total counter\n" +
                              line));
  std::size_t told = 0;
  for (std::size_t at = body.find(line); at != body.npos; at = body.find(line, at + 1)) ++told;
  EXPECT_EQ(told, 1'000U) << "a component that never ends is cut short";
}

TEST(WatchedFigures, AreOneFamilyAMetricWithTheEntitysLabels) {
  OneWeb one;
  fill(one);
  one.sample("lab/vm/100", "network receive", 5);
  one.sample("lab/vm/101", "cpu_usage_percent", 1, Quality::kUnknown, kNow + 1);
  const std::string body = one.get("/metrics/proxmox").body;
  EXPECT_THAT(body, HasSubstr("proxmox_cpu_usage_percent{id=\"lab/vm/100\",cluster=\"lab\","
                              "kind=\"vm\",name=\"web01\",vmid=\"100\",node=\"pve1\"} 85\n"));
  EXPECT_THAT(body, HasSubstr("# TYPE proxmox_network_receive gauge\n"));
  // What is unknown is absent.
  EXPECT_THAT(body, Not(HasSubstr("id=\"lab/vm/101\"")));
  const std::string family = "# TYPE proxmox_cpu_usage_percent gauge\n";
  EXPECT_EQ(body.find(family), body.rfind(family));
}

TEST(WatchedFigures, LeaveOutWhatIsStaleByItsAgeOrAsTheSourceSays) {
  OneWeb one;
  one.add("lab/vm/100", {});
  one.sample("lab/vm/100", "disk_used_bytes", 5, Quality::kStale);
  one.sample("lab/vm/100", "memory_used_bytes", 5, Quality::kLive, kNow - 3'600'000);
  const std::string body = one.get("/metrics/proxmox").body;
  EXPECT_THAT(body, HasSubstr("proxmox_cpu_usage_percent{id=\"lab/vm/100\""));
  EXPECT_THAT(body, Not(HasSubstr("used_bytes")));
}

}  // namespace
}  // namespace pipevane::web
