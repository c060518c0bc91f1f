#include "tests/plugins/history/told_model.h"

namespace pipevane::history {
namespace {

TEST(SampleStoreModel, HoldsAndTellsWhatAMapHolds) {
  for (unsigned seed = 1; seed <= model::seeds(8); ++seed) {
    SCOPED_TRACE(seed);
    model::Model told(seed);
    for (int step = 1; step <= 600; ++step) {
      told.cycle();
      if (step % 40 == 0) told.compare();
      if (step % 100 == 0) told.compareCombined();
      if (step % 20 == 0) told.compareMoments();
      if (::testing::Test::HasFatalFailure()) return;
    }
    EXPECT_GT(told.duplicates(), 100U);
    EXPECT_GT(told.samples(), 5'000U);
  }
}

}  // namespace
}  // namespace pipevane::history
