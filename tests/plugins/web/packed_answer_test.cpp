// Answers are packed for whoever takes that, where it is worth it.
#include "plugins/web/packed_answer.h"
#include "tests/plugins/web/kept_history.h"
#include "tests/plugins/web/unpacked.h"

#include <gtest/gtest.h>

namespace pipevane::web {
namespace {

struct PackedAnswer : ::testing::Test {
  OneWeb one;
  Ask gzip;

  PackedAnswer() {
    fill(one);
    gzip.headers = {{"Accept-Encoding", "gzip"}};
  }
  static std::string codingOf(const Reply& reply) {
    const auto at = reply.headers.find("content-encoding");
    return at == reply.headers.end() ? "" : at->second;
  }
};

TEST_F(PackedAnswer, IsThatOfALongList) {
  for (int i = 0; i < 200; ++i) one.add("lab/vm/5" + std::to_string(i), {{"name", "guest"}});
  const Reply plain = one.get("/api/guests"), packed = one.get("/api/guests", gzip);
  EXPECT_EQ(codingOf(plain), "");
  EXPECT_EQ(codingOf(packed), "gzip");
  EXPECT_LT(packed.body.size() * 5, plain.body.size());
  EXPECT_EQ(unpacked("gzip", packed.body), plain.body);
  for (const Reply& each : {plain, packed}) EXPECT_EQ(each.headers.at("vary"), "Accept-Encoding");
  const Reply head =
      one.get("/api/guests", {.method = "HEAD", .body = {}, .headers = gzip.headers});
  EXPECT_EQ(head.headers.at("content-length"), packed.headers.at("content-length"));
}

TEST_F(PackedAnswer, IsThatOfALongHistory) {
  KeptHistory history;
  history.endless = one.host.series("lab/vm/100", "cpu_usage_percent");
  history.offerTo(one.host);
  const std::string address = "/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent";
  const Reply plain = one.get(address), packed = one.get(address, gzip);
  EXPECT_EQ(codingOf(packed), "gzip");
  EXPECT_EQ(unpacked("gzip", packed.body), plain.body);
}

TEST_F(PackedAnswer, IsNotAShortOneNorOneThatIsForEverybody) {
  for (const char* address : {"/api/nodes/lab%2Fnode%2Fpve1", "/api/session", "/health"})
    EXPECT_EQ(codingOf(one.get(address, gzip)), "") << address;
}

}  // namespace
}  // namespace pipevane::web
