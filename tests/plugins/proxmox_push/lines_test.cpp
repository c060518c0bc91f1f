// UDP and TCP.
#include "tests/plugins/proxmox_push/one_push.h"

namespace pipevane::proxmox_push {
namespace {

constexpr const char* kUptime = "uptime_seconds";

TEST(PushedLines, ComeOverUdp) {
  OnePush push;
  push.start();
  OneClient influx(SOCK_DGRAM, push.port("influx_udp"));
  OneClient graphite(SOCK_DGRAM, push.port("graphite_udp"));
  push.then([&] { influx.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", kUptime, 7); });
  push.then([&] { graphite.send(graphiteLine("pve2", 8)); },
            [&] { return push.knows("push/node/pve2", kUptime, 8); });
  push.run();
}

TEST(PushedLines, ComeOverTcpHoweverTheyAreCut) {
  const std::string all = graphiteLine("pve1", 7) + graphiteLine("pve2", 8);
  for (std::size_t cut = 1; cut < all.size(); cut += 7) {
    SCOPED_TRACE(cut);
    OnePush push;
    push.start();
    OneClient client(SOCK_STREAM, push.port("graphite_tcp"));
    push.then([&] { client.send(all.substr(0, cut)); });
    push.then([&] { client.send(all.substr(cut)); },
              [&] { return push.knows("push/node/pve2", kUptime, 8); });
    push.run();
    EXPECT_TRUE(push.knows("push/node/pve1", kUptime, 7));
  }
}

TEST(PushedLines, OfAConnectionThatEndsInOneAreNotGuessed) {
  OnePush push;
  push.start();
  OneClient client(SOCK_STREAM, push.port("graphite_tcp"));
  push.then([&] {
    client.send(graphiteLine("pve1", 7) + "proxmox.nodes.pve2.uptime 8");
    client.close();
  });
  push.then([] {}, [&] { return push.knows("push/node/pve1", kUptime, 7); });
  push.pass(2'000);
  push.run();
  EXPECT_NE(push.inspect().find("\"half_lines\":1"), std::string::npos) << push.inspect();
  EXPECT_EQ(push.host.latest("push/node/pve2", kUptime), std::nullopt);
}

TEST(PushedLines, ThatHaveNoEndAreLeftOut) {
  OnePush push;
  push.start();
  OneClient client(SOCK_STREAM, push.port("graphite_tcp"));
  push.then([&] { client.send(std::string(40'000, 'x')); });
  push.then([&] { client.send("y\n" + graphiteLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", kUptime, 7); });
  push.pass(2'000);
  push.run();
  EXPECT_NE(push.inspect().find("\"too_long\":1"), std::string::npos) << push.inspect();
}

TEST(PushedLines, AConnectionThatIsSilentIsClosed) {
  OnePush push;
  push.start();
  OneClient client(SOCK_STREAM, push.port("graphite_tcp"));
  push.then([&] { client.send("half"); });
  push.pass(61'000);
  push.then([] {}, [&] { return client.closed(); });
  push.run();
}

// A cycle's values are there at once; what comes of them, the totals, when it is quiet.
TEST(PushedLines, ACycleEndsAMomentLater) {
  OnePush push;
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.then([&] { client.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", kUptime, 7); });
  push.pass(400);
  push.run();
  const auto& last = push.host.pushed().back();
  EXPECT_EQ(last.raw().flags, PV_END_OF_CYCLE);
  EXPECT_EQ(last.timeMs(), kNowS * 1000 + 300);
}

TEST(PushedLines, ARefreshTellsAllAgain) {
  OnePush push;
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.then([&] { client.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", kUptime, 7); });
  push.then([&] {
    push.host.clearPushed();
    push.refresh();
  });
  push.then([] {}, [&] { return !push.host.pushed().empty(); });
  push.run();
  EXPECT_EQ(push.host.pushed().at(0).changes().size(), 2U);
}

}  // namespace
}  // namespace pipevane::proxmox_push
