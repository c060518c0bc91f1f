// InfluxDB's and OpenTelemetry's requests.
#include "tests/plugins/proxmox_push/one_push.h"

#include <Poco/DeflatingStream.h>

#include <sstream>

namespace pipevane::proxmox_push {
namespace {

constexpr const char* kUptime = "uptime_seconds";
constexpr const char* kWrite = "/api/v2/write?org=myorg&bucket=mybucket";

std::string packed(const std::string& text) {
  std::ostringstream out;
  Poco::DeflatingOutputStream packer(out, Poco::DeflatingStreamBuf::STREAM_GZIP);
  packer << text;
  packer.close();
  return out.str();
}

// Sends one request through that door, and has its answer.
std::string answerTo(OnePush& push, const std::string& door, const std::string& request) {
  push.start();
  OneClient client(SOCK_STREAM, push.port(door));
  push.then([&] { client.send(request); }, [&] { return client.answered() || client.closed(); });
  push.run();
  return client.received();
}

TEST(PushedOverHttp, AsProxmoxWritesToInfluxDb) {
  OnePush push;
  const std::string body = nodeLine("pve1", 7);
  const std::string answer =
      answerTo(push, "influx_http",
               "POST /api/v2/write?org=myorg&bucket=mybucket HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\n"
               "Connection: TE, close\r\nAuthorization: Token XXXXXX\r\nHost: 10.77.0.1:8086\r\n"
               "User-Agent: libwww-perl/6.68\r\nContent-Length: " +
                   std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 No Content\r\n")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(push.knows("push/node/pve1", kUptime, 7));
}

TEST(PushedOverHttp, AsProxmoxPostsOpenTelemetry) {
  OnePush push;
  const std::string body = packed(otlpBody("pve1", 7));
  const std::string answer = answerTo(
      push, "otlp_http",
      post(
          "/v1/metrics", body,
          "Content-Encoding: gzip\r\nContent-Type: application/json\r\nConnection: TE, close\r\n"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n{}")) << answer;
  EXPECT_TRUE(push.knows("rig/node/pve1", kUptime, 7));
}

TEST(PushedOverHttp, TellsThatItIsWell) {
  OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
  const std::string answer =
      answerTo(push, "influx_http", "GET /health HTTP/1.1\r\nHost: pipevane\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_NE(answer.find(R"("status":"pass")"), std::string::npos);
  EXPECT_NE(answer.find(R"("name":"influxdb")"), std::string::npos);
}

TEST(PushedOverHttp, KeepsAConnectionOpen) {
  OnePush push;
  push.start();
  OneClient client(SOCK_STREAM, push.port("influx_http"));
  push.then(
      [&] { client.send(post(kWrite, nodeLine("pve1", 7)) + post(kWrite, nodeLine("pve2", 8))); },
      [&] { return push.knows("push/node/pve2", kUptime, 8); });
  push.then([&] { client.send(post("/prefix/api/v2/write", nodeLine("pve3", 9))); },
            [&] { return push.knows("push/node/pve3", kUptime, 9); });
  push.run();
  EXPECT_FALSE(client.closed());
}

TEST(PushedOverHttp, WaitsForWhatIsOnItsWay) {
  OnePush push;
  push.start();
  OneClient client(SOCK_STREAM, push.port("influx_http"));
  const std::string request = post(kWrite, nodeLine("pve1", 7), "Expect: 100-continue\r\n");
  const std::size_t head = request.find("\r\n\r\n") + 4;
  push.then([&] { client.send(request.substr(0, 20)); });
  push.then([&] { client.send(request.substr(20, head - 20)); },
            [&] { return client.received() == "HTTP/1.1 100 Continue\r\n\r\n"; });
  push.then([&] { client.send(request.substr(head)); },
            [&] { return push.knows("push/node/pve1", kUptime, 7); });
  push.run();
}

TEST(PushedOverHttp, TakesTheTokenAndNoOther) {
  struct Case {
    const char* header;
    int status;
  };
  const Case cases[] = {{"Authorization: Token secret-word\r\n", 204},
                        {"Authorization: Bearer secret-word\r\n", 204},
                        {"X-Pipevane-Token: secret-word\r\n", 204},
                        {"Authorization: Token secret-wor\r\n", 401},
                        {"Authorization: Token secret-wordx\r\n", 401},
                        {"Authorization: Token\r\n", 401},
                        {"", 401}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.header);
    OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
    const std::string answer =
        answerTo(push, "influx_http", post(kWrite, nodeLine("pve1", 7), each.header));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(each.status))) << answer;
    EXPECT_EQ(push.knows("push/node/pve1", kUptime, 7), each.status == 204);
    EXPECT_EQ(push.inspect().find("secret-word"), std::string::npos);
    for (const auto& line : push.host.logged())
      EXPECT_EQ(line.sentence.find("secret-word"), std::string::npos);
  }
}

TEST(PushedOverHttp, RefusesWithAReason) {
  struct Case {
    std::string door, request;
    int status;
  };
  const std::string line = nodeLine("pve1", 7);
  const Case cases[] = {
      {"influx_http", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 404},
      {"influx_http", "GET /api/v2/write HTTP/1.1\r\nHost: x\r\n\r\n", 405},
      {"influx_http", "POST /api/v2/write HTTP/1.1\r\nHost: x\r\n\r\n", 411},
      {"influx_http", "POST /api/v2/write HTTP/1.1\r\nContent-Length: 25000001\r\n\r\n", 413},
      {"influx_http", "POST /api/v2/write HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
      {"influx_http", "POST /api/v2/write HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       501},
      {"influx_http", "\x16\x03\x01\x02", 400},
      {"influx_http", "POST /api/v2/write HTTP/3.0\r\n\r\n", 505},
      {"influx_http", "GET / HTTP/1.1\r\nX: " + std::string(9'000, 'x'), 431},
      {"influx_http", post(kWrite, "cpu,host=a usage=1 1\n"), 400},
      {"influx_http", post(kWrite, line, "Content-Encoding: zstd\r\n"), 415},
      {"influx_http", post(kWrite, line, "Content-Encoding: gzip\r\n"), 400},
      {"otlp_http", post("/v1/traces", "{}"), 404},
      {"otlp_http", post("/v1/metrics", "{"), 400},
      {"otlp_http",
       post("/v1/metrics", packed(otlpBody("pve1", 7)).substr(0, 60), "Content-Encoding: gzip\r\n"),
       400},
      {"otlp_http",
       post("/v1/metrics", packed(std::string(70u << 20, ' ')), "Content-Encoding: gzip\r\n"), 413},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.request.substr(0, 80));
    OnePush push;
    const std::string answer = answerTo(push, each.door, each.request);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(each.status))) << answer;
    EXPECT_NE(answer.find("\"message\":\""), std::string::npos) << answer;
    EXPECT_FALSE(push.knows("push/node/pve1", kUptime, 7));
  }
}

TEST(PushedOverHttp, ASlowSenderDoesNotHoldIt) {
  OnePush push;
  push.start();
  OneClient slow(SOCK_STREAM, push.port("influx_http"));
  OneClient other(SOCK_STREAM, push.port("influx_http"));
  push.then([&] { slow.send("POST /api/v2/write HTTP/1.1\r\nContent-Length: 100\r\n\r\nnod"); });
  push.then([&] { other.send(post(kWrite, nodeLine("pve1", 7))); },
            [&] { return push.knows("push/node/pve1", kUptime, 7); });
  push.pass(31'000);
  push.then([] {}, [&] { return slow.status() == 408; });
  push.run();
}

TEST(PushedOverHttp, AnotherPathForOpenTelemetry) {
  OnePush push(OnePush::with({{"otlp_path", std::string("/otel")}}));
  const std::string answer = answerTo(push, "otlp_http", post("/otel", otlpBody("pve1", 7)));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
}

}  // namespace
}  // namespace pipevane::proxmox_push
