// Clients that are slow, or ask nothing, cost the others nothing. Without a login all of them.
#include "tests/plugins/web/one_client.h"
#include "tests/plugins/web/one_web.h"
#include "tests/plugins/web/raw_client.h"
#include "tests/plugins/web/tls_files.h"

#include <Poco/Net/SecureStreamSocket.h>
#include <gmock/gmock.h>

#include <array>
#include <deque>

namespace pipevane::web {
namespace {

using ::testing::HasSubstr;

constexpr const char* kHealth = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr const char* kElsewhere = "127.0.0.2";
// The beginning of a TLS record that says there are 512 bytes of a hello, and has two.
constexpr std::string_view kHalfHello("\x16\x03\x01\x02\x00\x01\x00", 7);

// So many clients of one address, each of which has sent that much.
std::deque<RawClient> clients(std::uint16_t port, int count, std::string_view sent) {
  std::deque<RawClient> all;
  for (int i = 0; i < count; ++i) all.emplace_back(port).send(sent);
  return all;
}

TEST(SlowClients, DoNotKeepTheOthersFromTheirAnswers) {
  OneWeb one;
  const auto idle = clients(one.port(), 100, "");
  auto trickling = clients(one.port(), 48, "GET / HTTP/1.1\r\nHost: lo");
  const auto garbage = clients(one.port(), 48, kHalfHello);
  for (int i = 0; i < 3; ++i) {
    for (RawClient& each : trickling) each.send("c");
    RawClient other(one.port(), kElsewhere);
    other.send(kHealth);
    EXPECT_EQ(statusOf(other.answer()), 200);
    RawClient same(one.port());
    same.send(kHealth);
    EXPECT_EQ(statusOf(same.answer()), 200);
  }
}

TEST(SlowClients, DoNotKeepTheOthersFromTheirAnswersOverTls) {
  TlsFiles files;
  OneWeb one(files.options());
  const auto idle = clients(one.port(), 100, "");
  const auto half = clients(one.port(), 48, kHalfHello);
  for (const char* from : {kElsewhere, "127.0.0.1"}) {
    RawClient other(one.port(), from);
    other.socket().setReceiveTimeout(Poco::Timespan(5, 0));
    auto socket = Poco::Net::SecureStreamSocket::attach(other.socket(), TlsFiles::trustAll());
    socket.sendBytes(kHealth, static_cast<int>(std::string_view(kHealth).size()));
    std::array<char, 64> bytes{};
    const int count = socket.receiveBytes(bytes.data(), bytes.size());
    ASSERT_GT(count, 0);
    EXPECT_THAT(std::string(bytes.data(), static_cast<std::size_t>(count)), HasSubstr("200 OK"));
  }
}

// One address may hold so many connections; the one that has waited longest makes room.
TEST(SlowClients, GoWhereThereIsNoRoom) {
  OneWeb one;
  RawClient other(one.port(), kElsewhere);
  other.send(kHealth);
  ASSERT_EQ(statusOf(other.answer()), 200);
  auto many = clients(one.port(), 400, "");
  EXPECT_TRUE(many.front().closed());
  many.back().send(kHealth);
  EXPECT_EQ(statusOf(many.back().answer()), 200);
  // Not of another address, although it has waited longer.
  other.send(kHealth);
  EXPECT_EQ(statusOf(other.answer()), 200);
}

// It has the answers of some megabytes to many requests, and takes none of them.
TEST(SlowClients, DoNotHoldAWorkerWhileTheyDoNotRead) {
  OneWeb one;
  for (int i = 0; i < 3000; ++i)
    one.add("lab/vm/" + std::to_string(i),
            {{"name", "guest-with-a-long-name-" + std::to_string(i)}});
  const auto deaf =
      clients(one.port(), 24, "GET /api/guests?limit=10000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  RawClient other(one.port(), kElsewhere);
  other.send(kHealth);
  EXPECT_EQ(statusOf(other.answer()), 200);
}

TEST(Pipelined, RequestsAreAnsweredInOrder) {
  OneWeb one;
  RawClient client(one.port());
  client.send(std::string(kHealth) + "GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n" + kHealth);
  EXPECT_EQ(statusOf(client.answer()), 200);
  EXPECT_EQ(statusOf(client.answer()), 503);
  EXPECT_EQ(statusOf(client.answer()), 200);
}

}  // namespace
}  // namespace pipevane::web
