// Strangers who send much, or under many addresses, beside those that may send.
#include "tests/plugins/proxmox_push/one_push.h"

namespace pipevane::proxmox_push {
namespace {

constexpr const char* kUptime = "uptime_seconds";
constexpr const char* kWrite = "/api/v2/write?org=o&bucket=b";
constexpr const char* kToken = "Authorization: Token secret-word\r\n";
const std::map<std::string, std::string> kOneListed{{"127.0.0.2", "east"}};

std::string address(int number) {
  return "127.1." + std::to_string(number / 250) + "." + std::to_string(1 + number % 250);
}

// More than all senders together may send at once, to the last byte.
void flood(OnePush& push, int addresses) {
  std::string much;
  while (much.size() < 60'000) much += nodeLine("pve9", 1);
  const auto send = [&push, addresses](int i, const std::string& body) {
    push.then([&push, i, addresses, body] {
      OneClient client(SOCK_DGRAM, push.port("influx_udp"), address(i % addresses).c_str());
      client.send(body);
    });
  };
  for (int i = 0; i < addresses * 11; ++i) send(i, much);
  for (int i = 0; i < addresses * 20; ++i) send(i, "x\n");
}

// One datagram of each of so many addresses.
void crowd(OnePush& push, int addresses) {
  constexpr int kAtOnce = 64;
  for (int first = 0; first < addresses; first += kAtOnce)
    push.then([&push, first] {
      for (int i = 0; i < kAtOnce; ++i)
        OneClient(SOCK_DGRAM, push.port("influx_udp"), address(first + i).c_str()).send("x\n");
    });
}

TEST(Strangers, TakeNothingOfWhatThoseThatAreListedMaySend) {
  OnePush push(
      OnePush::with({{"bytes_per_second", std::string("64KiB")}, {"senders", kOneListed}}));
  push.start();
  OneClient listed(SOCK_STREAM, push.port("influx_http"), "127.0.0.2");
  flood(push, 12);
  push.then([&] { listed.send(post(kWrite, nodeLine("pve1", 7))); },
            [&] { return listed.answered(); });
  push.run();
  EXPECT_EQ(listed.status(), 204) << listed.received();
}

TEST(Strangers, LeaveRoomForThoseThatAreListedHoweverManyTheyAre) {
  OnePush push(OnePush::with({{"senders", kOneListed}}));
  push.start();
  OneClient listed(SOCK_STREAM, push.port("influx_http"), "127.0.0.2");
  crowd(push, 4'160);
  push.then([&] { listed.send(post(kWrite, nodeLine("pve1", 7))); },
            [&] { return listed.answered(); });
  push.run();
  EXPECT_EQ(listed.status(), 204) << listed.received();
}

TEST(Strangers, TakeNothingOfWhatThoseWithTheTokenMaySend) {
  OnePush push(OnePush::with(
      {{"bytes_per_second", std::string("64KiB")}, {"token", std::string("secret-word")}}));
  push.start();
  OneClient known(SOCK_STREAM, push.port("influx_http"), "127.0.0.2");
  flood(push, 12);
  push.then([&] { known.send(post(kWrite, nodeLine("pve1", 7), kToken)); },
            [&] { return known.answered(); });
  push.run();
  EXPECT_EQ(known.status(), 204) << known.received();
}

TEST(Strangers, LeaveRoomForThoseWithTheTokenHoweverManyTheyAre) {
  OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
  push.start();
  OneClient known(SOCK_STREAM, push.port("influx_http"), "127.0.0.2");
  crowd(push, 4'160);
  push.then([&] { known.send(post(kWrite, nodeLine("pve1", 7), kToken)); },
            [&] { return known.answered(); });
  push.run();
  EXPECT_EQ(known.status(), 204) << known.received();
}

// A node is silent for as long as a bucket takes to be full again, between two cycles.
TEST(Strangers, TakeNotThePlaceOfWhoGoesOn) {
  OnePush push;
  push.start();
  OneClient node(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  int cycle = 0;
  const auto send = [&] { node.send(nodeLine("pve1", 7 + cycle, kNowS + 11 * cycle)); };
  const auto heard = [&] { return push.knows("push/node/pve1", kUptime, 7 + cycle); };
  for (int i = 0; i < 3; ++i) push.then(send, heard).pass(11'000).then([&] { ++cycle; });
  crowd(push, 4'160);
  push.then(send, heard);
  push.run();
  EXPECT_TRUE(push.knows("push/node/pve1", kUptime, 7 + cycle));
}

}  // namespace
}  // namespace pipevane::proxmox_push
