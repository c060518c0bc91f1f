// Whatever comes instead of a request, the answer is a problem document.
#include "tests/plugins/web/one_web.h"
#include "tests/plugins/web/raw_client.h"

#include <gmock/gmock.h>

namespace pipevane::web {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(HttpErrors, AreProblemDocuments) {
  struct Case {
    int status;
    std::string bytes;
  };
  const std::string host = "Host: localhost\r\n";
  const Case cases[] = {
      {400, "garbage\r\n\r\n"},
      {400, std::string(2000, 'A') + " / HTTP/1.1\r\n" + host + "\r\n"},
      {431, "GET / HTTP/1.1\r\n" + host + "X: " + std::string(100'000, 'x') + "\r\n\r\n"},
      {400, "POST /api/login HTTP/1.1\r\n" + host + "Content-Length: abc\r\n\r\n"},
      {413, "POST /api/login HTTP/1.1\r\n" + host + "Content-Length: 70000\r\n\r\n"},
      {501, "POST /api/login HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n"},
      {505, "GET / HTTP/9.9\r\n" + host + "\r\n"},
      {400, "POST /api/login HTTP/1.1\r\n" + host +
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\n" + host + host + "\r\n"},
  };
  OneWeb one;
  for (const Case& each : cases) {
    SCOPED_TRACE(each.bytes.substr(0, 80));
    RawClient client(one.port());
    client.send(each.bytes);
    const std::string answer = client.rest();
    EXPECT_EQ(statusOf(answer), each.status);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 "));
    EXPECT_THAT(answer, HasSubstr("Content-Type: application/problem+json\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: default-src 'self'"));
    EXPECT_THAT(answer, HasSubstr("Connection: Close\r\n"));
    EXPECT_THAT(answer, HasSubstr("\"status\":" + std::to_string(each.status)));
  }
}

TEST(HttpErrors, LeaveTheConnectionUsableWhereTheRequestWasOne) {
  OneWeb one;
  RawClient client(one.port());
  for (int i = 0; i < 2; ++i) {
    client.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string answer = client.answer();
    EXPECT_EQ(statusOf(answer), 404);
    EXPECT_THAT(answer, HasSubstr("Cross-Origin-Resource-Policy: same-origin\r\n"));
  }
}

TEST(Head, HasNoBody) {
  OneWeb one;
  RawClient client(one.port());
  client.send("HEAD /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string answer = client.rest();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 3\r\n"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

}  // namespace
}  // namespace pipevane::web
