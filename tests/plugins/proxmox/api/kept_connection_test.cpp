// How long a connection is kept and used, and what goes on where it ended.
#include "tests/plugins/proxmox/api/asked_node.h"

#include <gmock/gmock.h>

#include <optional>
#include <tuple>

namespace pipevane::proxmox {
namespace {

using simulator::Certificate;
using simulator::Fault;
using simulator::Simulator;

class KeptConnection : public AskedNode {};

TEST_F(KeptConnection, KeepsItsConnectionAndMakesANewOneInTime) {
  HttpsClient client(settings(), never());
  for (int i = 0; i < 250; ++i) ASSERT_TRUE(client.get(kVersion).ok()) << i;
  EXPECT_EQ(client.counters().requests, 250U);
  EXPECT_EQ(server.connections(), 3U);
}

TEST_F(KeptConnection, KeepsAConnectionThatIsSaidToBeClosedAndKept) {
  HttpsClient client(settings(), never());
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.get("/api2/json/nodes/pve1/qemu");
    ASSERT_TRUE(answer.ok());
    EXPECT_THAT(answer.headers,
                ::testing::Contains(::testing::Pair("connection", "close,Keep-Alive")));
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(KeptConnection, ResumesTheSessionOfTheConnectionBefore) {
  HttpsClient client(settings({.fingerprint = server.fingerprint(), .ca_file = ""}), never());
  // Every error ends the connection.
  for (int i = 0; i < 4; ++i) EXPECT_EQ(client.get("/api2/json/nothing").status, 501);
  EXPECT_EQ(client.counters().handshakes, 1U);
  EXPECT_EQ(client.counters().resumptions, 3U);
  EXPECT_EQ(server.handshakes().whole, 1U);
  EXPECT_EQ(server.handshakes().resumed, 3U);
}

// A worker ends after 1000 requests, whoever made them: another one goes on.
TEST_F(KeptConnection, GoesOnWhereAWorkerEndsAfterAThousandRequests) {
  HttpsClient client(settings(), never());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(client.get(kVersion).ok()) << i;
  server.faults().add({.path = "", .kind = Fault::Kind::kLast, .count = 1});
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(client.get(kVersion).ok()) << i;
  EXPECT_EQ(client.counters().requests, 20U) << "none of them twice";
  EXPECT_EQ(client.counters().handshakes, 1U);
  EXPECT_EQ(client.counters().resumptions, 1U);
}

// From 480 connections on a worker keeps none.
TEST_F(KeptConnection, ResumesItsSessionForEachQuestionWhereNoConnectionIsKept) {
  HttpsClient client(settings(), never());
  server.faults().add({.path = "", .kind = Fault::Kind::kLast});
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(client.get(kVersion).ok()) << i;
    client.keepOpen(kVersion);
  }
  EXPECT_EQ(client.counters().requests, 10U);
  EXPECT_EQ(server.connections(), 10U);
  EXPECT_EQ(server.handshakes().whole, 1U);
  EXPECT_EQ(server.handshakes().resumed, 9U);
}

TEST_F(KeptConnection, LeavesAConnectionThatTheServerWouldCloseAndWithAnHourTheSession) {
  std::int64_t now_ms = 0;
  ApiClient::Settings timed = settings();
  timed.now_ms = [&now_ms] { return now_ms; };
  HttpsClient client(timed, never());
  const auto after = [&](std::int64_t passed_ms) {
    now_ms += passed_ms;
    EXPECT_TRUE(client.get(kVersion).ok());
    return std::tuple(server.connections(), server.handshakes().whole, server.handshakes().resumed);
  };
  EXPECT_EQ(after(0), std::tuple(1U, 1U, 0U));
  EXPECT_EQ(after(3'900), std::tuple(1U, 1U, 0U));
  EXPECT_EQ(after(4'100), std::tuple(2U, 1U, 1U));
  // An hour after the whole handshake, however often it was resumed.
  EXPECT_EQ(after(3'500'000), std::tuple(3U, 1U, 2U));
  EXPECT_EQ(after(100'000), std::tuple(4U, 2U, 2U));
  // A clock that was set back says nothing about the connection.
  EXPECT_EQ(after(-1), std::tuple(5U, 2U, 3U));
}

// A client by a clock that only the test moves.
struct TimedClient : AskedNode {
  HttpsClient client{[this] {
                       ApiClient::Settings timed = settings();
                       timed.now_ms = [this] { return now_ms; };
                       return timed;
                     }(),
                     never()};
  std::int64_t now_ms = 0;

  void keepOpenFor(int times, const std::string& next) {
    for (int i = 0; i < times; ++i) {
      now_ms += ApiClient::kQuietMs;
      client.keepOpen(next);
    }
    now_ms += ApiClient::kQuietMs;
  }
};

TEST_F(TimedClient, KeepsAConnectionOpenByBeginningTheNextQuestion) {
  for (int i = 0; i < 150; ++i) {
    ASSERT_TRUE(client.get(kVersion).ok()) << i;
    keepOpenFor(2, kVersion);
  }
  // A request that was begun early counts once among the hundred of a connection.
  EXPECT_EQ(server.connections(), 2U);
  EXPECT_EQ(server.stats().requests(kVersion), 150U);
}

TEST_F(TimedClient, BeginsNoMoreThanWhatIsNoSecret) {
  ASSERT_TRUE(client.get(kVersion).ok());
  // By then only the secret and the end are left, so the connection grows old.
  keepOpenFor(10, kVersion);
  ASSERT_TRUE(client.get(kVersion).ok());
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(TimedClient, AsksSomethingElseThanWhatItBeganOnAnotherConnection) {
  ASSERT_TRUE(client.get(kVersion).ok());
  keepOpenFor(1, kVersion);
  EXPECT_EQ(client.get("/api2/json/nothing").status, 501);
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(TimedClient, BeginsNothingWithoutAConnection) {
  client.keepOpen(kVersion);
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(TimedClient, AsksAnewWhereTheServerClosedWhatWasBegun) {
  ASSERT_TRUE(client.get(kVersion).ok());
  server.faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = 1});
  keepOpenFor(2, kVersion);
  EXPECT_TRUE(client.get(kVersion).ok());
}

TEST_F(KeptConnection, BeginsASessionOfItsOwnAfterAConnectionThatBroke) {
  HttpsClient client(settings(), never());
  server.faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = 2});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.get(kVersion).failure, Failure::kBroken);
  EXPECT_TRUE(client.get(kVersion).ok());
  EXPECT_EQ(client.counters().handshakes, 3U);
  EXPECT_EQ(client.counters().resumptions, 0U);
}

TEST_F(KeptConnection, GivesNoSessionToAnotherServer) {
  std::optional<Simulator> node(std::in_place, server.settings());
  ApiClient::Settings to_node = settings({.fingerprint = node->fingerprint(), .ca_file = ""});
  to_node.endpoint.port = node->port();
  HttpsClient client(to_node, never());
  EXPECT_EQ(client.get("/api2/json/nothing").status, 501);
  simulator::Settings same_port = server.settings();
  same_port.port = node->port();
  node.reset();
  node.emplace(same_port);
  EXPECT_EQ(client.get(kVersion).failure, Failure::kFingerprint);
  EXPECT_EQ(node->stats().requests(kVersion), 0U);
}

TEST_F(KeptConnection, AsksAgainWhereAKeptConnectionWasClosedMeanwhile) {
  HttpsClient client(settings(), never());
  ASSERT_TRUE(client.get(kVersion).ok());
  server.faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = 1});
  EXPECT_TRUE(client.get(kVersion).ok());
  // On a connection of its own that is a failure of the server.
  server.faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = 2});
  EXPECT_EQ(client.get(kVersion).failure, Failure::kBroken);
}

}  // namespace
}  // namespace pipevane::proxmox
