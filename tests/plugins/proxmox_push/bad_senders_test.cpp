// Floods, strangers, and two that send as one.
#include "tests/plugins/proxmox_push/one_push.h"

namespace pipevane::proxmox_push {
namespace {

constexpr const char* kUptime = "uptime_seconds";

TEST(BadSenders, WhoIsNotListedIsRefusedAndCounted) {
  OnePush push(
      OnePush::with({{"senders", std::map<std::string, std::string>{{"127.0.0.2", "east"}}}}));
  push.start();
  OneClient listed(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  OneClient stranger(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.3");
  OneClient poster(SOCK_STREAM, push.port("influx_http"), "127.0.0.3");
  push.then([&] { stranger.send(nodeLine("pve1", 6)); });
  push.then([&] { poster.send(post("/api/v2/write", nodeLine("pve1", 6))); },
            [&] { return poster.status() == 403; });
  push.then([&] { listed.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("east/node/pve1", kUptime, 7); });
  push.pass(2'000);
  push.run();
  EXPECT_NE(push.inspect().find("\"foreign_sender\":2"), std::string::npos) << push.inspect();
  EXPECT_NE(push.host.why().find("not among the senders"), std::string::npos) << push.host.why();
}

TEST(BadSenders, TwoThatSendAsOneNodeAreNamed) {
  OnePush push;
  push.start();
  OneClient one(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  OneClient other(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.3");
  push.then([&] { one.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", kUptime, 7); });
  push.then([&] { other.send(nodeLine("pve1", 9, kNowS + 1)); });
  push.pass(2'000);
  push.run();
  EXPECT_TRUE(push.knows("push/node/pve1", kUptime, 7));
  EXPECT_NE(push.host.why().find("127.0.0.2"), std::string::npos) << push.host.why();
  EXPECT_NE(push.host.why().find("127.0.0.3"), std::string::npos) << push.host.why();
  EXPECT_NE(push.host.why().find("node pve1"), std::string::npos) << push.host.why();
}

TEST(BadSenders, AFloodIsDroppedAndTheOthersAreHeard) {
  OnePush push(OnePush::with({{"bytes_per_second", std::string("64KiB")}}));
  push.start();
  OneClient flood(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  OneClient other(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.3");
  std::string much;
  while (much.size() < 60'000) much += nodeLine("pve1", 7);
  for (int i = 0; i < 20; ++i) push.then([&] { flood.send(much); });
  push.then([&] { other.send(nodeLine("pve2", 8)); },
            [&] { return push.knows("push/node/pve2", kUptime, 8); });
  push.pass(2'000);
  push.run();
  EXPECT_EQ(push.inspect().find("\"over_limit\":0"), std::string::npos) << push.inspect();
  EXPECT_NE(push.host.why().find("bytes_per_second"), std::string::npos) << push.host.why();
}

TEST(BadSenders, AFloodOfNothingIsDroppedAsWell) {
  OnePush push(OnePush::with({{"bytes_per_second", std::string("64KiB")}}));
  push.start();
  OneClient flood(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  for (int i = 0; i < 100; ++i)
    push.then([&] {
      for (int datagram = 0; datagram < 50; ++datagram) flood.send("\n");
    });
  push.pass(2'000);
  push.run();
  EXPECT_EQ(push.inspect().find("\"over_limit\":0"), std::string::npos) << push.inspect();
}

TEST(BadSenders, OneAddressHasSoManyConnections) {
  OnePush push;
  push.start();
  std::vector<std::unique_ptr<OneClient>> many;
  push.then(
      [&] {
        for (int i = 0; i < 70; ++i)
          many.push_back(
              std::make_unique<OneClient>(SOCK_STREAM, push.port("graphite_tcp"), "127.0.0.2"));
      },
      [&] { return many[5]->closed(); });
  OneClient other(SOCK_STREAM, push.port("graphite_tcp"), "127.0.0.3");
  push.then([&] { other.send(graphiteLine("pve2", 8)); },
            [&] { return push.knows("push/node/pve2", kUptime, 8); });
  push.pass(2'000);
  push.run();
  EXPECT_NE(push.inspect().find("\"turned_away\":6"), std::string::npos) << push.inspect();
  for (std::size_t i = 0; i < many.size(); ++i)
    EXPECT_EQ(many[i]->closed(), i < 6) << i << ": the oldest go";
}

TEST(BadSenders, GarbageDoesNoHarm) {
  OnePush push;
  push.start();
  std::string garbage;
  for (int i = 0; i < 5'000; ++i) garbage.push_back(static_cast<char>(i * 7919 >> 3));
  OneClient influx(SOCK_DGRAM, push.port("influx_udp"));
  OneClient graphite(SOCK_DGRAM, push.port("graphite_udp"));
  push.then([&] {
    influx.send(garbage);
    influx.send("");
    graphite.send(garbage);
  });
  push.then([&] { influx.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", kUptime, 7); });
  push.run();
}

TEST(BadSenders, TimesOfTomorrowAndOf1970AreRefused) {
  OnePush push;
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.then(
      [&] {
        client.send(nodeLine("pve1", 7, kNowS + 86'400));
        client.send(nodeLine("pve1", 7, 5));
        client.send(nodeLine("pve2", 8));
      },
      [&] { return push.knows("push/node/pve2", kUptime, 8); });
  push.pass(2'000);
  push.run();
  EXPECT_NE(push.inspect().find("\"ahead\":1"), std::string::npos) << push.inspect();
  EXPECT_NE(push.inspect().find("\"behind\":1"), std::string::npos) << push.inspect();
  EXPECT_NE(push.host.why().find("too far ahead"), std::string::npos) << push.host.why();
}

}  // namespace
}  // namespace pipevane::proxmox_push
