#include "tests/simulator/world/world.h"

#include "tests/simulator/world/demo.h"
#include "tests/simulator/world/population.h"

#include <gtest/gtest.h>

namespace pipevane::simulator {
namespace {

constexpr std::int64_t kBeginS = 1'795'000'000;

World made(std::uint64_t seed, int guests = 20) {
  return {makePopulation("sim", 3, guests, seed, kBeginS), seed, kBeginS};
}

TEST(World, IsTheSameForTheSameSeedAndAnotherForAnother) {
  World one = made(7), same = made(7), other = made(8);
  for (World* each : {&one, &same, &other}) each->advanceTo(kBeginS + 300);
  bool differs = false;
  for (std::size_t i = 0; i < one.guests().size(); ++i) {
    const Figures& a = one.guests()[i].cycles.back();
    const Figures& b = same.guests()[i].cycles.back();
    EXPECT_EQ(a.cpu, b.cpu);
    EXPECT_EQ(a.memory, b.memory);
    EXPECT_EQ(a.receive, b.receive);
    differs = differs || a.receive != other.guests()[i].cycles.back().receive;
  }
  EXPECT_TRUE(differs);
}

TEST(World, DoesNotDependOnHowOftenItIsLookedAt) {
  World often = made(7), once = made(7);
  for (std::int64_t now = kBeginS; now <= kBeginS + 200; ++now) often.advanceTo(now);
  once.advanceTo(kBeginS + 200);
  EXPECT_EQ(often.guest(100).cycles.back().receive, once.guest(100).cycles.back().receive);
  EXPECT_EQ(often.guest(100).cycles.back().time_s, once.guest(100).cycles.back().time_s);
}

TEST(World, CountsWhatItsRatesMake) {
  World world = made(7);
  world.advanceTo(kBeginS + 600);
  for (const Guest& guest : world.guests())
    for (std::size_t i = 1; i < guest.cycles.size() && guest.running; ++i) {
      const Figures &before = guest.cycles[i - 1], &now = guest.cycles[i];
      const std::int64_t passed_s = now.time_s - before.time_s;
      EXPECT_EQ(passed_s, World::kCycleS);
      EXPECT_EQ(now.receive - before.receive, now.load.receive * passed_s);
      EXPECT_EQ(now.written - before.written, now.load.written * passed_s);
    }
}

TEST(World, KeepsHalfAnHourAndNoMore) {
  World world = made(7);
  EXPECT_GE(world.guest(100).cycles.size(), kCyclesKept - 1);
  world.advanceTo(kBeginS + 3600);
  EXPECT_EQ(world.guest(100).cycles.size(), kCyclesKept);
}

TEST(World, BeginsCountersAnewWithAStartAndAMove) {
  World world = made(7);
  const std::string other = world.guest(100).node == "pve1" ? "pve2" : "pve1";
  world.at(60, [&](World& w) { w.migrate(100, other); });
  world.at(120, [](World& w) { w.stop(101); });
  world.at(180, [](World& w) { w.start(101); });
  world.advanceTo(kBeginS + 100);
  EXPECT_EQ(world.guest(100).node, other);
  EXPECT_LE(world.guest(100).cycles.back().uptime_s, 40);
  world.advanceTo(kBeginS + 150);
  EXPECT_FALSE(world.guest(101).cycles.back().running);
  EXPECT_EQ(world.guest(101).cycles.back().receive, 0);
  world.advanceTo(kBeginS + 200);
  EXPECT_TRUE(world.guest(101).cycles.back().running);
  EXPECT_LE(world.guest(101).cycles.back().uptime_s, 20);
  EXPECT_EQ(world.tasks().size(), 3U);
  EXPECT_EQ(world.tasks().back().type, world.guest(101).container ? "vzstart" : "qmstart");
}

TEST(World, OfTheDemoIsLively) {
  World world(demoPopulation(11, kBeginS), 11, kBeginS, 300);
  addDemoHappenings(world);
  world.advanceTo(kBeginS + 600);
  EXPECT_EQ(world.nodes().size(), 3U);
  EXPECT_EQ(world.guests().size(), 30U);
  EXPECT_EQ(world.guest(109).node, "pve3");
  EXPECT_GE(world.tasks().size(), 8U);
}

}  // namespace
}  // namespace pipevane::simulator
