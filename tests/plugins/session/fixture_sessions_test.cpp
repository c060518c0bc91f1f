// Against real recordings, which are not part of the source: skipped where they are absent.
#include "tests/fixtures/recordings.h"
#include "tests/plugins/session/made_exchange.h"

#include <gtest/gtest.h>

namespace pipevane::session {
namespace {

struct Recording {
  const char* name;
  std::size_t exchanges;
};
void PrintTo(const Recording& recording, std::ostream* out) { *out << recording.name; }
class FixtureSession : public ::testing::TestWithParam<Recording> {};

TEST_P(FixtureSession, IsReadWhole) {
  const auto path = testing::recordings() / "sessions" / GetParam().name;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no recordings here";
  const auto read = readAll(SessionReader(path.string()));
  EXPECT_EQ(read.problem, "");
  EXPECT_EQ(read.exchanges.size(), GetParam().exchanges);
}

INSTANTIATE_TEST_SUITE_P(OfProxmox92, FixtureSession,
                         ::testing::Values(Recording{"session-a.jsonl.zst", 2653},
                                           Recording{"session-b.jsonl.zst", 1571}),
                         [](const auto& of) { return std::string(of.index == 0 ? "a" : "b"); });

}  // namespace
}  // namespace pipevane::session
