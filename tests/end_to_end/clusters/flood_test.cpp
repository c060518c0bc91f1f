// A cluster whose server names other guests in each of its lists, without an end, beside one that
// is as clusters are.
#include "engine/base/limits.h"
#include "tests/end_to_end/clusters/clusters.h"

#include <gmock/gmock.h>

namespace pipevane::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr std::int64_t kCycleMs = 10'000;

class Flood : public Clusters {
 protected:
  void SetUp() override {
    simulator::Settings settings;
    settings.nodes = 1;
    settings.guests = 4;
    settings.cluster = "lab";
    add(settings);
    settings.cluster = "evil";
    settings.pve_version = 7;
    add(settings);
  }
  // The next list of the second one: so many guests that nobody saw before.
  void flood(std::size_t guests) {
    const std::string node =
        simulators_[1]->locked([](const World& world) { return world.nodes().front().name; });
    std::string rows = R"({"id":"node/)" + node + R"(","type":"node","node":")" + node +
                       R"(","status":"online","maxcpu":8,"maxmem":16,"uptime":1000})";
    for (std::size_t i = 0; i < guests; ++i, ++next_) {
      const std::string vmid = std::to_string(next_);
      rows += R"(,{"id":"qemu/)" + vmid + R"(","type":"qemu","vmid":)" + vmid + R"(,"node":")" +
              node + R"(","status":"stopped"})";
    }
    simulators_[1]->faults().clear();
    Fault list{.path = "/cluster/resources", .status = 200};
    list.body = R"({"data":[)" + rows + "]}";
    simulators_[1]->faults().add(list);
  }
  std::size_t next_ = 1'000'000;
};

TEST_F(Flood, OfOneSourceLeavesRoomForTheNewGuestsOfAnother) {
  constexpr std::size_t kGuests = 40'000;
  start({0, 1});
  runFor(kMinuteMs);
  const std::uint64_t before = entityCount();
  flood(kGuests);
  runFor(kCycleMs);
  EXPECT_THAT(trouble("two"), HasSubstr("leaves out"));
  EXPECT_LT(entityCount(), before + kGuests) << "no cluster is that large";
  for (int i = 0; i < 15; ++i) {
    flood(kGuests);
    runFor(kCycleMs);
  }
  EXPECT_THAT(trouble("two"), HasSubstr("restart pipevane"));
  EXPECT_EQ(trouble("one"), "");
  EXPECT_LE(entityCount(), before + limits::kEntitiesOfOne);
  simulators_[0]->locked([](World& world) {
    auto guest = world.guests().front();
    guest.vmid = 900;
    world.create(guest);
  });
  runFor(kMinuteMs);
  EXPECT_EQ(trouble("one"), "");
  stop();
  EXPECT_THAT(entities_, Contains("lab/vm/900"));
  EXPECT_FALSE(samples_[std::pair("lab/vm/900", "cpu_usage_ratio")].empty());
}

}  // namespace
}  // namespace pipevane::testing
