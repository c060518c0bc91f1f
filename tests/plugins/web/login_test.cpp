// The way in from outside: on an address that others can reach.
#include "tests/plugins/web/one_client.h"
#include "tests/plugins/web/one_web.h"

#include <gmock/gmock.h>

namespace pipevane::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kToken = "a-token-that-nobody-guesses";

struct Login : ::testing::Test {
  OneWeb one{{{"bind", "0.0.0.0"}, {"token", kToken}}};

  int status(const std::string& address, const Ask& ask = {}) {
    return one.get(address, ask).status;
  }
  Ask asking(const std::string& name, const std::string& value) {
    return {.method = "GET", .body = {}, .headers = {{name, value}}};
  }
  Reply login(const std::string& token) {
    return one.get("/api/login",
                   {.method = "POST", .body = R"({"token":")" + token + R"("})", .headers = {}});
  }
  // What the browser sends from then on.
  std::string cookie() {
    const std::string set = login(kToken).headers.at("set-cookie");
    return set.substr(0, set.find(';'));
  }
};

TEST_F(Login, IsNeededForAllThatIsTold) {
  for (const char* address : {"/api/nodes", "/api/guests", "/api/status", "/api/events", "/metrics",
                              "/metrics/proxmox", "/api/openapi.json", "/api/nothing", "/ws"}) {
    SCOPED_TRACE(address);
    const Reply reply = one.get(address);
    EXPECT_EQ(reply.status, 401);
    EXPECT_EQ(reply.headers.at("www-authenticate"), "Bearer realm=\"pipevane\"");
    EXPECT_EQ(status(address, asking("Authorization", "Bearer wrong-one")) / 100, 4);
  }
}

TEST_F(Login, IsNotNeededForTheRest) {
  for (const char* address : {"/", "/health", "/api/session"}) {
    SCOPED_TRACE(address);
    EXPECT_EQ(status(address), 200);
  }
  EXPECT_EQ(status("/ready"), 503);
}

// What fails there, and why, names addresses and paths.
TEST_F(Login, IsNeededToBeToldWhatKeepsItFromBeingReady) {
  pv_component_status lab{};
  lab.size = sizeof lab;
  lab.id = text("homelab");
  lab.type = text("proxmox_poll");
  lab.state = PV_HAS_FAILED;
  lab.why = text("cannot connect to https://192.0.2.1:8006");
  pv_pipeline_status pipeline{};
  pipeline.size = sizeof pipeline;
  pipeline.component_count = 1;
  pipeline.components = &lab;
  one.host.show(pipeline);
  const std::string stranger = one.get("/ready").body;
  EXPECT_THAT(stranger, AllOf(Not(HasSubstr("homelab")), Not(HasSubstr("192.0.2.1"))));
  EXPECT_THAT(stranger, HasSubstr("log in"));
  EXPECT_THAT(one.get("/ready", asking("Authorization", std::string("Bearer ") + kToken)).body,
              AllOf(HasSubstr("homelab"), HasSubstr("192.0.2.1")));
}

TEST_F(Login, OpensWithTheTokenAndWithTheCookie) {
  EXPECT_EQ(status("/api/nodes", asking("Authorization", std::string("Bearer ") + kToken)), 200);
  EXPECT_EQ(login("wrong").status, 401);
  const std::string session = cookie();
  EXPECT_EQ(status("/api/nodes", asking("Cookie", session)), 200);
  EXPECT_EQ(one.get("/api/logout", {.method = "POST", .body = {}, .headers = {{"Cookie", session}}})
                .status,
            204);
  EXPECT_EQ(status("/api/nodes", asking("Cookie", session)), 401);
}

TEST_F(Login, IsRefusedToOtherSitesAndNames) {
  EXPECT_EQ(status("/health", asking("Host", "evil.example")), 421);
  EXPECT_EQ(status("/api/session", asking("Origin", "http://evil.example")), 403);
  EXPECT_EQ(status("/ws", asking("Origin", "http://evil.example")), 403);
}

TEST_F(Login, EndsTheWebSocketsOfItsSessionToo) {
  const std::string session = cookie();
  OneClient ended(one.port(), {{"Cookie", session}});
  OneClient other(one.port(), {{"Cookie", cookie()}});
  OneClient program(one.port(), {{"Authorization", std::string("Bearer ") + kToken}});
  one.get("/api/logout", {.method = "POST", .body = {}, .headers = {{"Cookie", session}}});
  EXPECT_TRUE(ended.next().isNull());
  EXPECT_EQ(ended.closed(), 1008);
  for (OneClient* still : {&other, &program}) {
    still->send(R"({"type":"subscribe","subscription":"main"})");
    EXPECT_FALSE(still->next().isNull());
  }
}

TEST_F(Login, AnswersAWrongMethodTheSameEverywhere) {
  for (const char* address : {"/", "/api/nodes", "/metrics", "/health"}) {
    SCOPED_TRACE(address);
    const Reply reply = one.get(address, {.method = "OPTIONS", .body = {}, .headers = {}});
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(reply.headers.at("allow"), "GET, HEAD");
    EXPECT_EQ(reply.headers.count("access-control-allow-origin"), 0U);
  }
}

TEST_F(Login, HasNoDeveloperToolsBehindIt) {
  for (const char* address : {"/dev", "/dev/x/y", "/api/dev", "/api/dev/requests"}) {
    SCOPED_TRACE(address);
    EXPECT_EQ(status(address), 404);
    EXPECT_EQ(status(address, {.method = "POST", .body = "{}", .headers = {}}), 404);
  }
}

}  // namespace
}  // namespace pipevane::web
