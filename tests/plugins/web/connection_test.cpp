// What a connection does when time passes, with a client at its other end.
#include "plugins/web/connection.h"

#include "tests/plugins/web/raw_client.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <gmock/gmock.h>

namespace pipevane::web {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

struct OneConnection : ::testing::Test {
  const SteadyTime begin = std::chrono::steady_clock::now();
  Poco::Net::ServerSocket listening{Poco::Net::SocketAddress("127.0.0.1", 0)};
  RawClient client{listening.address().port()};
  Poco::Net::StreamSocket accepted = listening.acceptConnection();
  Connection connection{std::make_unique<Poco::Net::StreamSocket>(accepted), begin};

  // The client sends it, and the connection takes it.
  std::optional<Request> take(std::string_view bytes, SteadyTime now) {
    client.send(bytes);
    EXPECT_TRUE(accepted.poll(Poco::Timespan(5, 0), Poco::Net::Socket::SELECT_READ));
    return connection.proceed(now);
  }
};

TEST_F(OneConnection, TellsWhoIsTooSlowAndCloses) {
  EXPECT_FALSE(take("GET / HTTP/1.1\r\n", begin));
  connection.expire(begin + 9s);
  EXPECT_FALSE(connection.over());
  connection.expire(begin + 11s);
  const std::string answer = client.answer();
  EXPECT_EQ(statusOf(answer), 408);
  EXPECT_THAT(answer, HasSubstr("application/problem+json"));
  EXPECT_TRUE(client.closed());
  connection.expire(begin + 14s);
  EXPECT_TRUE(connection.over());
}

TEST_F(OneConnection, GivesNobodyMoreTimeForEveryByte) {
  const SteadyTime deadline = connection.deadline();
  for (int second = 1; second <= 9; ++second) {
    EXPECT_FALSE(take("G", begin + std::chrono::seconds(second)));
    EXPECT_EQ(connection.deadline(), deadline);
  }
}

TEST_F(OneConnection, ClosesWhoNeverAsksWithoutAWord) {
  connection.expire(begin + 11s);
  EXPECT_TRUE(connection.over());
}

TEST_F(OneConnection, KeepsAnIdleOneAWhile) {
  ASSERT_TRUE(take("GET / HTTP/1.1\r\nHost: a\r\n\r\n", begin));
  EXPECT_FALSE(connection.waits());
  connection.answer({.status = 204, .type = {}, .body = {}, .headers = {}}, begin + 1s);
  EXPECT_EQ(statusOf(client.answer()), 204);
  connection.expire(begin + 30s);
  EXPECT_FALSE(connection.over());
  // The next request has a time of its own.
  EXPECT_FALSE(take("GET", begin + 30s));
  connection.expire(begin + 39s);
  EXPECT_TRUE(connection.waits());
  connection.expire(begin + 41s);
  EXPECT_EQ(statusOf(client.answer()), 408);
}

TEST_F(OneConnection, GivesUpWhoDoesNotTakeTheAnswer) {
  ASSERT_TRUE(take("GET / HTTP/1.1\r\nHost: a\r\n\r\n", begin));
  connection.answer({.status = 200, .type = {}, .body = std::string(64 << 20, 'x'), .headers = {}},
                    begin);
  connection.expire(begin + 59s);
  EXPECT_FALSE(connection.over());
  connection.expire(begin + 61s);
  EXPECT_TRUE(connection.over());
}

// A stream of as many pieces as anybody takes.
struct Endless final : Body {
  Piece next() override { return {.bytes = std::string(64 * 1024, 'x'), .last = false}; }
};

struct OneStream : OneConnection {
  void SetUp() override {
    ASSERT_TRUE(take("GET / HTTP/1.1\r\nHost: a\r\n\r\n", begin));
    connection.answer({.status = 200,
                       .type = {},
                       .body = {},
                       .headers = {},
                       .stream = std::make_shared<Endless>()},
                      begin);
  }
  // Makes what the client takes; how many pieces that was.
  int feed(SteadyTime now) {
    int count = 0;
    while (const auto stream = connection.hungry()) {
      connection.goOn(stream->next(), now);
      ++count;
    }
    return count;
  }
};

TEST_F(OneStream, IsMadeOnlyAsFarAsTheClientTakesIt) {
  const int count = feed(begin);
  EXPECT_GT(count, 0);
  EXPECT_LT(count, 1000) << "the system keeps some megabytes for a client that does not read";
  EXPECT_EQ(connection.proceed(begin), std::nullopt);
  EXPECT_FALSE(connection.hungry());
  for (int i = 0; i < count / 2 + 4; ++i) client.read(64 * 1024);
  EXPECT_TRUE(accepted.poll(Poco::Timespan(5, 0), Poco::Net::Socket::SELECT_WRITE));
  EXPECT_EQ(connection.proceed(begin), std::nullopt);
  EXPECT_TRUE(connection.hungry());
}

TEST_F(OneStream, IsAskedForOnePieceAtATime) {
  const auto stream = connection.hungry();
  ASSERT_TRUE(stream);
  EXPECT_FALSE(connection.hungry());
  connection.goOn(stream->next(), begin);
  EXPECT_TRUE(connection.hungry());
}

TEST_F(OneStream, MayTakeLongAsLongAsTheClientTakesEachPieceInTime) {
  SteadyTime now = begin;
  for (int i = 0; i < 10; ++i) {
    now += 50s;
    connection.expire(now);
    ASSERT_FALSE(connection.over());
    const auto stream = connection.hungry();
    ASSERT_TRUE(stream);
    connection.goOn(stream->next(), now);
    client.read(64 * 1024);
  }
  feed(now);  // and now it does not
  connection.expire(now + 59s);
  EXPECT_FALSE(connection.over());
  connection.expire(now + 61s);
  EXPECT_TRUE(connection.over());
}

TEST_F(OneStream, WaitsForASlowMakerAsLongAsThatTakes) {
  ASSERT_TRUE(connection.hungry());
  connection.expire(begin + 1h);
  EXPECT_FALSE(connection.over());
  connection.goOn({.bytes = {}, .last = false}, begin + 1h);
  EXPECT_TRUE(connection.hungry()) << "nothing yet";
}

TEST_F(OneStream, EndsWithAnEmptyChunk) {
  ASSERT_TRUE(connection.hungry());
  connection.goOn({.bytes = "abc", .last = true}, begin);
  EXPECT_FALSE(connection.streams());
  EXPECT_TRUE(connection.waits());
  connection.expire(begin + 31s);
  EXPECT_THAT(client.rest(100), ::testing::EndsWith("\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
}

// Who does not take chunks knows the end by the end of the connection.
TEST_F(OneConnection, ResetsAStreamThatIsNotTakenInTime) {
  ASSERT_TRUE(take("GET / HTTP/1.0\r\nHost: a\r\n\r\n", begin));
  connection.answer(
      {.status = 200, .type = {}, .body = {}, .headers = {}, .stream = std::make_shared<Endless>()},
      begin);
  connection.goOn({std::string(64 << 20, 'x'), true}, begin);
  EXPECT_FALSE(connection.streams()) << "its last piece is made";
  connection.expire(begin + 61s);
  EXPECT_TRUE(connection.over());
  accepted.close();  // as the server does with one that is over
  const auto readAll = [&] {
    std::string part(1 << 20, '\0');
    while (client.socket().receiveBytes(part.data(), static_cast<int>(part.size())) > 0) {
    }
  };
  EXPECT_THROW(readAll(), Poco::Net::ConnectionResetException);
}

TEST_F(OneConnection, TellsTheHeadOfAStreamAlone) {
  ASSERT_TRUE(take("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", begin));
  connection.answer(
      {.status = 200, .type = {}, .body = {}, .headers = {}, .stream = std::make_shared<Endless>()},
      begin);
  EXPECT_FALSE(connection.hungry());
  EXPECT_TRUE(connection.waits());
}

TEST_F(OneConnection, LetsTheClientReadARefusalBeforeItCloses) {
  EXPECT_FALSE(take("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\nabc", begin));
  client.send(std::string(200'000, 'x'));
  EXPECT_EQ(statusOf(client.rest()), 413);
}

TEST_F(OneConnection, TellsTheClientToGoOn) {
  EXPECT_FALSE(take(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n", begin));
  EXPECT_EQ(statusOf(client.answer()), 100);
  const auto request = take("abc", begin);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->body, "abc");
}

TEST_F(OneConnection, KeepsWhatCameBehindAHandshake) {
  ASSERT_TRUE(take("GET /ws HTTP/1.1\r\nHost: a\r\n\r\nearly", begin));
  connection.answer({.status = 101, .type = {}, .body = {}, .headers = {}}, begin);
  EXPECT_TRUE(connection.upgraded());
  EXPECT_EQ(connection.behind(), "early");
}

}  // namespace
}  // namespace pipevane::web
