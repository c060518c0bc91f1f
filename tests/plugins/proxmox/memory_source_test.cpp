#include "plugins/proxmox/memory_source.h"

#include "tests/plugins/proxmox/fleet.h"

namespace pipevane::proxmox {
namespace {

using View = MemorySource::View;
constexpr char kVm[] = "lab/vm/100";
constexpr char kAttribute[] = "memory_source";

TEST(MemorySource, IsTheGuestWhereTheTwoFiguresDiffer) {
  MemorySource source;
  source.hear({1000, 1200, 10});
  EXPECT_EQ(source.view(), View::kGuest);
}

TEST(MemorySource, IsTheHostWhereTheyAreTheSame) {
  MemorySource source;
  source.hear({1200, 1200, 10});
  EXPECT_EQ(source.view(), View::kHost);
}

// At a start the driver in the guest is not there yet.
TEST(MemorySource, BecomesTheGuestAtOnceWhenItBeginsToTell) {
  MemorySource source;
  source.hear({1200, 1200, 10});
  source.hear({900, 1300, 20});
  EXPECT_EQ(source.view(), View::kGuest);
}

TEST(MemorySource, StaysTheGuestWhoseFigureHappensToBeTheSame) {
  MemorySource source;
  source.hear({1000, 1200, 10});
  source.hear({1200, 1200, 20});
  // However often the list repeats it.
  for (int i = 0; i < 100; ++i) source.hear({1200, 1200, 20});
  source.hear({1210, 1210, 30});
  EXPECT_EQ(source.view(), View::kGuest);
  source.hear({1000, 1200, 40});
  source.hear({1200, 1200, 50});
  source.hear({1201, 1201, 60});
  EXPECT_EQ(source.view(), View::kGuest) << "the chance begins anew after each that differs";
}

TEST(MemorySource, IsTheHostOnceTheGuestTellsNoMore) {
  MemorySource source;
  source.hear({1000, 1200, 10});
  for (int i = 1; i <= MemorySource::kSameAtLeast; ++i)
    source.hear({1200.0 + i, 1200.0 + i, 10.0 + i});
  EXPECT_EQ(source.view(), View::kHost);
}

TEST(MemorySource, IsAskedAnewAfterARestart) {
  MemorySource source;
  source.hear({1000, 1200, 500});
  source.hear({700, 700, 5});
  EXPECT_EQ(source.view(), View::kHost);
}

TEST(MemorySource, IsNotKnownWithoutBothFigures) {
  MemorySource source;
  source.hear({1000, std::nullopt, 10});
  source.hear({0, 0, 20});
  EXPECT_EQ(source.view(), View::kUnknown);
}

std::string vm(const std::string& memory, const std::string& host, const std::string& uptime) {
  return edited(edited(edited(kVm100, R"("mem":1000)", R"("mem":)" + memory), R"("memhost":1200)",
                       R"("memhost":)" + host),
                R"("uptime":500)", R"("uptime":)" + uptime);
}

TEST(MemorySourceOfAGuest, IsAnAttributeWhileItRuns) {
  Fleet fleet;
  fleet.version("9.2.11");
  fleet.list(kNode1 + "," + kVm100);
  EXPECT_EQ(fleet.attribute(kVm, kAttribute), "balloon");
  fleet.list(kNode1 + "," + edited(kVm100, "running", "stopped"));
  EXPECT_EQ(fleet.attribute(kVm, kAttribute), std::nullopt);
  fleet.list(kNode1 + "," + vm("1100", "1100", "3"));
  EXPECT_EQ(fleet.attribute(kVm, kAttribute), "host");
}

TEST(MemorySourceOfAGuest, IsNotKnownBeforeNineButOfAContainer) {
  Fleet fleet;
  fleet.version("8.2.4");
  const std::string container =
      R"(,{"id":"lxc/205","type":"lxc","vmid":205,"node":"pve1","status":"running","mem":5,"maxmem":9,"uptime":9})";
  fleet.list(kNode1 + "," + edited(kVm100, R"("memhost":1200,)", "") + container);
  EXPECT_EQ(fleet.attribute(kVm, kAttribute), std::nullopt);
  EXPECT_EQ(fleet.attribute("lab/container/205", kAttribute), "cgroup");
}

TEST(MemorySourceOfAGuest, MakesTheHostsViewAnEstimate) {
  for (const bool host : {false, true}) {
    Fleet fleet;
    fleet.version("9.2.11");
    fleet.list(kNode1 + "," + vm(host ? "4200" : "1000", "4200", "500"));
    fleet.figures(row("qemu/100", "uptime", kT0 / 1000, "500") + "," +
                  row("qemu/100", "mem_used", kT0 / 1000, host ? "4200" : "1000") + "," +
                  row("qemu/100", "cpu_current", kT0 / 1000, "0.5"));
    EXPECT_EQ(fleet.quality(kVm, "memory_used_bytes"), host ? Quality::kEstimated : Quality::kLive);
    EXPECT_EQ(fleet.quality(kVm, "cpu_usage_ratio"), Quality::kLive);
    EXPECT_EQ(fleet.host.latest(kVm, "memory_used_bytes"), host ? 4200 : 1000)
        << "more than it has is told as it is";
  }
}

// The export may be a cycle ahead of the list that was asked just before.
TEST(MemorySourceOfAGuest, IsAnEstimateUntilAListToldWhoseViewItIs) {
  Fleet fleet;
  fleet.version("9.2");
  fleet.list(kNode1 + "," + edited(vm("0", "0", "0"), "running", "stopped"));
  const std::int64_t start_s = kT0 / 1000;
  const auto cycle = [&](int at_s, const std::string& memory, const std::string& uptime) {
    fleet.figures(row("qemu/100", "mem_used", start_s + at_s, memory) + "," +
                      row("qemu/100", "uptime", start_s + at_s, uptime),
                  kT0 + at_s * 1000);
    return fleet.quality(kVm, "memory_used_bytes");
  };
  EXPECT_EQ(cycle(10, "1200", "2"), Quality::kEstimated) << "nobody told yet";
  fleet.list(kNode1 + "," + vm("1000", "1200", "12"), kT0 + 20'000);
  EXPECT_EQ(cycle(20, "1000", "12"), Quality::kLive) << "the guest told";
  EXPECT_EQ(cycle(30, "1200", "3"), Quality::kEstimated) << "it began anew";
  fleet.list(kNode1 + "," + vm("1000", "1200", "13"), kT0 + 40'000);
  EXPECT_EQ(cycle(40, "1000", "13"), Quality::kLive);
}

TEST(MemorySourceOfAGuest, StaysWhileItsNodeIsSilent) {
  Fleet fleet;
  fleet.version("9.2.11");
  fleet.list(kNode1 + "," + kVm100);
  fleet.list(edited(kNode1, "online", "offline") + "," + kVm100);
  EXPECT_EQ(fleet.attribute(kVm, kAttribute), "balloon") << "as it was last known";
}

}  // namespace
}  // namespace pipevane::proxmox
