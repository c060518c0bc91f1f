// That each cycle ends once, whatever fails in it: totals are made there.
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using simulator::World;

std::uint64_t endsOf(const testing::FakeHost& host) {
  std::uint64_t ends = 0;
  for (const auto& batch : host.pushed())
    if ((batch.flags() & PV_END_OF_CYCLE) != 0) ++ends;
  return ends;
}

class EndOfCycle : public ::testing::TestWithParam<int> {
 protected:
  void expectOneEach() {
    EXPECT_GE(lists(), 6U);
    EXPECT_EQ(endsOf(nodes.one.host), lists());
  }
  std::uint64_t lists() { return nodes.one.asked("/cluster/resources"); }
  void fail(const std::string& path, int count) {
    nodes.one.sim().faults().add({.path = path,
                                  .kind = Fault::Kind::kStatus,
                                  .status = 500,
                                  .reason = "no",
                                  .count = count});
  }
  ThreeNodes nodes{GetParam()};
};

TEST_P(EndOfCycle, ComesOnceWhereAllIsWell) {
  nodes.runFor(65'000);
  expectOneEach();
}

TEST_P(EndOfCycle, ComesOnceWhereTheExportFailsNowAndThen) {
  fail("/cluster/metrics/export", 2);
  nodes.runFor(65'000);
  expectOneEach();
}

TEST_P(EndOfCycle, ComesOnceWhereTheExportFailsForGood) {
  fail("/cluster/metrics/export", -1);
  nodes.runFor(125'000);
  expectOneEach();
}

TEST_P(EndOfCycle, ComesOnceWhereMembersAreAskedOneByOne) {
  nodes.at(15'000, [&] { nodes.everywhere([](World& world) { world.hangApi("pve2", true); }); });
  nodes.runFor(95'000);
  expectOneEach();
}

TEST_P(EndOfCycle, ComesOnceWhereThePastIsAskedOfEachMember) {
  ThreeNodes many(GetParam(), 240, 1'800);
  many.timeout = "30s";  // nobody hangs here, but half an hour is long where the machine is busy
  many.runFor(65'000);
  EXPECT_EQ(endsOf(many.one.host), many.one.asked("/cluster/resources"));
}
INSTANTIATE_TEST_SUITE_P(OfVersion, EndOfCycle, ::testing::Values(8, 9));

}  // namespace
}  // namespace pipevane::proxmox_poll
