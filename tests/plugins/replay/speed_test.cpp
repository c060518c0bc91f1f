#include "plugins/replay/speed.h"

#include <pipevane/error.h>

#include <gtest/gtest.h>

namespace pipevane::replay {
namespace {

TEST(Speed, ReadsFactorsAndMax) {
  EXPECT_EQ(Speed::parse("1x").factor, 1.0);
  EXPECT_EQ(Speed::parse("8x").factor, 8.0);
  EXPECT_EQ(Speed::parse("0.5x").factor, 0.5);
  EXPECT_TRUE(Speed::parse("max").max());
}

TEST(Speed, RefusesWhatIsNone) {
  for (const char* written :
       {"", "8", "x", "0x", "-1x", "nanx", "infx", "1e9x", "1xx", "fast", "1 x"}) {
    SCOPED_TRACE(written);
    EXPECT_THROW(Speed::parse(written), Error);
  }
}

}  // namespace
}  // namespace pipevane::replay
