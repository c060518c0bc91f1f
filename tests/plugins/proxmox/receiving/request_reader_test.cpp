#include "plugins/proxmox/receiving/request_reader.h"

#include "tests/plugins/proxmox/cpu_time.h"

#include <gtest/gtest.h>

#include <string>

namespace pipevane::proxmox {
namespace {

const std::string kRequest =
    "POST /api/v2/write?org=a HTTP/1.1\r\nHost: x\r\nauthorization:  Token t \r\nCONNECTION: TE, "
    "close\r\nContent-Length: 5\r\n\r\nhello";

TEST(PushRequests, AreTheSameHoweverTheyAreCut) {
  for (std::size_t cut = 0; cut <= kRequest.size(); ++cut) {
    SCOPED_TRACE(cut);
    RequestReader reader(100);
    reader.feed(kRequest.substr(0, cut));
    const bool had_head = reader.head() != nullptr;
    reader.feed(kRequest.substr(cut));
    EXPECT_EQ(reader.head() != nullptr, !had_head);
    const auto request = reader.whole();
    ASSERT_TRUE(request.has_value());
    EXPECT_EQ(request->method, "POST");
    EXPECT_EQ(request->path, "/api/v2/write");
    EXPECT_EQ(request->query, "org=a");
    EXPECT_EQ(request->authorization, "Token t");
    EXPECT_EQ(request->body, "hello");
    EXPECT_FALSE(request->keep_alive);
    EXPECT_FALSE(reader.begun());
  }
}

TEST(PushRequests, GiveBackTheRoomOfALargeBodyWithMoreBehindIt) {
  constexpr std::size_t kLarge = 1u << 20;
  RequestReader reader(kLarge);
  reader.feed("POST / HTTP/1.1\r\nContent-Length: " + std::to_string(kLarge) + "\r\n\r\n" +
              std::string(kLarge, 'x') + kRequest);
  ASSERT_NE(reader.head(), nullptr);
  const auto large = reader.whole();
  ASSERT_TRUE(large.has_value());
  EXPECT_EQ(large->body.size(), kLarge);
  EXPECT_LT(reader.heldBytes(), 2 * kRequest.size());
  ASSERT_NE(reader.head(), nullptr);
  EXPECT_EQ(reader.whole()->body, "hello");
}

TEST(PushRequests, MayStandBehindEachOther) {
  RequestReader reader(100);
  reader.feed(kRequest + kRequest);
  for (int i = 0; i < 2; ++i) {
    ASSERT_NE(reader.head(), nullptr);
    EXPECT_EQ(reader.head(), nullptr);  // once
    EXPECT_TRUE(reader.whole().has_value());
  }
  EXPECT_FALSE(reader.begun());
}

// What stands behind a request is not moved for each of them.
TEST(PushRequests, CostTheSameHoweverManyStandBehindEachOther) {
  const auto cost_ms = [](int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += "GET / HTTP/1.1\r\n\r\n";
    RequestReader reader(100);
    reader.feed(bytes);
    int read = 0;
    const double ms = cpuMs([&] {
      while (reader.head() != nullptr && reader.whole()) ++read;
    });
    EXPECT_EQ(read, count);
    return ms;
  };
  const double few_ms = cost_ms(2'000);
  EXPECT_LT(cost_ms(40'000), 20 * 4 * few_ms + 5);
}

TEST(PushRequests, ThatAreNoneAreRefused) {
  const std::pair<std::string, int> cases[] = {
      {"\r\n\r\n", 400},
      {"GET\r\n\r\n", 400},
      {"GET x HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/2\r\n\r\n", 505},
      {"GET / HTTP/1.1\r\nnothing\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n: x\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nA : x\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\n\r\n", 411},
      {"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length:\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n", 413},
      {"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 413},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
      {std::string(8'200, 'G'), 431},
  };
  for (const auto& [bytes, status] : cases) {
    SCOPED_TRACE(bytes.substr(0, 60));
    RequestReader reader(100);
    reader.feed(bytes);
    try {
      reader.head();
      ADD_FAILURE() << "it was taken";
    } catch (const Problem& problem) {
      EXPECT_EQ(problem.status, status) << problem.why;
    }
  }
}

}  // namespace
}  // namespace pipevane::proxmox
