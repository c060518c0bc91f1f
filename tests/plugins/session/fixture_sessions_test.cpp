// Against real recordings, which are not part of the source: skipped where they are absent.
#include "tests/plugins/session/made_exchange.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace pipevane::session {
namespace {

std::filesystem::path fixtures() {
  const char* given = std::getenv("PIPEVANE_FIXTURES");
  return given != nullptr ? given : PIPEVANE_SOURCE_DIR "/../shared/fixtures";
}

struct Recording {
  const char* name;
  std::size_t exchanges;
};
void PrintTo(const Recording& recording, std::ostream* out) { *out << recording.name; }
class FixtureSession : public ::testing::TestWithParam<Recording> {};

TEST_P(FixtureSession, IsReadWhole) {
  const auto path = fixtures() / "pve-9.2/sessions" / GetParam().name;
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
