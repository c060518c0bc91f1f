#include <pipevane/units.h>

#include <gtest/gtest.h>

namespace pipevane {
namespace {

TEST(Units, ReadsDurationsInMilliseconds) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"0", 0},           {"0s", 0},         {"250ms", 250},         {"10s", 10'000},
      {"5m", 300'000},    {"5min", 300'000}, {"2h", 7'200'000},      {"1d", 86'400'000},
      {"1.5s", 1'500},    {"0.4ms", 0},      {"1h 30m", 5'400'000},  {"1h30m", 5'400'000},
      {"  10 s", 10'000}, {"10s ", 10'000},  {"1m 30s 5ms", 90'005},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.first);
    EXPECT_EQ(parseDuration(each.first), each.second);
  }
}

TEST(Units, ReadsSizesInBytes) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"0", 0},
      {"512B", 512},
      {"1kB", 1'000},
      {"1KB", 1'000},
      {"1KiB", 1'024},
      {"64 MiB", 67'108'864},
      {"1.5GB", 1'500'000'000},
      {"2TiB", 2'199'023'255'552},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.first);
    EXPECT_EQ(parseBytes(each.first), each.second);
  }
}

TEST(Units, RefusesWhatIsNoDuration) {
  for (const char* text :
       {"", " ", "10", "s", "ms", "-1s", "+1s", "10 parsecs", "10s,", "1h 30", "nan s", "inf s",
        "1e999s", "9e18s", "10S", "ten s", "10s\n", "0x10s", "1..5s"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(parseDuration(text), std::nullopt);
  }
}

TEST(Units, RefusesWhatIsNoSize) {
  for (const char* text : {"", "64", "MiB", "-1B", "64 mib", "64 MiBs", "1e30TB", "10s"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(parseBytes(text), std::nullopt);
  }
}

}  // namespace
}  // namespace pipevane
