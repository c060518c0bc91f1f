// That it really goes out, when and from where.
#include "tests/simulator/asked_server.h"
#include "tests/simulator/http_sink.h"
#include "tests/simulator/push/push_cycle.h"
#include "tests/simulator/push/webhook.h"
#include "tests/simulator/server/control.h"

#include <Poco/JSON/Parser.h>
#include <Poco/Net/DatagramSocket.h>
#include <gmock/gmock.h>

namespace pipevane::simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Datagrams that have come already: whoever sends to this machine has delivered when it returns.
class UdpSink {
 public:
  UdpSink() : socket_(Poco::Net::SocketAddress("127.0.0.1", 0)) {
    socket_.setReceiveBufferSize(4 << 20);
  }
  std::string address(const std::string& scheme) const {
    return scheme + "://127.0.0.1:" + std::to_string(socket_.address().port());
  }
  std::vector<std::string> take() {
    std::vector<std::string> all;
    std::array<char, 65'536> bytes;
    while (socket_.poll(Poco::Timespan(0, 0), Poco::Net::Socket::SELECT_READ)) {
      Poco::Net::SocketAddress from;
      const int read = socket_.receiveFrom(bytes.data(), static_cast<int>(bytes.size()), from);
      all.emplace_back(bytes.data(), static_cast<std::size_t>(read));
      senders_.insert(from.host().toString());
    }
    return all;
  }
  const std::set<std::string>& senders() const { return senders_; }

 private:
  Poco::Net::DatagramSocket socket_;
  std::set<std::string> senders_;
};

Settings pushingTo(const std::string& address) {
  Settings settings = Server::small();
  settings.push = {pushTargetOf(address)};
  return settings;
}
Settings notifying(const HttpSink& sink) {
  Settings settings = Server::small();
  settings.webhooks = {
      webhookOf("http://127.0.0.1:" + std::to_string(sink.port()) + "/hook?token=T")};
  return settings;
}
void live(Server& server, std::int64_t seconds) {
  server.pass(seconds);
  server.simulator().locked([](World&) {});
}
Poco::JSON::Object::Ptr bodyOf(const std::string& request) {
  return Poco::JSON::Parser()
      .parse(request.substr(request.find("\r\n\r\n") + 4))
      .extract<Poco::JSON::Object::Ptr>();
}

TEST(Pushing, SendsEachNodesCycleWhenItComes) {
  UdpSink sink;
  Server server(pushingTo(sink.address("influx-udp")));
  EXPECT_TRUE(sink.take().empty());
  std::set<std::string> nodes;
  std::size_t times = 0;
  for (int second = 0; second < 10; ++second) {
    live(server, 1);
    const auto datagrams = sink.take();
    times += datagrams.empty() ? 0 : 1;
    for (const std::string& each : datagrams)
      for (const char* node : {"host=pve1 ", "host=pve2 ", "host=pve3 "})
        if (each.find(node) != std::string::npos) nodes.insert(node);
  }
  EXPECT_EQ(nodes.size(), 3U);
  EXPECT_EQ(times, 3U);
  EXPECT_EQ(server.simulator().pushed().failed(), 0U);
}

TEST(Pushing, GoesOnWhileTheApiHangsAndEndsWithTheStatistics) {
  UdpSink sink;
  Server server(pushingTo(sink.address("graphite-udp")));
  server.simulator().locked([](World& world) {
    world.hangApi("pve1", true);
    world.hangStatistics("pve2", true);
    world.setOnline("pve3", false);
  });
  live(server, 20);
  for (const std::string& each : sink.take())
    EXPECT_THAT(each, ::testing::AnyOf(HasSubstr(".pve1."), HasSubstr("proxmox.qemu."),
                                       HasSubstr("proxmox.lxc.")));
  EXPECT_GT(server.simulator().pushed().sent(), 0U);
}

TEST(Pushing, ComesFromTheNodesOwnAddress) {
  UdpSink sink;
  Settings settings = pushingTo(sink.address("influx-udp"));
  settings.each_listens = settings.own_addresses = true;
  Server server(settings);
  live(server, 10);
  sink.take();
  EXPECT_THAT(sink.senders(), ElementsAre("127.0.0.1", "127.0.0.2", "127.0.0.3"));
}

TEST(Pushing, MakesOneConnectionForEachTransactionOfGraphite) {
  Poco::Net::ServerSocket listener(Poco::Net::SocketAddress("127.0.0.1", 0));
  Server server(pushingTo("graphite-tcp://127.0.0.1:" + std::to_string(listener.address().port())));
  live(server, 10);
  EXPECT_EQ(server.simulator().pushed().sent(), 12U);
  Poco::Net::StreamSocket connection = listener.acceptConnection();
  std::string text;
  std::array<char, 4096> part;
  for (int read; (read = connection.receiveBytes(part.data(), static_cast<int>(part.size()))) > 0;)
    text.append(part.data(), static_cast<std::size_t>(read));
  EXPECT_THAT(text, StartsWith("proxmox.nodes."));
  EXPECT_THAT(text, EndsWith("\n"));
}

TEST(Pushing, MakesOneRequestForEachTransactionOfHttp) {
  for (const char* scheme : {"influx-http", "otlp-http"}) {
    SCOPED_TRACE(scheme);
    HttpSink sink;
    Server server(pushingTo(std::string(scheme) + "://127.0.0.1:" + std::to_string(sink.port())));
    live(server, 10);
    EXPECT_EQ(sink.requests().size(), 12U);
    EXPECT_EQ(server.simulator().pushed().sent(), 12U);
  }
}

TEST(Pushing, CountsWhatNobodyTakes) {
  HttpSink sink(401);
  Server server(pushingTo("influx-http://127.0.0.1:" + std::to_string(sink.port())));
  live(server, 10);
  EXPECT_EQ(server.simulator().pushed().failed(), 12U);
  std::uint16_t closed = 0;
  {
    Poco::Net::ServerSocket gone(Poco::Net::SocketAddress("127.0.0.1", 0));
    closed = gone.address().port();
  }
  Server refused(pushingTo("graphite-tcp://127.0.0.1:" + std::to_string(closed)));
  live(refused, 10);
  EXPECT_EQ(refused.simulator().pushed().failed(), 12U);
}

TEST(Pushing, BeginsAndEndsByControl) {
  UdpSink sink;
  Server server;
  const auto ask = [&](const std::string& method, const std::string& body) {
    EXPECT_EQ(control(server.simulator(), method, "/__fault", body).status, 200);
  };
  ask("POST",
      R"({"kind": "push-target", "id": "x", "url": ")" + sink.address("influx-udp") + "\"}");
  live(server, 10);
  EXPECT_FALSE(sink.take().empty());
  EXPECT_EQ(server.row("/cluster/metrics/server", "x")->getValue<std::string>("type"), "influxdb");
  ask("DELETE", "");
  live(server, 10);
  EXPECT_TRUE(sink.take().empty());
}

TEST(Webhook, TellsOfABackupThatFailed) {
  HttpSink sink(200);
  Server server(notifying(sink));
  server.simulator().locked([](World& world) {
    world.task(
        {.node = "pve2", .type = "vzdump", .id = "", .seconds = 30, .exit = "job \"errors\""});
  });
  live(server, 29);
  EXPECT_TRUE(sink.requests().empty());
  live(server, 1);
  ASSERT_EQ(sink.requests().size(), 1U);
  const std::string request = sink.requests().front();
  EXPECT_THAT(request, StartsWith("POST /hook?token=T HTTP/1.1\r\n"));
  const auto body = bodyOf(request);
  EXPECT_EQ(body->getValue<std::string>("severity"), "error");
  EXPECT_EQ(body->getValue<std::int64_t>("timestamp"), 1'795'000'030);
  EXPECT_THAT(body->getValue<std::string>("message"), HasSubstr("job \"errors\""));
  EXPECT_EQ(body->getObject("fields")->getValue<std::string>("type"), "vzdump");
  EXPECT_EQ(body->getObject("fields")->getValue<std::string>("hostname"), "pve2");
}

TEST(Webhook, HasEveryKind) {
  HttpSink sink(200);
  Server server(notifying(sink));
  for (const char* body :
       {R"({"kind": "task", "node": "pve1", "type": "vzdump", "id": "100", "seconds": 0})",
        R"({"kind": "failed-replication", "vmid": 100})", R"({"kind": "fence", "node": "pve3"})",
        R"({"kind": "updates", "node": "pve1"})",
        R"({"kind": "mail", "node": "pve2", "title": "SMART error", "message": "sda"})",
        R"({"kind": "notify", "node": "pve2", "type": "other", "severity": "notice"})"})
    EXPECT_EQ(control(server.simulator(), "POST", "/__fault", body).status, 200) << body;
  std::vector<std::string> told;
  for (const std::string& each : sink.requests())
    told.push_back(bodyOf(each)->getObject("fields")->getValue<std::string>("type") + " " +
                   bodyOf(each)->getValue<std::string>("severity"));
  EXPECT_THAT(told, ElementsAre("vzdump info", "replication error", "fencing error",
                                "package-updates info", "system-mail unknown", "other notice"));
}

TEST(Replication, ThatFailsIsInTheLogAsWell) {
  Server server;
  server.simulator().grant(Rights::auditor(server.simulator().version()).with("Sys.Syslog"));
  server.simulator().locked([](World& world) { world.failReplication(100); });
  const auto line = server.rows("/cluster/log?max=1")->getObject(0);
  EXPECT_THAT(line->getValue<std::string>("msg"), StartsWith("100-0: "));
  EXPECT_EQ(line->getValue<int>("pri"), 3);
}

TEST(Webhook, IsTriedOnceAndNotBefore83) {
  HttpSink sink(500);
  for (const auto& [release, requests] : {std::pair{"8.2.4", 0U}, {"8.3.0", 1U}}) {
    Settings settings = notifying(sink);
    settings.pve_release = release;
    Server server(settings);
    server.simulator().locked([](World& world) { world.findUpdates("pve1"); });
    live(server, 60);
    EXPECT_EQ(sink.requests().size(), requests);
    EXPECT_EQ(server.simulator().pushed().failed(), requests);
  }
}

}  // namespace
}  // namespace pipevane::simulator
