// Right answers that something happened to on their way.
#include "tests/simulator/asked_server.h"
#include "tests/simulator/tls_talk.h"

#include <gmock/gmock.h>

namespace pipevane::simulator {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

void spoil(Server& server, const std::string& kind, const std::string& path) {
  server.simulator().faults().add(
      Fault::parse(R"({"path": ")" + path + R"(", "kind": ")" + kind + R"("})"));
}

TEST(Answer, ComesInPartOnly) {
  for (const char* kind : {"truncated", "cut"}) {
    Server server;
    spoil(server, kind, "/cluster/resources");
    EXPECT_EQ(server.get("/api2/json/cluster/resources").status, 0) << kind;
    server.simulator().faults().clear();
    EXPECT_EQ(server.get("/api2/json/cluster/resources").status, 200) << kind;
  }
}

TEST(Answer, DripsLongerThanAClientWaits) {
  Server server;
  spoil(server, "drip", "/cluster/resources");
  EXPECT_EQ(server.getAt("", "/cluster/resources", 300).failure, proxmox::Failure::kTimeout);
}

TEST(Answer, HasStringsInPlaceOfNumbers) {
  Server server;
  const auto right = server.row("/cluster/resources", "qemu/100");
  spoil(server, "strings", "/cluster");
  const auto twisted = server.row("/cluster/resources", "qemu/100");
  EXPECT_TRUE(twisted->get("vmid").isString());
  EXPECT_TRUE(twisted->get("cpu").isString());
  EXPECT_EQ(twisted->getValue<double>("cpu"), right->getValue<double>("cpu"));
  EXPECT_EQ(twisted->getValue<std::int64_t>("netin"), right->getValue<std::int64_t>("netin"));
  EXPECT_THAT(server.exported(""), HasSubstr(R"("value":")"));
}

TEST(Answer, HasBooleansOfEveryShape) {
  Server server;
  spoil(server, "booleans", "/cluster");
  const auto body = server.get("/api2/json/cluster/resources").body;
  for (const char* shape : {R"("template":"0")", R"("template":false)", R"("template":"")",
                            R"("shared":"1")", R"("shared":true)", R"("shared":1)"})
    EXPECT_THAT(body, HasSubstr(shape));
}

TEST(Answer, LacksAKeyInEveryRow) {
  Server server;
  const auto count = [&] {
    std::size_t keys = 0;
    const auto rows = server.rows("/cluster/resources");
    for (unsigned i = 0; i < rows->size(); ++i) keys += rows->getObject(i)->size();
    return std::pair(keys, rows->size());
  };
  const auto right = count();
  spoil(server, "missing", "/cluster");
  const auto twisted = count();
  EXPECT_EQ(twisted.second, right.second);
  EXPECT_LT(twisted.first, right.first);
  EXPECT_EQ(server.row("/cluster/resources", "qemu/100")->getValue<int>("vmid"), 100);
}

TEST(Answer, HasStatesAndFieldsThatNobodyKnows) {
  Server server;
  spoil(server, "enums", "/cluster");
  EXPECT_EQ(server.row("/cluster/resources", "qemu/100")->getValue<std::string>("status"),
            "hibernating");
  EXPECT_EQ(server.row("/cluster/resources", "node/pve1")->getValue<std::string>("status"),
            "online");
  EXPECT_EQ(server.row("/cluster/resources", "gpu/pve1/0")->getValue<std::string>("type"), "gpu");
  server.simulator().faults().clear();
  spoil(server, "fields", "/cluster");
  EXPECT_TRUE(server.row("/cluster/resources", "qemu/100")->getObject("brand-new-deep"));
  EXPECT_THAT(server.exported(""), HasSubstr("brand-new"));
}

TEST(Answer, SaysOfItsConnectionWhatWasSeen) {
  for (const auto& [kind, form] :
       {std::pair{"close+keep", "Connection: close \r\nConnection: Keep-Alive\r\n"},
        {"keep+keep", "Connection: Keep-Alive\r\nConnection: Keep-Alive\r\n"}}) {
    Server server;
    Simulator& sim = server.simulator();
    spoil(server, kind, "/version");
    TlsTalk talk(sim.port());
    const std::string call =
        "GET /api2/json/version HTTP/1.1\r\nHost: here\r\nAuthorization: "
        "PVEAPIToken=" +
        sim.settings().token_id + "=" + sim.settings().token_secret + "\r\n";
    talk.say(call + "\r\n");
    talk.say(call + "Connection: close\r\n\r\n");
    EXPECT_THAT(talk.rest(), HasSubstr(form));
    EXPECT_EQ(sim.stats().requests("/api2/json/version"), 2U) << "it stays open";
  }
}

TEST(Answer, PromisesAConnectionThatEnds) {
  Server server;
  spoil(server, "keep+cut", "/version");
  proxmox::HttpsClient client = server.client();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.get("/api2/json/version").status, 200);
  EXPECT_EQ(server.simulator().connections(), 3U);
}

TEST(Answer, EndsItsConnectionWhereItIsAWorkersLast) {
  Server server;
  spoil(server, "last", "/version");
  proxmox::HttpsClient client = server.client();
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.get("/api2/json/version");
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.headers, Contains(Pair("connection", "Close")));
  }
  EXPECT_EQ(server.simulator().connections(), 3U);
}

TEST(Answer, IsTheNodesThatCannotBeReached) {
  Server server;
  server.simulator().faults().add(Fault::parse(
      R"({"path": "/nodes/pve2", "status": 596, "reason": "Connection timed out", "count": 1})"));
  const auto answer = server.get("/api2/json/nodes/pve2/status");
  EXPECT_EQ(answer.status, 596);
  EXPECT_EQ(answer.reason, "Connection timed out");
  EXPECT_EQ(answer.body, "");
  EXPECT_THAT(server.get("/api2/json/nodes/pve2/status").body, Not(HasSubstr("timed out")));
}

}  // namespace
}  // namespace pipevane::simulator
