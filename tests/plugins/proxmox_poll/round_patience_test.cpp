// How long a round takes in which members are asked one by one, by the injected clock.
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include "plugins/proxmox_poll/export_rounds.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;

constexpr std::int64_t kCycleMs = 10'000;
constexpr std::int64_t kForLongS = 60;

struct RoundPatience : ThreeNodes, ::testing::TestWithParam<int> {
  RoundPatience() : ThreeNodes(GetParam()) { timeout = "10s"; }

  // It answers as it should, so much later.
  void delay(std::size_t which, const std::string& path, std::int64_t delay_s, int count = -1) {
    Fault late{.path = path, .kind = Fault::Kind::kKeepTwice};
    late.count = count;
    late.delay_s = delay_s;
    one.sim(which).faults().add(late);
  }
};

// The question to all has its own time before that.
TEST_P(RoundPatience, IsKeptWhoeverHasToProveWhoItIs) {
  std::int64_t took_ms = 0;
  at(15'000, [this] {
    one.letWaitsPass();
    delay(0, "/cluster/metrics/export", kForLongS, 1);
    for (const std::size_t member : {1, 2}) {
      delay(member, "/cluster/status", 1);
      delay(member, "/cluster/metrics/export", kForLongS);
    }
  });
  at(20'000 + 100, [&] { took_ms = one.host.timeMs() - kBeginMs - 20'000; });
  runFor(30'000);
  EXPECT_GE(one.asked("/cluster/status", 1) + one.asked("/cluster/status", 2), 2U);
  EXPECT_GE(took_ms, 1'000) << "the question to all hung";
  EXPECT_LE(took_ms, ExportRounds::kPatienceMs + ExportRounds::kRoundPatienceMs +
                         ExportRounds::kLeastPatienceMs);
  EXPECT_LT(took_ms, kCycleMs);
}

INSTANTIATE_TEST_SUITE_P(OfVersion, RoundPatience, ::testing::Values(8, 9));

}  // namespace
}  // namespace pipevane::proxmox_poll
