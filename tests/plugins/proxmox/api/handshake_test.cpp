// Handshakes that end before anybody showed a certificate: that is no matter of trust.
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/https_client.h"
#include "tests/plugins/proxmox/api/listening_server.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <array>
#include <string>
#include <thread>

namespace pipevane::proxmox {
namespace {

using Poco::Net::ServerSocket;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Handshake : ::testing::Test {
  // Of a call whose connection `end` deals with once something was said on it.
  template <class End>
  std::string said(End end) {
    ServerSocket server(SocketAddress("127.0.0.1", 0));
    const std::jthread other([&] {
      StreamSocket socket = server.acceptConnection();
      std::array<char, 4096> hello{};
      socket.receiveBytes(hello.data(), static_cast<int>(hello.size()));
      end(socket);
      socket.close();
    });
    const Endpoint endpoint{.host = "127.0.0.1", .port = server.address().port()};
    HttpsClient client({.endpoint = endpoint,
                        .token = Token("t@pve!t", "00000000-0000-0000-0000-000000000000"),
                        .trust = {.fingerprint = "", .ca_file = "", .verify = false},
                        .timeout_ms = 20'000},
                       [] { return false; });
    const Answer answer = client.get("/api2/json/version");
    EXPECT_EQ(answer.failure, Failure::kConnect);
    return explain(answer, endpoint, "/version", "t@pve!t");
  }
};

TEST_F(Handshake, ThatIsResetIsAFailureOfTheConnection) {
  EXPECT_THAT(said([](StreamSocket& socket) { socket.setLinger(true, 0); }),
              AllOf(StartsWith("cannot connect to "), HasSubstr("the TLS handshake failed"),
                    HasSubstr("check that the node is up"), Not(HasSubstr("trust"))));
}

TEST_F(Handshake, ThatIsEndedIsAFailureOfTheConnection) {
  EXPECT_THAT(said([](StreamSocket&) {}),
              AllOf(StartsWith("cannot connect to "), Not(HasSubstr("trust"))));
}

TEST_F(Handshake, WithWhatSpeaksNoTlsNamesThePort) {
  EXPECT_THAT(said([](StreamSocket& socket) {
                const std::string answer = "HTTP/1.1 400 Bad Request\r\n\r\n";
                socket.sendBytes(answer.data(), static_cast<int>(answer.size()));
              }),
              AllOf(StartsWith("cannot connect to "), HasSubstr("speaks no TLS"),
                    HasSubstr("which speaks TLS 1.2 or newer"), Not(HasSubstr("SSL")),
                    Not(HasSubstr("trust"))));
}

// Proxmox VE speaks TLS 1.2 and 1.3.
struct OldTls : ::testing::Test {
  simulator::Certificate certificate = simulator::Certificate::make();
  Answer proven(const ListeningServer& server) {
    endpoint = {.host = "127.0.0.1", .port = server.port()};
    HttpsClient client({.endpoint = endpoint,
                        .token = Token("t@pve!t", "00000000-0000-0000-0000-000000000000"),
                        .trust = {.fingerprint = certificate.fingerprint, .ca_file = ""},
                        .timeout_ms = 20'000},
                       [] { return false; });
    return client.prove({});
  }
  Endpoint endpoint;
};

TEST_F(OldTls, IsSpokenAsFarAsProxmoxSpeaksIt) {
  ListeningServer server(certificate, TLS1_2_VERSION);
  EXPECT_TRUE(proven(server).ok());
}

TEST_F(OldTls, IsRefusedWhereItIsOlderAndNothingIsSaid) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    ListeningServer server(certificate, version);
    const Answer answer = proven(server);
    EXPECT_EQ(answer.failure, Failure::kConnect);
    EXPECT_THAT(explain(answer, endpoint, "/version", "t@pve!t"),
                AllOf(StartsWith("cannot connect to "), HasSubstr("TLS"), Not(HasSubstr("trust"))));
    EXPECT_EQ(server.heardIn(1), "");
  }
}

}  // namespace
}  // namespace pipevane::proxmox
