#include "tests/end_to_end/chaos/hour.h"
#include "tests/simulator/server/faults.h"
#include "tests/simulator/server/happening.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

namespace pipevane::testing {
namespace {

TEST(ChaosSchedule, HasEverythingThatTheSimulatorCanDoAndEndsInTime) {
  auto kinds = simulator::Fault::kinds();
  std::ranges::copy(simulator::happeningKinds(), std::back_inserter(kinds));
  for (const std::uint64_t seed : {1, 2, 3}) {
    std::set<std::string> scheduled;
    for (const Trouble& each : Hour{"9.2.11", seed, {.events = true}}.troubles()) {
      const auto asked = Poco::JSON::Parser().parse(each.what).extract<Poco::JSON::Object::Ptr>();
      scheduled.insert(asked->optValue<std::string>("kind", "status"));
      EXPECT_LE(each.at_s + each.for_s, kHourS - 3 * 60) << each.what;
    }
    for (const std::string& each : kinds) EXPECT_EQ(scheduled.count(each), 1U) << each;
  }
}

}  // namespace
}  // namespace pipevane::testing
