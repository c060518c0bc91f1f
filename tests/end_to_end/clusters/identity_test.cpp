// Clusters of one name, and one that cannot say which it is.
#include "tests/end_to_end/clusters/clusters.h"

#include <gmock/gmock.h>

namespace pipevane::testing {
namespace {

using ::testing::Contains;
using ::testing::SizeIs;

TEST_F(Clusters, OfOneNameAreToldApart) {
  simulator::Settings settings;
  settings.guests = 6;
  for (int i = 0; i < 3; ++i) add(settings);
  start({0, 1, 2});
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 18);
  for (const char* cluster : {"sim", "sim-two", "sim-three"})
    EXPECT_THAT(entities_, Contains(std::string(cluster) + "/vm/100"));
  EXPECT_THAT(log_.ofNames(), SizeIs(2));
}

// Only that one may be mixed up that cannot say who it is.
TEST_F(Clusters, AreNotMergedWithOneThatCannotSayWhichItIs) {
  addThreeNodes();
  simulators_[1]->faults().add({.path = "/nodes/pve2/certificates/info",
                                .kind = Fault::Kind::kStatus,
                                .status = 403,
                                .reason = "no",
                                .count = -1});
  start({0, 1});
  runFor(kMinuteMs);
  stop();
  EXPECT_THAT(entities_, Contains("sim/vm/100"));
  EXPECT_THAT(entities_, Contains("sim-two/vm/100"));
}

}  // namespace
}  // namespace pipevane::testing
