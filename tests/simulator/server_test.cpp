// What the simulator answers, asked as Proxmox VE is asked.
#include "plugins/proxmox/api/api_client.h"
#include "tests/simulator/simulator.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>

#include <set>

namespace pipevane::simulator {
namespace {

using proxmox::Answer;
using proxmox::ApiClient;
using ::testing::HasSubstr;
using ::testing::Not;

class Server {
 public:
  explicit Server(int version = 9, const std::string& cluster = "sim")
      : simulator_([&] {
          Settings settings;
          settings.guests = 12;
          settings.past_s = 120;
          settings.pve_version = version;
          settings.cluster = cluster;
          return settings;
        }()) {}

  Answer get(const std::string& path, const std::string& secret = {}) {
    const Settings& settings = simulator_.settings();
    ApiClient client({.endpoint = {.host = "127.0.0.1", .port = simulator_.port()},
                      .token = proxmox::Token(settings.token_id,
                                              secret.empty() ? settings.token_secret : secret),
                      .trust = {.fingerprint = simulator_.fingerprint(), .ca_file = ""},
                      .timeout_ms = 20'000},
                     [] { return false; });
    return client.get(path);
  }
  Poco::JSON::Array::Ptr rows(const std::string& path) {
    const auto answer = get("/api2/json" + path);
    return Poco::JSON::Parser()
        .parse(answer.body)
        .extract<Poco::JSON::Object::Ptr>()
        ->getArray("data");
  }
  Simulator& simulator() { return simulator_; }

 private:
  Simulator simulator_;
};

std::set<std::string> typesIn(const Poco::JSON::Array::Ptr& rows) {
  std::set<std::string> types;
  for (unsigned i = 0; i < rows->size(); ++i)
    types.insert(rows->getObject(i)->getValue<std::string>("type"));
  return types;
}

TEST(Server, LetsOnlyTheTokenIn) {
  Server server;
  EXPECT_EQ(server.get("/api2/json/version").status, 200);
  const Answer refused = server.get("/api2/json/version", "another");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.body, "");
}

TEST(Server, RefusesAsProxmoxDoes) {
  Server server;
  EXPECT_EQ(server.get("/api2/json/nothing").status, 501);
  EXPECT_EQ(server.get("/elsewhere").status, 501);
  EXPECT_EQ(server.get("/api2/json/cluster/resources?colour=red").status, 400);
  EXPECT_EQ(server.get("/api2/json/nodes/pve9/status").status, 500);
  EXPECT_EQ(server.get("/api2/json/nodes/pve1/status").status, 200);
}

TEST(Server, PlaysTheVersionThatItIsTold) {
  Server seven(7), nine(9);
  EXPECT_THAT(seven.get("/api2/json/version").body, HasSubstr("7.4-20"));
  EXPECT_EQ(seven.get("/api2/json/cluster/metrics/export").status, 501);
  EXPECT_EQ(nine.get("/api2/json/cluster/metrics/export").status, 200);
  EXPECT_THAT(seven.get("/api2/json/cluster/resources").body, Not(HasSubstr("memhost")));
  EXPECT_THAT(nine.get("/api2/json/cluster/resources").body, HasSubstr("memhost"));
  EXPECT_EQ(typesIn(seven.rows("/cluster/resources")),
            (std::set<std::string>{"lxc", "node", "pool", "qemu", "storage"}));
  EXPECT_EQ(typesIn(nine.rows("/cluster/resources")),
            (std::set<std::string>{"lxc", "network", "node", "pool", "qemu", "storage"}));
  EXPECT_EQ(typesIn(nine.rows("/cluster/resources?type=vm")),
            (std::set<std::string>{"lxc", "qemu"}));
}

TEST(Server, IsAClusterOrANodeOnItsOwn) {
  Server cluster, alone(9, "");
  EXPECT_EQ(typesIn(cluster.rows("/cluster/status")), (std::set<std::string>{"cluster", "node"}));
  EXPECT_EQ(typesIn(alone.rows("/cluster/status")), (std::set<std::string>{"node"}));
}

TEST(Server, ExportsWhatIsNewerThanAsked) {
  Server server;
  const auto count = [&](const std::string& query) {
    const auto answer = server.get("/api2/json/cluster/metrics/export" + query);
    return Poco::JSON::Parser()
        .parse(answer.body)
        .extract<Poco::JSON::Object::Ptr>()
        ->getObject("data")
        ->getArray("data")
        ->size();
  };
  EXPECT_GT(count("?history=1"), 5 * count(""));
  EXPECT_EQ(count("?history=1&start-time=99999999999"), 0U);
}

TEST(Server, CountsWhatItIsAsked) {
  Server server;
  server.get("/api2/json/version");
  server.get("/api2/json/version?");
  EXPECT_EQ(server.simulator().stats().requests("/api2/json/version"), 2U);
  EXPECT_THAT(server.get("/__stats").body, HasSubstr("\"handshakes\":3"));
  EXPECT_THAT(server.get("/__truth").body, HasSubstr("sim/vm/100"));
}

TEST(Server, FailsAsOftenAsItIsTold) {
  Server server;
  server.simulator().faults().add(Fault::parse(
      R"({"path": "/version", "status": 595, "reason": "No route to host", "count": 2})"));
  EXPECT_EQ(server.get("/api2/json/version").status, 595);
  EXPECT_EQ(server.get("/api2/json/cluster/status").status, 200);
  EXPECT_EQ(server.get("/api2/json/version").reason, "No route to host");
  EXPECT_EQ(server.get("/api2/json/version").status, 200);
  EXPECT_THROW(Fault::parse(R"({"kind": "flood"})"), std::invalid_argument);
}

}  // namespace
}  // namespace pipevane::simulator
