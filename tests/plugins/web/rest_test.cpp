#include "tests/plugins/web/one_web.h"

#include <gmock/gmock.h>

#include <array>

namespace pipevane::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Rest, ListsByKind) {
  OneWeb one;
  fill(one);
  EXPECT_THAT(one.get("/api/nodes").itemTexts("id"),
              ElementsAre("lab/node/pve1", "lab/node/pve2", "other/node/pve2"));
  EXPECT_THAT(one.get("/api/guests").itemTexts("id"),
              ElementsAre("lab/container/200", "lab/vm/100", "lab/vm/101", "other/vm/100"));
  EXPECT_THAT(one.get("/api/storage").itemTexts("id"), ElementsAre("lab/storage/ceph1"));
  EXPECT_EQ(one.get("/api/guests").json()->getValue<int>("total"), 4);
}

TEST(Rest, TellsAnEntityAsTheContractSays) {
  OneWeb one;
  fill(one);
  one.sample("lab/vm/100", "memory_used_bytes", 838993460, Quality::kEstimated);
  one.sample("lab/vm/100", "disk_used_bytes", 0, Quality::kUnknown);
  one.host.setNow(kNow + 3'200);
  EXPECT_EQ(
      one.get("/api/guests?query=web01").body,
      R"({"items":[{"id":"lab/vm/100","kind":"vm","cluster":"lab","name":"web01","vmid":100,)"
      R"("node":"pve1","status":"running","template":false,"tags":["prod","web"],)"
      R"("pool":"prod","metrics":{"cpu_usage_percent":85,"memory_used_bytes":838993460},)"
      R"("quality":"live","metric_quality":{"disk_used_bytes":"unknown",)"
      R"("memory_used_bytes":"estimated"},"time_ms":1795456600000,"age_ms":3200}],"total":1})");
}

TEST(Rest, TellsStorageWithItsLists) {
  OneWeb one;
  fill(one);
  EXPECT_THAT(one.get("/api/storage").body,
              HasSubstr(R"("shared":true,"content":["images","rootdir"])"));
}

TEST(Rest, FindsANodeByKeyAndByName) {
  OneWeb one;
  fill(one);
  EXPECT_EQ(one.get("/api/nodes/lab%2Fnode%2Fpve2").json()->getValue<std::string>("id"),
            "lab/node/pve2");
  EXPECT_EQ(one.get("/api/nodes/pve1").json()->getValue<std::string>("id"), "lab/node/pve1");
  const Reply missing = one.get("/api/nodes/pve9");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(one.get("/api/nodes/pve2").status, 409);
  EXPECT_EQ(one.get("/api/nodes/lab%2Fvm%2F100").status, 404);
}

TEST(Rest, ListsTheGuestsOfANode) {
  OneWeb one;
  fill(one);
  EXPECT_THAT(one.get("/api/nodes/pve1/vms").itemTexts("id"), ElementsAre("lab/vm/100"));
  EXPECT_THAT(one.get("/api/nodes/lab%2Fnode%2Fpve1/containers").itemTexts("id"),
              ElementsAre("lab/container/200"));
  EXPECT_THAT(one.get("/api/nodes/other%2Fnode%2Fpve2/vms").itemTexts("id"), IsEmpty());
}

TEST(Rest, LeadsFromPageToPage) {
  OneWeb one;
  fill(one);
  std::vector<std::string> ids;
  std::string address = "/api/guests?limit=3&query=-name:nobody";
  for (int page = 0; page < 5 && !address.empty(); ++page) {
    const Reply reply = one.get(address);
    EXPECT_EQ(reply.json()->getValue<int>("total"), 4);
    for (const std::string& id : reply.itemTexts("id")) ids.push_back(id);
    address = reply.json()->optValue<std::string>("next", "");
    if (!address.empty())
      EXPECT_EQ(reply.headers.at("link"), "<" + address + ">; rel=\"next\"");
    else
      EXPECT_FALSE(reply.headers.contains("link"));
  }
  EXPECT_THAT(ids, ElementsAre("lab/container/200", "lab/vm/100", "lab/vm/101", "other/vm/100"));
}

TEST(Rest, RefusesWhatItCannotRead) {
  OneWeb one;
  for (const char* address :
       {"/api/guests?limit=0", "/api/guests?limit=x", "/api/guests?limit=10001",
        "/api/guests?query=cpu%3E", "/api/guests?query=color:red", "/api/%zz"}) {
    SCOPED_TRACE(address);
    const Reply reply = one.get(address);
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(reply.json()->getValue<int>("status"), 400);
    EXPECT_FALSE(reply.json()->getValue<std::string>("detail").empty());
  }
  EXPECT_EQ(one.get("/api/nothing").status, 404);
  EXPECT_EQ(one.get("/api/guests", {.method = "POST", .body = "{}", .headers = {}}).status, 405);
  EXPECT_EQ(one.get("/api/guests", {.method = "GET", .body = "{}", .headers = {}}).status, 400);
  EXPECT_EQ(one.get("/api/guests?query=" + std::string(17'000, 'x')).status, 414);
  EXPECT_EQ(
      one.get("/api/login", {.method = "POST", .body = std::string(70'000, ' '), .headers = {}})
          .status,
      413);
}

TEST(Rest, SaysWhetherItIsHealthyAndReady) {
  OneWeb one;
  EXPECT_EQ(one.get("/health").status, 200);
  const Reply before = one.get("/ready");
  EXPECT_EQ(before.status, 503);
  EXPECT_THAT(before.body, HasSubstr("no data"));
  one.add("lab/node/pve1", {{"name", "pve1"}});
  EXPECT_EQ(one.get("/ready").status, 200);
}

TEST(Rest, SaysWhichComponentKeepsItFromBeingReadyAndWhy) {
  OneWeb one;
  std::array<pv_component_status, 3> components{};
  const auto be = [&](std::size_t i, const char* id, std::int32_t state, pv_text why) {
    components[i].size = sizeof components[i];
    components[i].id = text(id);
    components[i].type = text("any");
    components[i].state = state;
    components[i].why = why;
  };
  be(0, "homelab", PV_DEGRADED, text("it cannot be reached"));
  be(1, "office", PV_HAS_FAILED, text("its file is gone"));
  be(2, "web", PV_RUNNING, absent());
  pv_pipeline_status pipeline{};
  pipeline.size = sizeof pipeline;
  pipeline.component_count = components.size();
  pipeline.components = components.data();
  one.host.show(pipeline);
  const Reply reply = one.get("/ready");
  EXPECT_EQ(reply.status, 503);
  const auto json = reply.json();
  EXPECT_EQ(json->getValue<std::string>("detail"),
            "no data has come from any source yet; \"homelab\" is degraded: it cannot be reached; "
            "\"office\" is failed: its file is gone");
}

TEST(Rest, CallsAnEntityStaleByItsAge) {
  OneWeb one(testing::GivenOptions{{"stale_after", "30s"}});
  one.add("lab/node/pve1", {{"name", "pve1"}});
  one.host.setNow(kNow + 29'000);
  EXPECT_THAT(one.get("/api/nodes/pve1").body, HasSubstr(R"("quality":"live")"));
  one.host.setNow(kNow + 31'000);
  EXPECT_THAT(one.get("/api/nodes/pve1").body, HasSubstr(R"("quality":"stale")"));
  one.sample("lab/node/pve1", "cpu_usage_percent", 10, Quality::kLive, kNow + 30'000);
  EXPECT_THAT(one.get("/api/nodes/pve1").body, HasSubstr(R"("quality":"live")"));
}

TEST(Rest, NamesWhatHasNoNameAfterItsKey) {
  OneWeb one;
  one.sample("lab/vm/100", "cpu_usage_percent", 1);
  EXPECT_THAT(one.get("/api/guests?query=name:100").itemTexts("name"), ElementsAre("100"));
  EXPECT_THAT(one.get("/metrics/proxmox").body, HasSubstr("name=\"100\""));
}

TEST(Rest, DoesNotTakeAnUnknownHalfOfTheNetworkForNothing) {
  OneWeb one;
  one.add("lab/vm/100", {});
  one.sample("lab/vm/100", "network_receive_bytes_per_second", 5);
  EXPECT_THAT(one.get("/api/guests?query=net%3C10").itemTexts("id"), IsEmpty());
  one.sample("lab/vm/100", "network_transmit_bytes_per_second", 2);
  EXPECT_THAT(one.get("/api/guests?query=net%3C10").itemTexts("id"), ElementsAre("lab/vm/100"));
}

TEST(Rest, ForgetsWhatWasRemoved) {
  OneWeb one;
  fill(one);
  one.process(testing::MadeBatch(kNow).remove(one.host.dictionary().entity("lab/vm/100")));
  one.sample("lab/vm/100", "cpu_usage_percent", 3, Quality::kLive, kNow + 1);
  EXPECT_THAT(one.get("/api/nodes/pve1/vms").itemTexts("id"), IsEmpty());
}

TEST(Rest, DoesNotShareItsPortWithAnotherProgram) {
  OneWeb one;
  const std::string port = std::to_string(one.port());
  try {
    OneWeb another({{"port", port}});
    FAIL() << "it listens as well";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("port " + port), std::string::npos) << error.what();
  }
}

TEST(Rest, SaysWhatToDoWhereTheTokenCannotBeKept) {
  OneWeb one({{"bind", "0.0.0.0"}}, false);
  one.host.setFolders("/proc/nowhere", "");
  try {
    one.start();
    FAIL() << "it started";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("data_dir"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace pipevane::web
