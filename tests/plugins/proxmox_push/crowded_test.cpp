// Connections of strangers that fill a port.
#include "tests/plugins/proxmox_push/one_push.h"

namespace pipevane::proxmox_push {
namespace {

constexpr const char* kWrite = "/api/v2/write?org=o&bucket=b";
constexpr const char* kToken = "Authorization: Token secret-word\r\n";

class Crowded : public ::testing::Test {
 protected:
  // Five addresses connect, and send nothing or that.
  void fill(OnePush& push, const std::string& door, const std::string& bytes = "") {
    for (int i = 0; i < 5 * 60; ++i)
      push.then([&push, door, bytes, i, this] {
        crowd_.push_back(std::make_unique<OneClient>(
            SOCK_STREAM, push.port(door), ("127.0.1." + std::to_string(1 + i % 5)).c_str()));
        crowd_.back()->send(bytes);
      });
  }

 private:
  std::vector<std::unique_ptr<OneClient>> crowd_;
};

TEST_F(Crowded, WhoSendsARequestComesIn) {
  OnePush push;
  push.start();
  fill(push, "influx_http");
  std::unique_ptr<OneClient> node;
  push.then(
      [&] {
        node = std::make_unique<OneClient>(SOCK_STREAM, push.port("influx_http"), "127.0.0.2");
        node->send(post(kWrite, nodeLine("pve1", 7)));
      },
      [&] { return node->answered() || node->closed(); });
  push.pass(2'000);
  push.run();
  EXPECT_EQ(node->status(), 204) << node->received();
  EXPECT_EQ(push.inspect().find("\"turned_away\":0"), std::string::npos) << push.inspect();
}

TEST_F(Crowded, WhoSendsLinesComesIn) {
  OnePush push;
  push.start();
  fill(push, "graphite_tcp", "half a line");
  std::unique_ptr<OneClient> node;
  push.then(
      [&] {
        node = std::make_unique<OneClient>(SOCK_STREAM, push.port("graphite_tcp"), "127.0.0.2");
        node->send(graphiteLine("pve1", 7));
      },
      [&] { return push.knows("push/node/pve1", "uptime_seconds", 7) || node->closed(); });
  push.run();
  EXPECT_TRUE(push.knows("push/node/pve1", "uptime_seconds", 7));
}

TEST_F(Crowded, WhoHasShownItsTokenStays) {
  OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
  push.start();
  OneClient node(SOCK_STREAM, push.port("influx_http"), "127.0.0.2");
  const std::string answer = "HTTP/1.1 204 ";
  push.then([&] { node.send(post(kWrite, nodeLine("pve1", 7), kToken)); },
            [&] { return node.answered(); });
  fill(push, "influx_http", "GET /health HTTP/1.1\r\n");
  push.then([&] { node.send(post(kWrite, nodeLine("pve1", 8, kNowS + 1), kToken)); },
            [&] { return node.received().rfind(answer) != 0 || node.closed(); });
  push.run();
  EXPECT_TRUE(push.knows("push/node/pve1", "uptime_seconds", 8));
  EXPECT_FALSE(node.closed());
}

// A body that is held back is one that was announced.
TEST(Bodies, HaveTheirPlaceFromTheirAnnouncementOn) {
  OnePush push(OnePush::with({{"bytes_per_second", std::string("100MiB")}}));
  push.start();
  const std::string announced =
      "POST " + std::string(kWrite) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 25000000\r\n\r\nx";
  std::vector<std::unique_ptr<OneClient>> clients;
  const auto send = [&](const std::string& bytes) {
    clients.push_back(std::make_unique<OneClient>(SOCK_STREAM, push.port("influx_http")));
    clients.back()->send(bytes);
  };
  const auto answered = [&] { return clients.back()->answered(); };
  push.then([&] { send(announced); }).then([&] { send(announced); });
  push.then([&] { send(announced); }, answered);
  push.then([&] { send(post(kWrite, nodeLine("pve1", 7))); }, answered);
  push.then([&] { clients[0]->close(); });
  push.pass(1'000);
  push.then([&] { send(announced); });
  push.then([&] { send(announced); }, answered);
  push.run();
  std::vector<int> statuses;
  for (const auto& each : clients) statuses.push_back(each->status());
  EXPECT_EQ(statuses, (std::vector<int>{0, 0, 503, 204, 0, 503}));
}

TEST(Bodies, AreTakenOffFromTheirAnnouncementOn) {
  OnePush push;
  push.start();
  const std::string announced =
      "POST " + std::string(kWrite) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 24000000\r\n\r\nx";
  OneClient one(SOCK_STREAM, push.port("influx_http"), "127.0.0.9");
  OneClient same(SOCK_STREAM, push.port("influx_http"), "127.0.0.9");
  OneClient other(SOCK_STREAM, push.port("influx_http"), "127.0.0.2");
  push.then([&] { one.send(announced); });
  push.then([&] { same.send(announced); }, [&] { return same.answered(); });
  push.then([&] { other.send(post(kWrite, nodeLine("pve1", 7))); },
            [&] { return other.answered(); });
  push.run();
  EXPECT_EQ(one.status(), 0) << one.received();
  EXPECT_EQ(same.status(), 429) << same.received();
  EXPECT_EQ(other.status(), 204) << other.received();
}

}  // namespace
}  // namespace pipevane::proxmox_push
