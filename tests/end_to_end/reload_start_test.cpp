// Another configuration whose components can be made, and could not start.
#include "tests/end_to_end/running_pipevane.h"
#include "tests/plugins/web/one_client.h"
#include "tests/simulator/server/certificate.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace pipevane::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A program that runs with one web sink, and a client that is connected all the time.
struct ReloadOfAStart : ::testing::Test {
  explicit ReloadOfAStart(const std::string& options = "port: 0", const std::string& more = "")
      : pipevane(yaml(options, more), {}) {}

  static std::string yaml(const std::string& web_options, const std::string& more = "") {
    return "version: 1\nsources:\n  demo: {type: replay, path: demo, loop: true}\nsinks:\n"
           "  web: {type: web, inputs: [demo], " +
           web_options + "}\n" + more;
  }
  // In one moment, as an editor does it. The program sees it by itself.
  void write(const std::string& text) const {
    std::ofstream(folder.path / "fresh") << text;
    std::filesystem::rename(folder.path / "fresh", pipevane.folder() / "pipeline.yaml");
  }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path / name) << text;
    return (folder.path / name).string();
  }

  // What it says of that configuration: it is refused, and whoever is connected stays so.
  std::string refusalOf(const std::string& text) {
    web::OneClient client(pipevane.port());
    client.send(R"({"type":"subscribe","subscription":"before"})");
    EXPECT_FALSE(client.nextOf("snapshot").isNull());
    write(text);
    pipevane.awaitLog("The pipeline stays as it is.");
    const auto answer = pipevane.ask("POST", "/api/pipeline/reload");
    EXPECT_EQ(answer.status, 422) << answer.body;
    EXPECT_THAT(pipevane.log(), Not(HasSubstr("It has stopped.")));
    client.send(R"({"type":"subscribe","subscription":"after"})");
    EXPECT_FALSE(client.nextOf("snapshot").isNull());
    EXPECT_FALSE(client.closed());
    return answer.body;
  }

  web::TemporaryFolder folder;
  RunningPipevane pipevane;
};

TEST_F(ReloadOfAStart, APortThatAnotherProgramHasIsRefused) {
  const Poco::Net::ServerSocket other(Poco::Net::SocketAddress("127.0.0.1", 0));
  const std::string port = std::to_string(other.address().port());
  EXPECT_THAT(
      refusalOf(yaml("port: " + port)),
      AllOf(HasSubstr("line 5, column 3: cannot start \\\"web\\\": cannot listen on"),
            HasSubstr("port " + port + ": the port is in use; choose another port, or end the")));
}

TEST_F(ReloadOfAStart, AnAddressOfAnotherMachineIsRefused) {
  EXPECT_THAT(refusalOf(yaml("port: 0, bind: 192.0.2.1")),
              AllOf(HasSubstr("192.0.2.1"), HasSubstr("choose another address or port")));
}

TEST_F(ReloadOfAStart, TlsFilesThatAreNotThereOrDoNotBelongTogetherAreRefused) {
  const auto one = simulator::Certificate::make(), other = simulator::Certificate::make();
  const std::string chain = file("chain.pem", one.pem), key = file("key.pem", other.key_pem);
  const auto with = [](const std::string& certificate, const std::string& private_key) {
    return yaml("port: 0, tls_cert_file: " + certificate + ", tls_key_file: " + private_key);
  };
  EXPECT_THAT(refusalOf(with("/no/such/chain.pem", key)),
              AllOf(HasSubstr("/no/such/chain.pem"), HasSubstr("it is not there"),
                    HasSubstr("tls_cert_file")));
  EXPECT_THAT(refusalOf(with(chain, folder.path.string())),
              AllOf(HasSubstr("it is no regular file"), HasSubstr("tls_key_file")));
  EXPECT_THAT(refusalOf(with(chain, key)), HasSubstr("it is not the key of the certificate"));
  EXPECT_THAT(refusalOf(with(chain, file("garbage.pem", "garbage"))),
              AllOf(HasSubstr("cannot use the TLS files"), HasSubstr("in PEM")));
}

TEST_F(ReloadOfAStart, AFolderWithoutADashboardIsRefused) {
  EXPECT_THAT(refusalOf(yaml("port: 0, dashboard: /no/such/folder")),
              AllOf(HasSubstr("/no/such/folder"), HasSubstr("there is no such folder")));
  EXPECT_THAT(refusalOf(yaml("port: 0, dashboard: " + folder.path.string())),
              HasSubstr("there is no index.html in it"));
}

TEST_F(ReloadOfAStart, ADataFolderThatCannotBeMadeIsRefusedWhereLoginsNeedIt) {
  EXPECT_THAT(
      refusalOf("data_dir: " + file("plain", "") + "/data\n" + yaml("port: 0, bind: 0.0.0.0")),
      AllOf(HasSubstr("is no folder"), HasSubstr("set data_dir to a folder")));
}

TEST_F(ReloadOfAStart, AFileThatCannotBeRecordedIntoIsRefused) {
  const std::string there = file("there.zst", "kept");
  const auto recorder = [](const std::string& path) {
    return yaml("port: 0", "  tape: {type: recorder, inputs: [demo], path: \"" + path + "\"}\n");
  };
  EXPECT_THAT(refusalOf(recorder(there)),
              AllOf(HasSubstr("line 6, column 3: cannot start \\\"tape\\\""), HasSubstr(there),
                    HasSubstr("set overwrite: true")));
  EXPECT_THAT(refusalOf(recorder(there + "/x.zst")), HasSubstr("is no folder; name another path"));
  EXPECT_EQ(contentOf(there), "kept");
}

TEST_F(ReloadOfAStart, ASessionThatIsNotThereIsRefused) {
  std::string text = yaml("port: 0");
  text.replace(text.find("path: demo"), 10, "path: /no/such.session.zst");
  EXPECT_THAT(refusalOf(text), AllOf(HasSubstr("line 3, column 3: cannot start \\\"demo\\\""),
                                     HasSubstr("/no/such.session.zst")));
}

TEST_F(ReloadOfAStart, APortThatIsAnothersOfThePipelineIsRefusedByName) {
  const std::string port = "port: " + std::to_string(pipevane.port());
  EXPECT_THAT(refusalOf(yaml("port: 0", "  page: {type: web, inputs: [demo], " + port + "}\n")),
              HasSubstr("cannot start \\\"page\\\": \\\"web\\\" has tcp 127.0.0.1:"));
}

TEST_F(ReloadOfAStart, EverythingThatIsWrongIsSaidAtOnce) {
  EXPECT_THAT(refusalOf(yaml("port: 0, dashboard: /no/such/folder",
                             "  one: {type: web, inputs: [demo], bind: nowhere}\n"
                             "  two: {type: web, inputs: [demo], prot: 1}\n"
                             "  three: {type: web, inputs: [nobody], tls_key_file: k.pem}\n")),
              AllOf(HasSubstr("line 5, column 3: cannot start \\\"web\\\""),
                    HasSubstr("line 6, column 3: cannot make \\\"one\\\": cannot listen"),
                    HasSubstr("prot"), HasSubstr("nobody"),
                    HasSubstr("line 8, column 3: cannot make \\\"three\\\": cannot use TLS")));
}

TEST_F(ReloadOfAStart, ThePortThatTheServerHasItselfIsTakenAgain) {
  const std::string port = "port: " + std::to_string(pipevane.port());
  write(yaml(port));
  pipevane.awaitServer();
  write(yaml(port + ", max_clients: 3"));
  pipevane.awaitServer();
  write(yaml(port + ", bind: 0.0.0.0, token: \"${file:" + file("t", std::string(20, 't')) + "}\""));
  pipevane.awaitServer();
  // By another component in its place.
  std::string renamed = yaml(port);
  renamed.replace(renamed.find("  web:"), 6, "  page:");
  write(renamed);
  pipevane.awaitServer();
  EXPECT_EQ(pipevane.ask("GET", "/health").status, 200);
  EXPECT_THAT(pipevane.log(), Not(HasSubstr("It failed")));
  EXPECT_EQ("port: " + std::to_string(pipevane.port()), port);
  EXPECT_EQ(pipevane.stop(), 0);
}

// The certificate of whoever answers there over TLS.
std::string certificateAt(std::uint16_t port) {
  using namespace Poco::Net;
  HTTPSClientSession session(
      "127.0.0.1", port, new Context(Context::TLS_CLIENT_USE, "", "", "", Context::VERIFY_NONE));
  session.setTimeout(Poco::Timespan(kPatience.count(), 0));
  HTTPRequest request("GET", "/health", HTTPMessage::HTTP_1_1);
  session.sendRequest(request);
  HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  EXPECT_EQ(response.getStatus(), 200);
  std::ostringstream certificate;
  session.serverCertificate().save(certificate);
  return certificate.str();
}

TEST_F(ReloadOfAStart, OfAnotherCertificateAtTheSamePortIsServedOrRefused) {
  const auto first = simulator::Certificate::make(), second = simulator::Certificate::make();
  const auto with = [&](const std::string& name, const simulator::Certificate& made,
                        const std::string& key) {
    return yaml("port: " + std::to_string(pipevane.port()) + ", tls_cert_file: " +
                file(name + ".pem", made.pem) + ", tls_key_file: " + file(name + ".key", key));
  };
  write(with("first", first, first.key_pem));
  pipevane.awaitServer();
  const std::string one = certificateAt(pipevane.port());
  write(with("wrong", second, first.key_pem));
  pipevane.awaitLog("it is not the key of the certificate");
  pipevane.awaitLog("The pipeline stays as it is.");
  EXPECT_EQ(certificateAt(pipevane.port()), one);
  write(with("second", second, second.key_pem));
  pipevane.awaitServer();
  EXPECT_NE(certificateAt(pipevane.port()), one);
}

int statusWith(const std::string& token, std::uint16_t port) {
  using namespace Poco::Net;
  HTTPClientSession session("127.0.0.1", port);
  session.setTimeout(Poco::Timespan(kPatience.count(), 0));
  HTTPRequest request("GET", "/api/status", HTTPMessage::HTTP_1_1);
  request.set("Authorization", "Bearer " + token);
  session.sendRequest(request);
  HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  return response.getStatus();
}

TEST_F(ReloadOfAStart, OfAnotherTokenLetsInWhoHasThatOne) {
  const std::string one(20, 'a'), other(20, 'b');
  const auto with = [&](const std::string& token) {
    return yaml("port: " + std::to_string(pipevane.port()) +
                ", bind: 0.0.0.0, token: \"${file:" + file(token, token) + "}\"");
  };
  write(with(one));
  pipevane.awaitServer();
  EXPECT_EQ(statusWith(one, pipevane.port()), 200);
  write(with(other));
  pipevane.awaitServer();
  EXPECT_EQ(statusWith(other, pipevane.port()), 200);
  EXPECT_EQ(statusWith(one, pipevane.port()), 401);
}

// Its plugin does not offer to be asked: the start itself has to tell.
struct Tapes {
  web::TemporaryFolder tapes;

  std::string dump(const std::string& id, const std::string& more = "") const {
    return "  " + id + ": {type: dump, inputs: [demo], path: " + (tapes.path / id).string() + more +
           "}\n";
  }
};
struct ReloadOfAPluginThatIsNotAsked : Tapes, ReloadOfAStart {
  ReloadOfAPluginThatIsNotAsked() : ReloadOfAStart("port: 0", dump("tape")) {}
};

TEST_F(ReloadOfAPluginThatIsNotAsked, IsTakenBackAsAWholeWhereItsStartFails) {
  EXPECT_EQ(pipevane.awaitState("tape", "running"), "");
  web::OneClient client(pipevane.port());
  client.send(R"({"type":"subscribe","subscription":"before"})");
  ASSERT_FALSE(client.nextOf("snapshot").isNull());
  write(yaml("port: 0", dump("tape", ", torn: true") + dump("more")));
  pipevane.awaitLog(
      "line 6, column 3: cannot start \"tape\": the tape is torn; put in another one");
  pipevane.awaitLog("is now what it was before: taken out again more; made anew once more tape;");
  const auto answer = pipevane.ask("POST", "/api/pipeline/reload");
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, AllOf(HasSubstr("the tape is torn; put in another one"),
                                 HasSubstr("made anew once more tape")));
  EXPECT_EQ(pipevane.awaitState("tape", "running"), "");
  client.send(R"({"type":"subscribe","subscription":"after"})");
  EXPECT_FALSE(client.nextOf("snapshot").isNull()) << "the server was not touched";
  EXPECT_THAT(pipevane.log(), Not(HasSubstr("The pipeline was changed: ")));
  write(yaml("port: 0", dump("tape") + dump("more")));
  pipevane.awaitLog("The pipeline was changed: added more; kept 3.");
}

// A file that was changed is refused without anybody who asked for it: its author hears of it.
TEST_F(ReloadOfAStart, ThatIsRefusedIsInTheStatusUntilOneIsAccepted) {
  EXPECT_FALSE(pipevane.json("/api/status")->has("configuration"));
  EXPECT_THAT(pipevane.text("/metrics"), HasSubstr("\npipevane_configuration_refused 0\n"));
  web::OneClient client(pipevane.port());
  client.send(R"({"type":"subscribe","subscription":"main","rate_ms":250})");
  const JsonPtr before = client.nextOf("snapshot");
  ASSERT_FALSE(before.isNull());
  EXPECT_FALSE(before->has("configuration"));
  write(yaml("port: 0, prot: 1"));
  pipevane.awaitLog("The pipeline stays as it is.");
  // What the file's change sets in motion ends with the next answer at the latest.
  EXPECT_EQ(pipevane.ask("POST", "/api/pipeline/reload").status, 422);
  const JsonPtr status = pipevane.json("/api/status");
  ASSERT_TRUE(status->has("configuration"));
  const JsonPtr refused = status->getObject("configuration");
  EXPECT_EQ(refused->getValue<std::string>("state"), "refused");
  EXPECT_GT(refused->getValue<std::int64_t>("since_ms"),
            status->getValue<std::int64_t>("started_ms"));
  ASSERT_EQ(refused->getArray("problems")->size(), 1U);
  EXPECT_THAT(refused->getArray("problems")->getElement<std::string>(0),
              AllOf(HasSubstr("line 5"), HasSubstr("unknown option \"prot\"")));
  EXPECT_FALSE(refused->has("more_problems"));
  EXPECT_THAT(pipevane.text("/metrics"), HasSubstr("\npipevane_configuration_refused 1\n"));
  // Who looks at the page does not have to ask.
  const auto told = [&client] {
    for (;;) {
      const JsonPtr update = client.nextOf("update");
      if (update.isNull() || update->has("configuration")) return update;
    }
  };
  const JsonPtr pushed = told();
  ASSERT_FALSE(pushed.isNull());
  EXPECT_EQ(pushed->getObject("configuration")->getValue<std::string>("state"), "refused");
  write(yaml("port: 0"));
  EXPECT_EQ(pipevane.ask("POST", "/api/pipeline/reload").status, 200);
  const JsonPtr over = told();
  ASSERT_FALSE(over.isNull());
  EXPECT_TRUE(over->isNull("configuration"));
  EXPECT_FALSE(pipevane.json("/api/status")->has("configuration"));
  EXPECT_THAT(pipevane.text("/metrics"), HasSubstr("\npipevane_configuration_refused 0\n"));
}

}  // namespace
}  // namespace pipevane::testing
