#include "plugins/web/request_reader.h"

#include <gmock/gmock.h>

namespace pipevane::web {
namespace {

using ::testing::ElementsAre;

// The status with which it is refused; 0: it is none yet; 200: it is one.
int read(std::string_view bytes) {
  RequestReader reader;
  reader.feed(bytes);
  try {
    return reader.next() ? 200 : 0;
  } catch (const Problem& problem) {
    return problem.status;
  }
}

std::string withHeaders(const std::string& headers) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}

TEST(RequestReader, ReadsARequestInWhateverPieces) {
  const std::string bytes =
      "\r\nPOST /a%20b/c?q=1 HTTP/1.1\r\nHOST: here:80\r\nCookie: a=1\r\nCookie: b=2\r\n"
      "Content-Length: 5\r\n\r\nhello";
  RequestReader reader;
  std::optional<Request> request;
  for (const char each : bytes) {
    ASSERT_FALSE(request.has_value());
    reader.feed({&each, 1});
    request = reader.next();
  }
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->method, "POST");
  EXPECT_THAT(request->parts, ElementsAre("a b", "c"));
  EXPECT_EQ(request->header("host"), "here:80");
  EXPECT_EQ(request->header("cookie"), "a=1; b=2");
  EXPECT_EQ(request->body, "hello");
  EXPECT_TRUE(request->keep_alive);
  EXPECT_FALSE(reader.begun());
}

TEST(RequestReader, TakesOneEmptyLineBeforeARequestInWhateverPieces) {
  const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    SCOPED_TRACE(piece);
    RequestReader reader;
    int requests = 0;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.feed(std::string_view(bytes).substr(at, piece));
      while (reader.next()) ++requests;
    }
    EXPECT_EQ(requests, 1);
    reader.feed("\r\n");
    EXPECT_THROW(reader.next(), Problem);
  }
}

TEST(RequestReader, PutsChunksTogether) {
  RequestReader reader;
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "3\r\nabc\r\n0A;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nGET";
  std::optional<Request> request;
  for (const char each : bytes) {
    reader.feed({&each, 1});
    if (auto whole = reader.next()) request = std::move(whole);
  }
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->body, "abc0123456789");
  EXPECT_EQ(reader.behind(), "GET");
}

TEST(RequestReader, KeepsWhatComesBehind) {
  RequestReader reader;
  reader.feed(withHeaders("") + withHeaders("Connection: close\r\n"));
  const auto first = reader.next();
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(first->keep_alive);
  const auto second = reader.next();
  ASSERT_TRUE(second.has_value());
  EXPECT_FALSE(second->keep_alive);
  EXPECT_FALSE(reader.next().has_value());
}

TEST(RequestReader, SaysOnceThatTheClientWaits) {
  RequestReader reader;
  reader.feed(withHeaders("Content-Length: 3\r\nExpect: 100-Continue\r\n"));
  EXPECT_FALSE(reader.next().has_value());
  EXPECT_TRUE(reader.waitsToContinue());
  EXPECT_FALSE(reader.waitsToContinue());
}

TEST(RequestReader, Takes) {
  const std::string cases[] = {
      "GET / HTTP/1.0\r\n\r\n",
      withHeaders(""),
      withHeaders("X-Empty:\r\n"),
      withHeaders("X-Tab: a\tb\r\n"),
      withHeaders("Accept: a\r\nAccept: b\r\n"),
      withHeaders("Content-Length: 0\r\n"),
      "GET /" + std::string(16'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n",
  };
  for (const std::string& bytes : cases) {
    SCOPED_TRACE(bytes.substr(0, 100));
    EXPECT_EQ(read(bytes), 200);
  }
}

TEST(RequestReader, Refuses) {
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "A" + std::to_string(i) + ":b\r\n";
  struct Case {
    int status;
    std::string bytes;
  };
  const Case cases[] = {
      {400, "garbage\r\n\r\n"},
      {400, std::string("\x16\x03\x01\x02", 4)},
      {400, "\r\n\r\n"},
      {400, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
      {400, "GET /\r\n\r\n"},
      {400, "GET  HTTP/1.1\r\n\r\n"},
      {400, "GET / / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET / HTTP/x\r\nHost: a\r\n\r\n"},
      {505, "GET / HTTP/9.9\r\nHost: a\r\n\r\n"},
      {505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
      {400, "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"},
      {414, "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET / HTTP/1.1\nHost: a\n\n"},
      {400, "GET / HTTP/1.1\r\n\r\n"},
      {400, withHeaders("Host: b\r\n")},
      {400, withHeaders("Host: a\r\n")},
      {400, withHeaders("X: a\r\n b\r\n")},
      {400, withHeaders("X : a\r\n")},
      {400, withHeaders(": a\r\n")},
      {400, withHeaders("nothing\r\n")},
      {400, withHeaders(std::string("X: a\0b\r\n", 8))},
      {400, withHeaders("X: a\rb\r\n")},
      {400, withHeaders("Content-Length: abc\r\n")},
      {400, withHeaders("Content-Length: -1\r\n")},
      {400, withHeaders("Content-Length: 1, 1\r\n")},
      {400, withHeaders("Content-Length: 1\r\nContent-Length: 2\r\n")},
      {400, withHeaders("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n")},
      {413, withHeaders("Content-Length: 65537\r\n")},
      {413, withHeaders("Content-Length: 99999999999999999999999\r\n")},
      {501, withHeaders("Transfer-Encoding: gzip\r\n")},
      {501, withHeaders("Transfer-Encoding: gzip, chunked\r\n")},
      {400, "GET / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {400, withHeaders("Transfer-Encoding: chunked\r\n") + "zz\r\n"},
      {400, withHeaders("Transfer-Encoding: chunked\r\n") + "\r\n"},
      {400, withHeaders("Transfer-Encoding: chunked\r\n") + "2\r\nabc\r\n"},
      {413, withHeaders("Transfer-Encoding: chunked\r\n") + "10001\r\n"},
      {413, withHeaders("Transfer-Encoding: chunked\r\n") + "ffffffffffffffff\r\n"},
      {400, withHeaders("Transfer-Encoding: chunked\r\n") + std::string(1000, '0')},
      {431, withHeaders("X: " + std::string(100'000, 'x') + "\r\n")},
      {431, "GET / HTTP/1.1\r\nX: " + std::string(40'000, 'x')},
      {431, withHeaders(many)},
      {431, withHeaders(many.substr(0, 20'000) + "\r\n")},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.bytes.substr(0, 100));
    EXPECT_EQ(read(each.bytes), each.status);
  }
}

TEST(RequestReader, WaitsForTheRest) {
  const std::string whole = withHeaders("Content-Length: 3\r\n") + "abc";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    SCOPED_TRACE(size);
    EXPECT_EQ(read(whole.substr(0, size)), 0);
  }
  EXPECT_EQ(read(whole), 200);
}

}  // namespace
}  // namespace pipevane::web
