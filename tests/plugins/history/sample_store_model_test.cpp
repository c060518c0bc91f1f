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

// As where what was kept before is found only while more is told already.
TEST(SampleStoreModel, HoldsWhatTwoStoresWereToldOneAfterTheOther) {
  constexpr int kCycles[] = {1, 7, 40, 100, 130, 250};  // 120 are the retention
  for (unsigned seed = 1; seed <= model::seeds(6); ++seed)
    for (const int later : kCycles) {
      SCOPED_TRACE(::testing::Message() << seed << ", " << later << " cycles later");
      model::Model told(seed);
      for (int i = 0; i < 30 + 40 * static_cast<int>(seed); ++i) told.cycle();
      SampleStore earlier = std::move(told.store());
      earlier.countAnew();
      earlier.resume();
      told.replaceStore(model::Model::emptyStore());
      for (int i = 0; i < later; ++i) told.cycle();
      const Tally lost = told.store().tally();
      const std::size_t samples = earlier.tally().samples + lost.samples;
      earlier.join(std::move(told.store()), false);
      told.replaceStore(std::move(earlier));
      EXPECT_EQ(told.store().tally().expired, lost.expired);
      EXPECT_EQ(told.store().tally().duplicates, lost.duplicates);
      EXPECT_LE(told.samples(), samples);
      for (int i = 0; i < 150; ++i) {
        if (i % 30 == 0) {
          told.compare();
          told.compareCombined();
          told.compareMoments();
        }
        if (::testing::Test::HasFatalFailure()) return;
        told.cycle();
      }
    }
}

}  // namespace
}  // namespace pipevane::history
