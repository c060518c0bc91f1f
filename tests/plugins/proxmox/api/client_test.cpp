// The client against a real TLS server.
#include "plugins/proxmox/api/api_client.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/secret_filter.h"
#include "tests/plugins/proxmox/api/dead_address.h"
#include "tests/plugins/web/temporary_folder.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>
#include <pipevane/error.h>

#include <fstream>
#include <optional>
#include <tuple>

namespace pipevane::proxmox {
namespace {

using simulator::Certificate;
using simulator::Fault;
using simulator::Simulator;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kVersion = "/api2/json/version";

struct Client : ::testing::Test {
  Simulator server{[] {
    simulator::Settings settings;
    settings.nodes = 1;
    settings.guests = 30;
    settings.past_s = 60;
    return settings;
  }()};

  ApiClient::Settings settings(Trust trust = {.fingerprint = "", .ca_file = "", .verify = false}) {
    return {.endpoint = {.host = "127.0.0.1", .port = server.port()},
            .token = Token(server.settings().token_id, server.settings().token_secret),
            .trust = std::move(trust),
            .timeout_ms = 20'000};
  }
  static std::function<bool()> never() {
    return [] { return false; };
  }
  Failure failureWith(const Trust& trust) {
    return ApiClient(settings(trust), never()).get(kVersion).failure;
  }
  std::string certificateFile() {
    const auto file = folder.path / "ca.pem";
    std::ofstream(file) << server.certificatePem();
    return file.string();
  }
  web::TemporaryFolder folder;
};

TEST_F(Client, GetsAnAnswerWithItsHeaders) {
  ApiClient client(settings(), never());
  const Answer answer = client.get(kVersion);
  EXPECT_TRUE(answer.ok()) << answer.reason;
  EXPECT_THAT(answer.body, HasSubstr("\"version\":\"9."));
  EXPECT_THAT(answer.headers, ::testing::Contains(::testing::Pair("server", "pve-api-daemon/3.0")));
  EXPECT_GT(answer.duration_us, 0);
}

TEST_F(Client, KeepsItsConnectionAndMakesANewOneInTime) {
  ApiClient client(settings(), never());
  for (int i = 0; i < 250; ++i) ASSERT_TRUE(client.get(kVersion).ok()) << i;
  EXPECT_EQ(client.counters().requests, 250U);
  EXPECT_EQ(server.connections(), 3U);
}

TEST_F(Client, KeepsAConnectionThatIsSaidToBeClosedAndKept) {
  ApiClient client(settings(), never());
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.get("/api2/json/nodes/pve1/qemu");
    ASSERT_TRUE(answer.ok());
    EXPECT_THAT(answer.headers,
                ::testing::Contains(::testing::Pair("connection", "close,Keep-Alive")));
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(Client, ResumesTheSessionOfTheConnectionBefore) {
  ApiClient client(settings({.fingerprint = server.fingerprint(), .ca_file = ""}), never());
  // Every error ends the connection.
  for (int i = 0; i < 4; ++i) EXPECT_EQ(client.get("/api2/json/nothing").status, 501);
  EXPECT_EQ(client.counters().handshakes, 1U);
  EXPECT_EQ(client.counters().resumptions, 3U);
  EXPECT_EQ(server.handshakes().whole, 1U);
  EXPECT_EQ(server.handshakes().resumed, 3U);
}

// A worker ends after 1000 requests, whoever made them: another one goes on.
TEST_F(Client, GoesOnWhereAWorkerEndsAfterAThousandRequests) {
  ApiClient client(settings(), never());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(client.get(kVersion).ok()) << i;
  server.faults().add({.path = "", .kind = Fault::Kind::kLast, .count = 1});
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(client.get(kVersion).ok()) << i;
  EXPECT_EQ(client.counters().requests, 20U) << "none of them twice";
  EXPECT_EQ(client.counters().handshakes, 1U);
  EXPECT_EQ(client.counters().resumptions, 1U);
}

// From 480 connections on a worker keeps none.
TEST_F(Client, ResumesItsSessionForEachQuestionWhereNoConnectionIsKept) {
  ApiClient client(settings(), never());
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

TEST_F(Client, LeavesAConnectionThatTheServerWouldCloseAndWithAnHourTheSession) {
  std::int64_t now_ms = 0;
  ApiClient::Settings timed = settings();
  timed.now_ms = [&now_ms] { return now_ms; };
  ApiClient client(timed, never());
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
struct TimedClient : Client {
  ApiClient client{[this] {
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

TEST_F(Client, BeginsASessionOfItsOwnAfterAConnectionThatBroke) {
  ApiClient client(settings(), never());
  server.faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = 2});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.get(kVersion).failure, Failure::kBroken);
  EXPECT_TRUE(client.get(kVersion).ok());
  EXPECT_EQ(client.counters().handshakes, 3U);
  EXPECT_EQ(client.counters().resumptions, 0U);
}

TEST_F(Client, GivesNoSessionToAnotherServer) {
  std::optional<Simulator> node(std::in_place, server.settings());
  ApiClient::Settings to_node = settings({.fingerprint = node->fingerprint(), .ca_file = ""});
  to_node.endpoint.port = node->port();
  ApiClient client(to_node, never());
  EXPECT_EQ(client.get("/api2/json/nothing").status, 501);
  simulator::Settings same_port = server.settings();
  same_port.port = node->port();
  node.reset();
  node.emplace(same_port);
  EXPECT_EQ(client.get(kVersion).failure, Failure::kFingerprint);
  EXPECT_EQ(node->stats().requests(kVersion), 0U);
}

TEST_F(Client, AsksAgainWhereAKeptConnectionWasClosedMeanwhile) {
  ApiClient client(settings(), never());
  ASSERT_TRUE(client.get(kVersion).ok());
  server.faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = 1});
  EXPECT_TRUE(client.get(kVersion).ok());
  // On a connection of its own that is a failure of the server.
  server.faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = 2});
  EXPECT_EQ(client.get(kVersion).failure, Failure::kBroken);
}

TEST_F(Client, UnpacksWhatIsPacked) {
  ApiClient client(settings(), never());
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
  ApiClient client(tight, never());
  EXPECT_TRUE(client.get(kVersion).ok());
  EXPECT_EQ(client.get("/api2/json/cluster/resources").failure, Failure::kTooLarge);
}

TEST_F(Client, TrustsByFingerprintInAnyWriting) {
  std::string plain = server.fingerprint();
  std::erase(plain, ':');
  std::ranges::transform(plain, plain.begin(), [](char c) { return std::tolower(c); });
  for (const std::string& written : {server.fingerprint(), plain})
    EXPECT_EQ(failureWith({.fingerprint = Trust::parseFingerprint(written), .ca_file = ""}),
              Failure::kNone);
}

TEST_F(Client, SaysNothingToAnotherCertificate) {
  std::string other = server.fingerprint();
  other[0] = other[0] == 'A' ? 'B' : 'A';
  EXPECT_EQ(failureWith({.fingerprint = other, .ca_file = ""}), Failure::kFingerprint);
  EXPECT_EQ(failureWith({.fingerprint = "", .ca_file = ""}), Failure::kIssuer);
  EXPECT_EQ(server.stats().requests(kVersion), 0U);
}

TEST_F(Client, TrustsAnAuthorityForTheNamesThatItVouchesFor) {
  const std::string file = certificateFile();
  EXPECT_EQ(failureWith({.fingerprint = "", .ca_file = file}), Failure::kNone);
  ApiClient::Settings elsewhere = settings({.fingerprint = "", .ca_file = file});
  elsewhere.endpoint.host = "127.0.0.2";  // the same machine under a name that is not vouched for
  EXPECT_EQ(ApiClient(elsewhere, never()).get(kVersion).status, 0);
  EXPECT_THROW(ApiClient(settings({.fingerprint = "", .ca_file = "/no/such.pem"}), never()), Error);
}

TEST_F(Client, SaysWhyACertificateIsNotTrustedAndShowsItAllTheSame) {
  for (const auto& [lifetime, failure, said] :
       {std::tuple{Certificate::Lifetime{.begins_in_s = -864'000, .ends_in_s = -86'400},
                   Failure::kExpired, "has expired: it ended on 20"},
        {Certificate::Lifetime{.begins_in_s = 86'400, .ends_in_s = 864'000}, Failure::kNotYetValid,
         "is not valid yet: it begins on 20"}}) {
    SCOPED_TRACE(said);
    server.changeCertificate("", Certificate::make(lifetime));
    ApiClient client(settings({.fingerprint = "", .ca_file = certificateFile()}), never());
    EXPECT_FALSE(client.certificate());
    const Answer answer = client.get(kVersion);
    EXPECT_EQ(answer.failure, failure);
    EXPECT_THAT(answer.reason, HasSubstr(said));
    ASSERT_TRUE(client.certificate());
    EXPECT_EQ(client.certificate()->fingerprint, server.fingerprint());
    EXPECT_EQ(client.certificate()->subject, "CN=localhost");
    EXPECT_EQ(client.certificate()->ends_ms - client.certificate()->begins_ms,
              (lifetime.ends_in_s - lifetime.begins_in_s) * 1000);
    // Its pin is enough.
    EXPECT_EQ(failureWith({.fingerprint = server.fingerprint(), .ca_file = ""}), Failure::kNone);
  }
}

TEST_F(Client, SaysOfOneThatClosesTheConnectionWhatMayBeWrongWithIt) {
  server.faults().add({.path = "", .kind = simulator::Fault::Kind::kClose, .count = -1});
  ApiClient client(settings(), never());
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
    ApiClient client(settings(), never());
    const Answer answer = client.get(kVersion);
    EXPECT_EQ(answer.failure, Failure::kBroken);
    EXPECT_THAT(explain(answer, client.endpoint(), kVersion, "a@pve!b"),
                ::testing::AllOf(HasSubstr(said), HasSubstr(cutRemedy()), Not(HasSubstr("8006"))));
  }
}

TEST_F(Client, SetsNothingForACertificateThatAClusterTold) {
  std::string wrong = server.fingerprint();
  wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
  for (const bool told : {false, true}) {
    ApiClient client(settings({.fingerprint = wrong, .ca_file = "", .told_by_cluster = told}),
                     never());
    const std::string said = explain(client.get(kVersion), client.endpoint(), kVersion, "a@pve!b");
    EXPECT_EQ(said.find("set the new fingerprint") == std::string::npos, told) << said;
    EXPECT_EQ(said.find("nothing is to be set") != std::string::npos, told) << said;
  }
}

TEST_F(Client, GivesUpAtItsDeadline) {
  server.faults().add({.path = "", .kind = Fault::Kind::kHang, .reason = "", .count = 1});
  ApiClient::Settings hasty = settings();
  hasty.timeout_ms = 300;
  EXPECT_EQ(ApiClient(hasty, never()).get(kVersion).failure, Failure::kTimeout);
}

TEST_F(Client, GivesUpAtTheDeadlineOfOneCallAndTakesItsTimeForTheNext) {
  ApiClient client(settings(), never());
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
  ApiClient client(settings(), [this] { return server.stats().requests(kVersion) > 0; });
  EXPECT_EQ(client.get(kVersion).failure, Failure::kStopped);
}

TEST_F(Client, DoesNotHandOnTheSecretThatAPeerShows) {
  const std::string secret = server.settings().token_secret;
  for (const int status : {200, 400, 502}) {
    SCOPED_TRACE(status);
    server.faults().add(
        {.path = "", .kind = Fault::Kind::kEcho, .status = status, .reason = "", .count = 1});
    const Answer answer = ApiClient(settings(), never()).get(kVersion);
    ASSERT_EQ(answer.status, status);
    std::string all = answer.reason + answer.body;
    for (const auto& [name, value] : answer.headers) all.append(name).append(value);
    EXPECT_THAT(answer.reason, HasSubstr("cannot forward (removed)"));
    EXPECT_THAT(answer.body, HasSubstr("asked\":\"(removed)"));
    EXPECT_THAT(all, Not(HasSubstr(secret.substr(0, 8))));
    EXPECT_THAT(all, Not(HasSubstr("PVEAPIToken")));
  }
}

TEST(SecretFilter, FindsTheSecretInEveryWriting) {
  const SecretFilter filter(Token("a@pve!b", "12-34-%/=x"));
  for (const char* written :
       {"12-34-%/=x", "12-34-%25/=x", "12%2D34%2d%25%2F%3dx", "PVEAPIToken=a@pve!b=12-34-%/=x",
        "PVEAPIToken%3Da%40pve%21b%3D12-34-%25%2F%3Dx"}) {
    std::string text = std::string("<") + written + "|" + written + ">";
    filter.clean(text);
    EXPECT_EQ(text, "<(removed)|(removed)>") << written;
  }
  for (const std::string other : {"", "%", "12-34-%/=", "12-34-%2", "12-34-%/=y"}) {
    std::string text = other;
    filter.clean(text);
    EXPECT_EQ(text, other);
  }
}

// Proxmox VE takes a blank for the first "=" as well, so that somebody may write it so.
TEST(SecretFilter, FindsTheSecretBehindATokenWithABlank) {
  const SecretFilter filter(Token("a@pve!b", "12-34-%/=x"));
  for (const char* written :
       {"PVEAPIToken a@pve!b=12-34-%/=x", "PVEAPIToken%20a%40pve%21b%3D12-34-%25%2F%3Dx"}) {
    std::string text = written;
    filter.clean(text);
    EXPECT_THAT(text, Not(HasSubstr("12-34")));
    EXPECT_THAT(text, HasSubstr("(removed)"));
  }
}

TEST_F(Client, TellsTheStatusesOfProxmoxApart) {
  ApiClient client(settings(), never());
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
  EXPECT_TRUE(ApiClient(named, never()).get(kVersion).ok());
}

TEST(ClientOfNobody, SaysWhatCannotBeReached) {
  const auto never = [] { return false; };
  const auto get = [&](const std::string& host, std::uint16_t port) {
    return ApiClient({.endpoint = {.host = host, .port = port},
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
