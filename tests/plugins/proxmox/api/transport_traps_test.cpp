// Section 1 of the reference over real TLS: what a server answers, and what is made of it. The
// other traps of that section have tests of their own, which ../traps/README.md names.
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/https_client.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox {
namespace {

using simulator::Fault;
using ::testing::HasSubstr;

constexpr const char* kVersion = "/api2/json/version";

struct TransportTrap {
  const char* name;
  Fault fault;
  // The body as it arrives, and what is said of the answer. Empty: it is a good one.
  std::string body;
  std::string said;
  // After it and a good answer.
  unsigned connections;
};

void PrintTo(const TransportTrap& trap, std::ostream* out) { *out << trap.fault.reason; }

Fault refusal(int status, const std::string& reason, const std::string& body) {
  return {.path = "/version", .status = status, .reason = reason, .count = 1, .body = body};
}

Fault spoiled(Fault::Kind kind) { return {.path = "/version", .kind = kind, .count = 1}; }

class TransportTraps : public ::testing::TestWithParam<TransportTrap> {
 protected:
  simulator::Simulator server_{[] {
    simulator::Settings settings;
    settings.nodes = 1;
    settings.guests = 1;
    settings.past_s = 60;
    return settings;
  }()};
};

TEST_P(TransportTraps, AreSeenThrough) {
  const TransportTrap& trap = GetParam();
  HttpsClient client({.endpoint = {.host = "127.0.0.1", .port = server_.port()},
                      .token = Token(server_.settings().token_id, server_.settings().token_secret),
                      .trust = {.fingerprint = server_.fingerprint(), .ca_file = ""},
                      .timeout_ms = 20'000},
                     [] { return false; });
  server_.faults().add(trap.fault);
  const Answer answer = client.get(kVersion);
  EXPECT_EQ(answer.failure, Failure::kNone);
  if (trap.said.empty()) {
    EXPECT_TRUE(answer.ok()) << answer.status;
  } else {
    EXPECT_EQ(answer.status, trap.fault.status);
    EXPECT_EQ(answer.body, trap.body);
    EXPECT_THAT(explain(answer, client.endpoint(), kVersion, "a@pve!b"), HasSubstr(trap.said));
  }
  EXPECT_TRUE(client.get(kVersion).ok()) << "the next one";
  EXPECT_EQ(server_.connections(), trap.connections);
}

const std::string kNull = R"({"data":null})";

INSTANTIATE_TEST_SUITE_P(
    Section1, TransportTraps,
    ::testing::Values(
        TransportTrap{"BadLoginSaysWhyInTheStatusLineAlone", refusal(401, "No ticket", ""), "",
                      "does not know the token a@pve!b (401 No ticket)", 2},
        TransportTrap{"NoRouteSaysWhyInTheStatusLineAlone", refusal(595, "No route to host", ""),
                      "", "(595 No route to host)", 2},
        TransportTrap{"TimeoutSaysWhyInTheStatusLineAlone",
                      refusal(596, "Connection timed out", ""), "", "(596 Connection timed out)",
                      2},
        TransportTrap{"ErrorOfTheForwardingServer", refusal(597, "body error", ""), "",
                      "(597 body error)", 2},
        TransportTrap{"OlderRefusalHasNoMessageInItsBody",
                      refusal(403, "Permission check failed (/, Sys.Audit)", kNull), kNull,
                      "(403 Permission check failed (/, Sys.Audit))", 2},
        TransportTrap{"UnknownNodeIsA500", refusal(500, "hostname lookup 'pve9' failed", kNull),
                      kNull, "(500 hostname lookup 'pve9' failed)", 2},
        TransportTrap{"UnknownPathIsA501AndNo404",
                      refusal(501, "Method 'GET /version' not implemented", kNull), kNull,
                      "(501 Method 'GET /version' not implemented)", 2},
        TransportTrap{"UnknownParameterIsA400",
                      refusal(400, "Parameter verification failed.", R"({"errors":{"x":"y"}})"),
                      R"({"errors":{"x":"y"}})", "(400 Parameter verification failed.)", 2},
        TransportTrap{"ConnectionIsSaidToBeClosedAndKept", spoiled(Fault::Kind::kKeepAlive), "", "",
                      1},
        TransportTrap{"ConnectionIsSaidToBeKeptTwice", spoiled(Fault::Kind::kKeepTwice), "", "", 1},
        TransportTrap{"LastAnswerOfAWorkerEndsTheConnection", spoiled(Fault::Kind::kLast), "", "",
                      2},
        TransportTrap{"ConnectionThatIsKeptEndsAllTheSame", spoiled(Fault::Kind::kKeepCut), "", "",
                      2}),
    [](const auto& trap) { return trap.param.name; });

}  // namespace
}  // namespace pipevane::proxmox
