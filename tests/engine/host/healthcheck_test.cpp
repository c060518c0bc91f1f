#include "engine/config/problems.h"
#include "engine/host/command.h"
#include "engine/host/exit_code.h"
#include "engine/host/web_address.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <gmock/gmock.h>

#include <array>
#include <thread>

namespace pipevane::host {
namespace {

using ::testing::HasSubstr;

// Answers one request at a free port.
class OneAnswer {
 public:
  explicit OneAnswer(const std::string& status)
      : socket_(Poco::Net::SocketAddress("127.0.0.1", 0)), thread_([this, status] {
          Poco::Net::StreamSocket client = socket_.acceptConnection();
          std::array<char, 4096> request;
          const int size = client.receiveBytes(request.data(), static_cast<int>(request.size()));
          asked_.assign(request.data(), static_cast<std::size_t>(size));
          const std::string answer = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
          client.sendBytes(answer.data(), static_cast<int>(answer.size()));
        }) {}

  std::string port() const { return std::to_string(socket_.address().port()); }
  // The request, once it was answered.
  std::string asked() {
    thread_.join();
    return asked_;
  }

 private:
  Poco::Net::ServerSocket socket_;
  std::string asked_;
  std::jthread thread_;
};

int check(const std::string& port) {
  Arguments arguments;
  arguments.options.emplace("port", port);
  return makeHealthcheckCommand()->run(arguments);
}

TEST(Healthcheck, IsFineWhereTheServerSaysSo) {
  OneAnswer well("200 OK");
  EXPECT_EQ(check(well.port()), kFine);
  EXPECT_THAT(well.asked(), HasSubstr("GET /health "));
}

TEST(Healthcheck, IsNotWhereItSaysAnythingElseOrNothing) {
  OneAnswer ill("503 Service Unavailable");
  const std::string port = ill.port();
  EXPECT_EQ(check(port), kOther);
  ill.asked();
  // Bound and not listening: nobody else can take it, and nobody answers.
  Poco::Net::ServerSocket silent;
  silent.bind(Poco::Net::SocketAddress("127.0.0.1", 0));
  EXPECT_EQ(check(std::to_string(silent.address().port())), kOther);
}

TEST(Healthcheck, AsksWhereTheServerListens) {
  const auto asked = [](const std::string& bind) {
    return webAddressOf({{"BIND", bind}}, "").host;
  };
  EXPECT_EQ(asked(""), "127.0.0.1");
  EXPECT_EQ(asked("0.0.0.0"), "127.0.0.1");
  EXPECT_EQ(asked("::"), "::1");
  EXPECT_EQ(asked("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(webAddressOf({}, "").port, 3000);
  EXPECT_EQ(webAddressOf({{"PORT", "8080"}}, "").port, 8080);
  EXPECT_EQ(webAddressOf({{"PORT", "8080"}}, "81").port, 81);
  EXPECT_TRUE(webAddressOf({{"TLS_CERT_FILE", "a.pem"}}, "").tls);
}

TEST(Healthcheck, NamesWhatIsNoPort) {
  for (const std::string port : {"abc", "99999", "-1", "0", "80x"}) {
    SCOPED_TRACE(port);
    EXPECT_THROW(webAddressOf({}, port), UsageError);
    try {
      webAddressOf({{"PORT", port}}, "");
      ADD_FAILURE() << "it was taken";
    } catch (const config::ConfigError& error) {
      EXPECT_THAT(error.what(), HasSubstr("PORT \"" + port + "\""));
    }
  }
}

}  // namespace
}  // namespace pipevane::host
