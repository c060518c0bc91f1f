#include "tests/plugins/proxmox_push/one_push.h"

namespace pipevane::proxmox_push {
namespace {

std::string refusalOf(const testing::GivenOptions& options) {
  try {
    OnePush push(options);
    return "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

TEST(PushOptions, ThatCannotBeAreRefusedWithTheReason) {
  using Map = std::map<std::string, std::string>;
  const std::pair<testing::GivenOptions, const char*> cases[] = {
      {{}, "no port is given"},
      {{{"influx_udp_port", std::string("7")}, {"graphite_udp_port", std::string("7")}},
       "influx_udp_port is the same"},
      {OnePush::with({{"bind", std::string("nowhere")}}), "it is no IP address"},
      {OnePush::with({{"cluster", std::string("a/b")}}), "a/b"},
      {OnePush::with({{"token", std::string("")}}), "\"token\": it is empty"},
      {OnePush::with({{"otlp_path", std::string("v1")}}), "does not begin with /"},
      {OnePush::with({{"senders", Map{{"1.2.3.4", "a b"}}}}), "a b"},
      {OnePush::with({{"senders", Map{{"pve 1", "lab"}}}}), "neither an IP address nor the path"},
      {OnePush::with({{"senders", Map{{"192.168.0.300", "lab"}}}}), "neither an IP address nor"},
      {{{"influx_udp_port", std::string("0")}, {"senders", Map{{"pve1.lan", "lab"}}}},
       "names are not looked up"},
      {OnePush::with({{"senders", Map{{"::ffff:1.2.3.4", "a"}, {"1.2.3.4", "b"}}}}),
       "1.2.3.4 is listed twice"},
  };
  for (const auto& [options, why] : cases) {
    SCOPED_TRACE(why);
    EXPECT_NE(refusalOf(options).find(why), std::string::npos) << refusalOf(options);
  }
}

TEST(PushOptions, APortOfUdpMayBeOneOfTcpToo) {
  EXPECT_EQ(refusalOf({{"graphite_tcp_port", std::string("2003")},
                       {"graphite_udp_port", std::string("2003")}}),
            "");
}

TEST(PushOptions, TheClustersNameIsTheOneGiven) {
  OnePush push(OnePush::with({{"cluster", std::string("homelab")}}));
  push.start();
  OneClient client(SOCK_DGRAM, push.port("graphite_udp"));
  push.then([&] { client.send(graphiteLine("pve1", 7)); },
            [&] { return push.knows("homelab/node/pve1", "uptime_seconds", 7); });
  push.run();
}

// As a machine with both kinds of addresses shows those of IPv4.
TEST(PushOptions, ASenderMayBeWrittenAsAnAddressOfIpv6) {
  OnePush push(OnePush::with(
      {{"senders", std::map<std::string, std::string>{{"::ffff:127.0.0.1", "east"}}}}));
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.then([&] { client.send(nodeLine("pve1", 7)); });
  push.pass(1'000);
  push.run();
  EXPECT_TRUE(push.knows("east/node/pve1", "uptime_seconds", 7)) << push.inspect();
}

TEST(PushOptions, ItListensOnIpv6AsWell) {
  OnePush push(OnePush::with({{"bind", std::string("::")}}));
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.then([&] { client.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", "uptime_seconds", 7); });
  push.pass(1'000);
  push.run();
  EXPECT_NE(push.inspect().find("\"address\":\"127.0.0.1\""), std::string::npos) << push.inspect();
}

}  // namespace
}  // namespace pipevane::proxmox_push
