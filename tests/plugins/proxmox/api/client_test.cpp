// The client against a real TLS server.
#include "plugins/proxmox/api/explain.h"
#include "tests/plugins/proxmox/api/asked_node.h"
#include "tests/plugins/proxmox/api/dead_address.h"

#include <gmock/gmock.h>

#include <tuple>
#include <vector>

namespace pipevane::proxmox {
namespace {

using simulator::Fault;
using simulator::Simulator;
using ::testing::HasSubstr;
using ::testing::Not;

class Client : public AskedNode {};

TEST_F(Client, GetsAnAnswerWithItsHeaders) {
  HttpsClient client(settings(), never());
  const Answer answer = client.get(kVersion);
  EXPECT_TRUE(answer.ok()) << answer.reason;
  EXPECT_THAT(answer.body, HasSubstr("\"version\":\"9."));
  EXPECT_THAT(answer.headers, ::testing::Contains(::testing::Pair("server", "pve-api-daemon/3.0")));
  EXPECT_GT(answer.duration_us, 0);
}

TEST_F(Client, UnpacksWhatIsPacked) {
  HttpsClient client(settings(), never());
  const Answer answer = client.get("/api2/json/cluster/resources");
  EXPECT_TRUE(answer.ok());
  EXPECT_THAT(answer.headers, ::testing::Contains(::testing::Pair("content-encoding", "gzip")));
  EXPECT_EQ(answer.body.front(), '{');
  EXPECT_EQ(answer.body.back(), '}');
  EXPECT_LT(client.counters().received_bytes, answer.body.size());
}

TEST_F(Client, BoundsAnAnswerAlsoAfterUnpacking) {
  ApiClient::Settings tight = settings();
  tight.body_max = 2000;
  HttpsClient client(tight, never());
  EXPECT_TRUE(client.get(kVersion).ok());
  EXPECT_EQ(client.get("/api2/json/cluster/resources").failure, Failure::kTooLarge);
}

TEST_F(Client, SaysOfOneThatClosesTheConnectionWhatMayBeWrongWithIt) {
  server.faults().add({.path = "", .kind = simulator::Fault::Kind::kClose, .count = -1});
  HttpsClient client(settings(), never());
  const Answer answer = client.get(kVersion);
  EXPECT_EQ(answer.failure, Failure::kBroken);
  EXPECT_THAT(explain(answer, client.endpoint(), kVersion, "a@pve!b"),
              ::testing::AllOf(HasSubstr("it took the question and closed the connection"),
                               HasSubstr("systemctl status pveproxy"),
                               ::testing::Not(HasSubstr("port 8006"))));
}

// It speaks TLS and HTTP, so that it is the port that is meant.
TEST_F(Client, SaysOfAnAnswerThatIsCutWhereToLook) {
  for (const auto& [kind, said] : {std::pair{Fault::Kind::kCut, "the connection ended after "},
                                   {Fault::Kind::kTruncated, "bytes of gzip end too early"}}) {
    SCOPED_TRACE(said);
    server.faults().clear();
    server.faults().add({.path = "", .kind = kind, .count = -1});
    HttpsClient client(settings(), never());
    const Answer answer = client.get(kVersion);
    EXPECT_EQ(answer.failure, Failure::kBroken);
    EXPECT_THAT(explain(answer, client.endpoint(), kVersion, "a@pve!b"),
                ::testing::AllOf(HasSubstr(said), HasSubstr(cutRemedy()), Not(HasSubstr("8006"))));
  }
}

TEST_F(Client, GivesUpAtItsDeadline) {
  server.faults().add({.path = "", .kind = Fault::Kind::kHang, .reason = "", .count = 1});
  ApiClient::Settings hasty = settings();
  hasty.timeout_ms = 300;
  EXPECT_EQ(HttpsClient(hasty, never()).get(kVersion).failure, Failure::kTimeout);
}

TEST_F(Client, GivesUpAtTheDeadlineOfOneCallAndTakesItsTimeForTheNext) {
  HttpsClient client(settings(), never());
  const auto hang = [&](Fault::Kind kind) {
    server.faults().add({.path = "", .kind = kind, .reason = "", .count = 1});
    return client.get(kVersion, {.body_max = {}, .timeout_ms = 250});
  };
  EXPECT_EQ(hang(Fault::Kind::kHang).reason, "no whole answer within 250 ms");
  // Each byte comes in time, the whole does not.
  const Answer dripped = hang(Fault::Kind::kDrip);
  EXPECT_EQ(dripped.failure, Failure::kTimeout);
  EXPECT_EQ(dripped.reason, "no whole answer within 250 ms");
  EXPECT_TRUE(client.get(kVersion).ok());
}

TEST_F(Client, EndsAtOnceWhenItIsToStop) {
  server.faults().add({.path = "", .kind = Fault::Kind::kHang, .reason = "", .count = 1});
  HttpsClient client(settings(), [this] { return server.stats().requests(kVersion) > 0; });
  EXPECT_EQ(client.get(kVersion).failure, Failure::kStopped);
}

TEST_F(Client, TellsTheStatusesOfProxmoxApart) {
  HttpsClient client(settings(), never());
  for (const int status : {401, 403, 500, 501, 595, 596}) {
    server.faults().add({.path = "",
                         .kind = Fault::Kind::kStatus,
                         .status = status,
                         .reason = "because\tof this",
                         .count = 1});
    const Answer answer = client.get(kVersion);
    EXPECT_EQ(answer.status, status);
    const std::string said = explain(answer, client.endpoint(), kVersion, "a@pve!b");
    EXPECT_THAT(said, HasSubstr(std::to_string(status)));
    EXPECT_THAT(said, HasSubstr("https://127.0.0.1:"));
    EXPECT_THAT(said, Not(HasSubstr("\t")));
    EXPECT_THAT(said, Not(HasSubstr(server.settings().token_secret)));
  }
}

TEST_F(Client, ReachesAHostThroughItsSecondAddress) {
  const DeadAddress dead("127.0.0.2", server.port());
  ApiClient::Settings named = settings({.fingerprint = server.fingerprint(), .ca_file = ""});
  named.endpoint.host = "pve1.lan";
  named.look_up = [](const std::string&) {
    return std::vector<std::string>{"127.0.0.2", "127.0.0.1"};
  };
  // The dead one takes its half of that.
  named.timeout_ms = 4'000;
  EXPECT_TRUE(HttpsClient(named, never()).get(kVersion).ok());
}

TEST(ClientOfNobody, SaysWhatCannotBeReached) {
  const auto never = [] { return false; };
  const auto get = [&](const std::string& host, std::uint16_t port) {
    return HttpsClient({.endpoint = {.host = host, .port = port},
                        .token = Token("a@pve!b", "s"),
                        .trust = {.fingerprint = "", .ca_file = "", .verify = false},
                        .timeout_ms = 20'000},
                       never)
        .get(kVersion)
        .failure;
  };
  std::uint16_t free_port = 0;
  {
    simulator::Settings settings;
    settings.past_s = 10;
    free_port = Simulator(settings).port();
  }
  EXPECT_EQ(get("127.0.0.1", free_port), Failure::kConnect);
  EXPECT_EQ(get("no-such-host.invalid", 8006), Failure::kName);
}

}  // namespace
}  // namespace pipevane::proxmox
