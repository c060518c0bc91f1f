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
  fill(push, "influx_http", "GET /health HTTP/1.1\r\n\r\n");
  push.then([&] { node.send(post(kWrite, nodeLine("pve1", 8, kNowS + 1), kToken)); },
            [&] { return node.received().rfind(answer) != 0 || node.closed(); });
  push.run();
  EXPECT_TRUE(push.knows("push/node/pve1", "uptime_seconds", 8));
  EXPECT_FALSE(node.closed());
}

}  // namespace
}  // namespace pipevane::proxmox_push
