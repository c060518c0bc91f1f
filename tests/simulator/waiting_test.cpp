// Calls that are kept waiting, and what goes on beside them.
#include "tests/simulator/asked_server.h"
#include "tests/simulator/tls_talk.h"

#include <gmock/gmock.h>

#include <chrono>
#include <future>
#include <thread>
#include <vector>

namespace pipevane::simulator {
namespace {

using proxmox::Failure;
using ::testing::HasSubstr;

// Comes true soon, or the test fails.
void await(const std::function<bool()>& so) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!so()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::this_thread::yield();
  }
}

void add(Server& server, const std::string& fault) {
  server.simulator().faults().add(Fault::parse(fault));
}

class Callers {
 public:
  explicit Callers(Simulator& at) : at_(at) {}
  void call(int count, const std::string& path = "/version") {
    for (int i = 0; i < count; ++i) {
      talks_.push_back(std::make_unique<TlsTalk>(at_.port()));
      talks_.back()->say("GET /api2/json" + path + " HTTP/1.1\r\nHost: here\r\nAuthorization: " +
                         "PVEAPIToken=" + at_.settings().token_id + "=" +
                         at_.settings().token_secret + "\r\n\r\n");
    }
  }
  void leave() { talks_.clear(); }
  std::string restOf(std::size_t which) { return talks_.at(which)->rest(); }

 private:
  Simulator& at_;
  std::vector<std::unique_ptr<TlsTalk>> talks_;
};

TEST(CallsThatWait, EndWhenTheirClientsLeave) {
  for (const char* fault :
       {R"({"kind": "hang"})", R"({"kind": "drip"})", R"({"status": 401, "delay_s": 3})"}) {
    SCOPED_TRACE(fault);
    Server server;
    add(server, fault);
    Callers callers(server.simulator());
    callers.call(3, "/cluster/resources");
    await([&] { return server.simulator().waitingRoom().waiting() == 3; });
    callers.leave();
    await([&] { return server.simulator().waitingRoom().waiting() == 0; });
  }
}

TEST(CallsThatWait, AreCountedByTheNodeThatTheyCost) {
  Server server;
  add(server, R"({"kind": "hang"})");
  const auto waiting = [&] { return server.simulator().waitingRoom().waiting(); };
  const UnderWay& calls = server.simulator().underWay();
  Callers callers(server.simulator());
  callers.call(2, "/cluster/resources");
  callers.call(1, "/nodes/pve2/status");
  await([&] { return waiting() == 3; });
  EXPECT_EQ(calls.mostAt("pve1"), 2);
  EXPECT_EQ(calls.mostAt("pve2"), 1);
  EXPECT_EQ(calls.mostOfOne(), 2);
  callers.leave();
  await([&] { return waiting() == 0; });
  callers.call(2, "/cluster/resources");
  await([&] { return waiting() == 2; });
  EXPECT_EQ(calls.mostAt("pve1"), 2) << "those who left do not count";
  EXPECT_THAT(server.get("/__stats").body, HasSubstr(R"("same_at_once":2)"));
}

TEST(CallsThatWait, ForANodeThatHangsEndToo) {
  Server server;
  server.simulator().locked([](World& world) {
    for (const char* node : {"pve1", "pve2", "pve3"}) world.hangApi(node, true);
  });
  Callers callers(server.simulator());
  callers.call(2);
  await([&] { return server.simulator().waitingRoom().waiting() == 2; });
  callers.leave();
  await([&] { return server.simulator().waitingRoom().waiting() == 0; });
}

TEST(CallsThatWait, LockNobodyOut) {
  Server server;
  add(server, R"({"kind": "hang", "path": "/version"})");
  Callers callers(server.simulator());
  callers.call(WaitingRoom::kPlaces);
  await([&] { return server.simulator().waitingRoom().waiting() == WaitingRoom::kPlaces; });
  EXPECT_EQ(server.status("/cluster/status"), 200);
  EXPECT_THAT(server.get("/__stats").body, HasSubstr("requests"));
  EXPECT_EQ(server.get("/api2/json/version").failure, Failure::kBroken) << "no place is left";
  server.simulator().faults().clear();
  await([&] { return server.simulator().waitingRoom().waiting() == 0; });
  EXPECT_EQ(server.status("/version"), 200);
}

TEST(CallsThatWait, EndWithTheSimulator) {
  auto server = std::make_unique<Server>();
  add(*server, R"({"kind": "hang"})");
  Callers callers(server->simulator());
  callers.call(2);
  await([&] { return server->simulator().waitingRoom().waiting() == 2; });
  server.reset();
  EXPECT_EQ(callers.restOf(0), "");
}

TEST(CallsThatWait, DoSoByTheSimulatedClock) {
  Settings settings = Server::small();
  settings.refusal_delay_s = 3;
  Server server(settings);
  const auto refused = [&] { return server.get("/api2/json/version", "another").status; };
  auto status = std::async(std::launch::async, refused);
  await([&] { return server.simulator().waitingRoom().waiting() == 1; });
  server.pass(2);
  EXPECT_EQ(status.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  server.pass(1);
  EXPECT_EQ(status.get(), 401);
}

}  // namespace
}  // namespace pipevane::simulator
