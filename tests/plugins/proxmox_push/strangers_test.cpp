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

// Its body would fill the port before it is refused.
TEST(Strangers, AreRefusedBeforeTheirBodiesCome) {
  OnePush push(OnePush::with({{"senders", kOneListed}, {"token", std::string("secret-word")}}));
  push.start();
  OneClient stranger(SOCK_STREAM, push.port("influx_http"), "127.0.0.9");
  push.then(
      [&] {
        stranger.send("POST " + std::string(kWrite) + " HTTP/1.1\r\n" + kToken +
                      "Content-Length: 24000000\r\n\r\n");
      },
      [&] { return stranger.answered(); });
  push.pass(2'000);
  push.run();
  EXPECT_EQ(stranger.status(), 403) << stranger.received();
  EXPECT_NE(push.inspect().find("\"foreign_sender\":1"), std::string::npos) << push.inspect();
  EXPECT_NE(push.inspect().find("\"bad_requests\":0"), std::string::npos) << push.inspect();
}

// Whoever asks whether it is well has one answer, and closes.
TEST(Strangers, HaveOneAnswerOverAConnectionToWhetherItIsWell) {
  OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
  push.start();
  OneClient stranger(SOCK_STREAM, push.port("influx_http"), "127.0.0.9");
  std::string many;
  for (int i = 0; i < 2'000; ++i) many += "GET /health HTTP/1.1\r\n\r\n";
  push.then([&] { stranger.send(many); }, [&] { return stranger.answered(); });
  push.then([] {}, [&] { return stranger.closed(); });
  push.pass(3'000);
  push.run();
  const std::string& answer = stranger.received();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\nConnection: close\r\n")) << answer;
  EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos);
}

TEST(Strangers, SendNoBodyWithTheQuestionWhetherItIsWell) {
  OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
  push.start();
  OneClient stranger(SOCK_STREAM, push.port("influx_http"), "127.0.0.9");
  push.then([&] { stranger.send("GET /health HTTP/1.1\r\nContent-Length: 17500000\r\n\r\n"); },
            [&] { return stranger.answered(); });
  push.run();
  EXPECT_EQ(stranger.status(), 400) << stranger.received();
}

TEST(Strangers, PayForTheQuestionWhetherItIsWell) {
  OnePush push(OnePush::with({{"bytes_per_second", std::string("64KiB")}}));
  push.start();
  OneClient datagrams(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.9");
  OneClient stranger(SOCK_STREAM, push.port("influx_http"), "127.0.0.9");
  for (int i = 0; i < 10; ++i) push.then([&] { datagrams.send(std::string(60'000, 'x')); });
  for (int i = 0; i < 256; ++i) push.then([&] { datagrams.send("x\n"); });
  push.then([&] { stranger.send("GET /health HTTP/1.1\r\n\r\n"); },
            [&] { return stranger.answered(); });
  push.run();
  EXPECT_EQ(stranger.status(), 429) << stranger.received();
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
