// What one of three nodes costs the others when it is dead: nothing. Told in requests and in the
// times that their figures have, on a clock that only waiting moves.
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>

#include <map>
#include <numeric>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;

constexpr std::int64_t kDiesMs = 25'000, kRunMs = 305'000;

// By entity.
using Times = std::map<std::string, std::vector<std::int64_t>>;

struct Ran {
  Times times;
  std::vector<std::uint64_t> lists;         // by node
  std::vector<std::uint64_t> asked_at_all;  // anything, since one died
  bool healthy;
};

void die(OnePoll& one, std::size_t which) {
  one.sim(which).faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = -1});
}

std::uint64_t askedAtAll(OnePoll& one, std::size_t which) {
  return one.sim(which).stats().json().getValue<std::uint64_t>("requests");
}

// With those dead from then on; what is told of all guests.
Ran run(int version, const std::vector<std::size_t>& dead) {
  ThreeNodes cluster(version);
  std::vector<std::uint64_t> before(3);
  cluster.at(kDiesMs, [&] {
    for (std::size_t each = 0; each < 3; ++each) before[each] = askedAtAll(cluster.one, each);
    for (const std::size_t each : dead) die(cluster.one, each);
  });
  cluster.runFor(kRunMs);
  Ran ran{.times = {}, .lists = {}, .asked_at_all = {}, .healthy = cluster.one.host.healthy()};
  for (const char* node : {"pve1", "pve2", "pve3"})
    for (const std::string& guest : cluster.guestsOf(node))
      ran.times[guest] = cluster.one.timesOf(guest, "cpu_usage_ratio");
  for (std::size_t each = 0; each < 3; ++each) {
    ran.lists.push_back(cluster.one.asked("/cluster/resources", each));
    ran.asked_at_all.push_back(askedAtAll(cluster.one, each) - before[each]);
  }
  return ran;
}

class Breaker : public ::testing::TestWithParam<int> {};

TEST_P(Breaker, OpensForTheNodeThatIsAskedAndNoCycleIsLateOrLost) {
  const Ran well = run(GetParam(), {});
  const Ran ill = run(GetParam(), {0});
  ASSERT_EQ(well.lists[0], 31U);
  EXPECT_EQ(ill.times, well.times) << "each figure of each guest, at the same source time";
  // The one that the dead one did not answer is asked once more over a fresh connection.
  EXPECT_EQ(ill.lists[0] + ill.lists[1] + ill.lists[2], 31U + 2U);
  EXPECT_EQ(ill.asked_at_all[0], 2U) << "and then it is left alone";
  EXPECT_TRUE(ill.healthy);
}

TEST_P(Breaker, OfANodeThatNobodyNeedsIsNotEvenTried) {
  const Ran ill = run(GetParam(), {2});
  EXPECT_EQ(ill.times, run(GetParam(), {}).times);
  EXPECT_EQ(ill.asked_at_all[2], 0U);
  EXPECT_EQ(ill.lists[0], 31U);
}

TEST_P(Breaker, OpensForTwoOfThreeAndTheThirdCarriesOn) {
  const Ran ill = run(GetParam(), {0, 1});
  EXPECT_EQ(ill.times, run(GetParam(), {}).times);
  EXPECT_LE(ill.asked_at_all[0], 2U);
  EXPECT_LE(ill.asked_at_all[1], 2U);
  EXPECT_EQ(ill.lists[2], 28U);
}

INSTANTIATE_TEST_SUITE_P(OfVersion, Breaker, ::testing::Values(7, 8, 9));

}  // namespace
}  // namespace pipevane::proxmox_poll
