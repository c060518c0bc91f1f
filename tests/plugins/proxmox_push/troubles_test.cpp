// What it says of itself.
#include "tests/plugins/proxmox_push/one_push.h"

#include <Poco/Net/ServerSocket.h>
#include <pipevane/figures.h>

namespace pipevane::proxmox_push {
namespace {

std::string guestLines(const std::string& node, const std::string& name, std::int64_t time_s) {
  std::string lines;
  for (const char* vmid : {"100", "101", "102"})
    lines += "system,object=qemu,vmid=" + std::string(vmid) + ",nodename=" + node +
             ",host=" + name + " uptime=7,status=\"running\",name=\"" + name + "\" " +
             std::to_string(time_s) + "000000000\n";
  return lines;
}

TEST(PushTroubles, NobodySends) {
  OnePush push;
  push.pass(59'000).then([&] { EXPECT_TRUE(push.host.healthy()) << push.host.why(); });
  push.pass(3'000).then([&] {
    EXPECT_FALSE(push.host.healthy());
    EXPECT_NE(push.host.why().find("nobody has sent"), std::string::npos);
  });
  push.run();
}

TEST(PushTroubles, AreOverWhenSomebodySends) {
  OnePush push;
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.pass(70'000).then([&] { EXPECT_FALSE(push.host.healthy()); });
  push.then([&] { client.send(nodeLine("pve1", 7, kNowS + 70)); });
  push.pass(2'000);
  push.run();
  EXPECT_TRUE(push.host.healthy()) << push.host.why();
}

TEST(PushTroubles, ASendersClockIsWrong) {
  OnePush push;
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.then([&] { client.send(nodeLine("pve1", 7, kNowS - 3'600)); });
  push.pass(2'000);
  push.run();
  EXPECT_NE(push.host.why().find("the clock of node pve1 is 3600 s behind"), std::string::npos)
      << push.host.why();
}

TEST(PushTroubles, OurOwnClockThatIsSetMakesNobodySilent) {
  OnePush push;
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.then([&] { client.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", "uptime_seconds", 7); });
  push.then([&] { push.host.setClockBy(3'600'000); });
  push.pass(5'000);
  push.run();
  for (const auto& batch : push.host.pushed())
    for (const std::uint8_t quality : batch.qualities()) EXPECT_EQ(quality, PV_LIVE);
}

// Somebody looks which ports are open, while the nodes send.
TEST(PushTroubles, ARequestOfAStrangerIsNone) {
  OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
  push.start();
  OneClient node(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  OneClient scanner(SOCK_STREAM, push.port("influx_http"), "127.0.0.9");
  OneClient guesser(SOCK_STREAM, push.port("influx_http"), "127.0.0.9");
  push.then([&] { node.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", "uptime_seconds", 7); });
  push.then([&] { scanner.send("GET / HTTP/1.1\r\n\r\n"); },
            [&] { return scanner.status() == 404; });
  push.then([&] { guesser.send(post("/api/v2/write", "x")); },
            [&] { return guesser.status() == 401; });
  push.pass(2'000);
  push.run();
  EXPECT_TRUE(push.host.healthy()) << push.host.why();
  EXPECT_NE(push.inspect().find("\"wrong_tokens\":1"), std::string::npos) << push.inspect();
  EXPECT_NE(push.inspect().find("\"bad_requests\":1"), std::string::npos) << push.inspect();
  EXPECT_NE(push.inspect().find("127.0.0.9"), std::string::npos) << push.inspect();
}

TEST(PushTroubles, ARequestOfASenderThatWasHeardIsOne) {
  OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
  push.start();
  OneClient node(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  OneClient poster(SOCK_STREAM, push.port("influx_http"), "127.0.0.2");
  push.then([&] { node.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", "uptime_seconds", 7); });
  push.then([&] { poster.send(post("/api/v2/write", "x")); },
            [&] { return poster.status() == 401; });
  push.pass(2'000);
  push.run();
  EXPECT_NE(push.host.why().find("1 request came with a wrong token or none, the last from "
                                 "127.0.0.2"),
            std::string::npos)
      << push.host.why();
}

TEST(PushTroubles, APortThatAnotherProgramHasClosesNoOther) {
  auto other = std::make_unique<Poco::Net::ServerSocket>(
      Poco::Net::SocketAddress("127.0.0.1", std::uint16_t{0}));
  const std::string taken = std::to_string(other->address().port());
  OnePush push({{"influx_udp_port", std::string("0")}, {"graphite_tcp_port", taken}});
  push.start();
  OneClient node(SOCK_DGRAM, push.port("influx_udp"));
  push.then([&] { node.send(nodeLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", "uptime_seconds", 7); });
  push.pass(2'000);
  push.then([&] {
    EXPECT_NE(push.host.why().find("graphite_tcp on \"127.0.0.1\", port " + taken),
              std::string::npos)
        << push.host.why();
    EXPECT_NE(push.inspect().find("\"closed\":[{\"what\":\"graphite_tcp\""), std::string::npos);
    other.reset();
  });
  push.pass(6'000);
  push.run();
  EXPECT_TRUE(push.host.healthy()) << push.host.why();
  EXPECT_EQ(std::to_string(push.port("graphite_tcp")), taken);
}

TEST(PushTroubles, WithNoPortAtAllItFails) {
  const Poco::Net::ServerSocket other(Poco::Net::SocketAddress("127.0.0.1", std::uint16_t{0}));
  OnePush push({{"graphite_tcp_port", std::to_string(other.address().port())}});
  EXPECT_EQ(push.component->start(), PV_FAILED);
}

// As behind a translation of addresses, or where a node sends in two ways.
TEST(PushTroubles, TwoThatTellOfTheSameAreOneSentence) {
  OnePush push;
  push.start();
  OneClient one(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  OneClient other(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.3");
  push.then([&] { one.send(guestLines("pve1", "web", kNowS)); },
            [&] { return push.knows("push/vm/102", "uptime_seconds", 7); });
  push.then([&] { other.send(guestLines("node-b", "mail", kNowS + 1)); });
  push.pass(2'000);
  push.run();
  EXPECT_NE(push.host.why().find(" and 2 others of cluster push are told of by "),
            std::string::npos)
      << push.host.why();
}

TEST(PushTroubles, WhatIsCountedAreFigures) {
  OnePush push;
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.then([&] { client.send(nodeLine("pve1", 7) + "x\n"); },
            [&] { return push.knows("push/node/pve1", "uptime_seconds", 7); });
  push.pass(2'000);
  push.run();
  std::map<std::string, double> figures;
  const auto* table = push.component->service<pv_figures>(PV_FIGURES);
  table->read(push.component->serviceSelf(), &figures, [](void* out, const pv_figure* figure) {
    std::string name = str(figure->name);
    if (figure->label_count > 0) name += "/" + str(figure->labels[0].value);
    (*static_cast<std::map<std::string, double>*>(out))[name] = figure->value;
  });
  EXPECT_EQ(figures["pushes_total"], 1);
  EXPECT_EQ(figures["pushed_lines_total"], 2);
  EXPECT_EQ(figures["refused_lines_total/unreadable"], 1);
  EXPECT_EQ(figures["refused_lines_total/ahead"], 0);
  EXPECT_EQ(figures["remembered_rows"], 1);
  EXPECT_EQ(figures["remembered_nodes"], 1);
}

}  // namespace
}  // namespace pipevane::proxmox_push
