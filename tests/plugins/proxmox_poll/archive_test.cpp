// The archive against a simulated cluster whose past is known.
#include "plugins/proxmox_poll/archive/rrd_cache.h"
#include "plugins/proxmox_poll/archive/rrd_object.h"
#include "plugins/proxmox_poll/archive/time_frames.h"
#include "tests/plugins/proxmox_poll/one_archive.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using simulator::World;
using ::testing::HasSubstr;

// The mean of what the guest really did in (begin, end].
simulator::Load truly(const World& world, const simulator::Guest& guest, std::int64_t begin_ms,
                      std::int64_t end_ms, double& cpu) {
  const std::int64_t phase_s = world.node(guest.node).phase_s;
  double receive = 0, written = 0, memory = 0, count = 0;
  cpu = 0;
  for (std::int64_t at_s = begin_ms / 1000 + 1; at_s <= end_ms / 1000; ++at_s) {
    if (at_s % World::kCycleS != phase_s) continue;
    const auto load = simulator::loadAt(guest.profile, guest.memory_total, world.seed(),
                                        static_cast<std::uint64_t>(guest.vmid),
                                        at_s / World::kCycleS, guest.start_tick);
    cpu += load.cpu;
    receive += static_cast<double>(load.receive);
    written += static_cast<double>(load.written);
    memory += static_cast<double>(load.memory);
    ++count;
  }
  cpu /= count;
  simulator::Load mean;
  mean.receive = static_cast<std::int64_t>(receive / count);
  mean.written = static_cast<std::int64_t>(written / count);
  mean.memory = static_cast<std::int64_t>(memory / count);
  return mean;
}

class ArchiveOf : public ::testing::TestWithParam<int> {};

TEST_P(ArchiveOf, TellsADayAndAWeekWithinOnePercentOfTheTruth) {
  OneArchive archive(OneArchive::old(GetParam()));
  archive.run([&] {
    archive.one.sim().locked([](World& world) { ASSERT_TRUE(world.guest(100).running); });
    for (const std::int64_t back_ms : {kHour, kDay, 7 * kDay}) {
      SCOPED_TRACE(back_ms);
      const auto answered =
          archive.ask("sim/vm/100",
                      {"cpu_usage_ratio", "cpu_usage_percent", "memory_used_bytes",
                       "network_receive_bytes_per_second", "disk_written_bytes_per_second"},
                      kBeginMs - back_ms);
      ASSERT_EQ(answered.status, PV_OK);
      const Told& cpu = answered.told.at("cpu_usage_ratio");
      ASSERT_GE(cpu.times_ms.size(), 50U);
      EXPECT_LE(cpu.times_ms.front(), kBeginMs - back_ms + back_ms / 25);
      // Finer frames tell what the last long row does not.
      EXPECT_GE(cpu.endMs(), kBeginMs - 2 * kMinute);
      archive.one.sim().locked([&](World& world) {
        const auto& guest = world.guest(100);
        for (std::size_t i = 1; i < cpu.times_ms.size(); ++i) {
          ASSERT_GE(cpu.times_ms[i], cpu.times_ms[i - 1] + cpu.steps_ms[i - 1]);
          // A row that a finer one was cut by is about more than what is left of it.
          if (cpu.steps_ms[i] % kMinute != 0) continue;
          double mean = 0;
          const auto true_ones =
              truly(world, guest, cpu.times_ms[i], cpu.times_ms[i] + cpu.steps_ms[i], mean);
          const auto near = [&](const std::string& metric, double expected) {
            EXPECT_NEAR(answered.told.at(metric).values[i], expected, expected * 0.01) << metric;
          };
          near("cpu_usage_ratio", mean);
          near("cpu_usage_percent", mean * 100);
          near("memory_used_bytes", static_cast<double>(true_ones.memory));
          near("network_receive_bytes_per_second", static_cast<double>(true_ones.receive));
          near("disk_written_bytes_per_second", static_cast<double>(true_ones.written));
        }
      });
    }
  });
}

// As it is for some seconds behind the end of each row: the long frame's newest one has its time
// alone, and finer ones know what is in it.
TEST_P(ArchiveOf, HasNoHoleWhereTheNewestRowIsNotWrittenYet) {
  OneArchive archive(OneArchive::old(GetParam()));
  archive.run([&] {
    constexpr std::int64_t kLongest = 3 * kHour;
    const std::int64_t now_ms = (kBeginMs / kLongest + 1) * kLongest;
    archive.one.host.setNow(now_ms);
    archive.one.sim().locked([](World& world) { ASSERT_GT(world.node("pve1").phase_s, 0); });
    // What is kept of the first time is as good.
    for (int i = 0; i < 2; ++i) {
      const auto answered =
          archive.ask("sim/vm/100", {"cpu_usage_ratio", "cpu_count"}, now_ms - 7 * kDay, now_ms);
      ASSERT_EQ(answered.status, PV_OK);
      for (const auto& [metric, told] : answered.told) {
        SCOPED_TRACE(metric);
        ASSERT_GT(told.times_ms.size(), 50U);
        for (std::size_t row = 1; row < told.times_ms.size(); ++row)
          ASSERT_LE(told.times_ms[row] - told.times_ms[row - 1] - told.steps_ms[row - 1],
                    2 * kMinute)
              << "a hole " << (now_ms - told.times_ms[row]) / kMinute << " min ago";
        EXPECT_GE(told.endMs(), now_ms - 2 * kMinute);
      }
    }
  });
}

// Of what is new a long frame has nothing at all, and nothing for long of what was away.
TEST(Archive, AsksAFinerFrameForWhatIsBehindRowsOfWhichNothingIsKnown) {
  auto settings = OneArchive::old(9);
  settings.files_s = 20 * kMinute / 1000;
  OneArchive archive(settings);
  archive.run([&] {
    const auto answered = archive.ask("sim/vm/100", {"cpu_usage_ratio"}, kBeginMs - 7 * kDay);
    ASSERT_EQ(answered.status, PV_OK);
    const Told& cpu = answered.told.at("cpu_usage_ratio");
    EXPECT_GE(cpu.times_ms.size(), 18U);
    EXPECT_GE(cpu.endMs(), kBeginMs - 2 * kMinute);
  });
}

TEST_P(ArchiveOf, TellsOfNodesAndStorages) {
  OneArchive archive(OneArchive::old(GetParam()));
  archive.run([&] {
    const auto node =
        archive.ask("sim/node/pve2", {"cpu_usage_ratio", "memory_total_bytes"}, kBeginMs - kDay);
    EXPECT_EQ(node.status, PV_OK);
    EXPECT_GE(node.told.at("cpu_usage_ratio").values.size(), 40U);
    archive.one.sim().locked([&](World& world) {
      for (const double each : node.told.at("memory_total_bytes").values)
        ASSERT_DOUBLE_EQ(each, static_cast<double>(world.node("pve2").memory_total));
    });
    const auto storage = archive.ask("sim/storage/pve1/local",
                                     {"disk_used_bytes", "disk_used_percent"}, kBeginMs - kDay);
    EXPECT_EQ(storage.status, PV_OK);
    EXPECT_GE(storage.told.at("disk_used_percent").values.size(), 40U);
    const auto shared = archive.ask("sim/storage/ceph", {"disk_used_bytes"}, kBeginMs - kDay);
    EXPECT_GE(shared.told.at("disk_used_bytes").values.size(), 40U);
  });
}
INSTANTIATE_TEST_SUITE_P(Versions, ArchiveOf, ::testing::Values(7, 8, 9));

TEST(Archive, ReadsTheStepsOfEachRowAfterAnUpgrade) {
  auto settings = OneArchive::old(9);
  settings.upgraded_s = 12 * kHour / 1000;
  OneArchive archive(settings);
  archive.run([&] {
    const auto answered = archive.ask("sim/vm/100", {"cpu_usage_ratio"}, kBeginMs - kDay);
    const Told& cpu = answered.told.at("cpu_usage_ratio");
    EXPECT_EQ(cpu.steps_ms[1], 30 * kMinute);
    EXPECT_EQ(cpu.steps_ms.back(), kMinute);
    const auto changes = std::ranges::adjacent_find(cpu.steps_ms, std::greater<>());
    ASSERT_NE(changes, cpu.steps_ms.end());
  });
}

TEST(Archive, KnowsWhoseEntitiesItHas) {
  OneArchive archive;
  archive.run([&] {
    for (const char* entity : {"sim/vm/100", "sim/node/pve1", "sim/container/104",
                               "sim/storage/pve1/local", "sim/storage/ceph"})
      EXPECT_TRUE(archive.keeps(entity)) << entity;
    for (const char* entity :
         {"other/vm/100", "sim/pool/prod", "sim/cluster/sim", "all/fleet/all", "sim/vm/1?x",
          "sim/node/../x", "sim/storage/a/b/c", "simulated/vm/100", "sim/node/", ""})
      EXPECT_FALSE(archive.keeps(entity)) << entity;
  });
}

TEST(Archive, AsksOncePerFrameAndOverOneMoreConnection) {
  OneArchive archive;
  archive.run([&] {
    const auto before = archive.one.sim().connections();
    for (int i = 0; i < 5; ++i) {
      archive.ask("sim/vm/100", {"cpu_usage_ratio"}, kBeginMs - kDay);
      archive.ask("sim/vm/100", {"memory_used_bytes", "cpu_count"}, kBeginMs - kDay);
    }
    EXPECT_EQ(archive.asked("/nodes/pve1/qemu/100"), 1U);
    EXPECT_EQ(archive.one.sim().connections(), before + 1);
    // Another function is another question.
    archive.ask("sim/vm/100", {"cpu_usage_ratio"}, kBeginMs - kDay, kBeginMs, 3'000, PV_MAXIMUM);
    EXPECT_EQ(archive.asked("/nodes/pve1/qemu/100"), 2U);
    // Counters are in no file.
    archive.ask("sim/vm/101", {"network_receive_bytes_total", "uptime_seconds"}, kBeginMs - kDay);
    EXPECT_EQ(archive.asked("/nodes/pve1/qemu/101"), 0U);
  });
}

TEST(Archive, GivesNothingWithoutPatienceButWhatIsAtHand) {
  OneArchive archive;
  archive.run([&] {
    const auto ask = [&](std::int64_t patience_ms) {
      return archive.ask("sim/vm/100", {"cpu_usage_ratio"}, kBeginMs - kDay, kBeginMs, patience_ms);
    };
    EXPECT_EQ(ask(0).status, PV_RETRY);
    EXPECT_EQ(archive.asked("/nodes/pve1/qemu/100"), 0U);
    EXPECT_EQ(ask(3'000).status, PV_OK);
    EXPECT_EQ(ask(0).status, PV_OK);
    EXPECT_GT(ask(0).told["cpu_usage_ratio"].values.size(), 1000U);
  });
}

TEST(Archive, LeavesWhoDoesNotAnswerAloneForAWhile) {
  OneArchive archive;
  archive.one.sim().faults().add({.path = "/nodes/pve1/qemu", .kind = Fault::Kind::kHang});
  archive.run([&] {
    EXPECT_EQ(archive.ask("sim/vm/100", {"cpu_usage_ratio"}, kBeginMs - kDay, kBeginMs, 200).status,
              PV_RETRY);
    EXPECT_EQ(archive.ask("sim/vm/101", {"cpu_usage_ratio"}, kBeginMs - kDay).status, PV_RETRY);
    EXPECT_EQ(archive.asked("/nodes/pve1/qemu/101"), 0U);
    archive.one.host.setNow(archive.one.host.host().nowMs() + 3'000);
    archive.one.sim().faults().clear();
    EXPECT_EQ(archive.ask("sim/vm/101", {"cpu_usage_ratio"}, kBeginMs - kDay).status, PV_OK);
  });
}

// Another one that shares the storage can tell as well.
TEST(Archive, OfASharedStorageLeavesANodeThatHangsAloneAndAsksAnother) {
  auto settings = OneArchive::old(9);
  settings.nodes = 3;
  OneArchive archive(settings);
  archive.one.sim().faults().add(
      {.path = "/nodes/pve1/storage/ceph", .kind = Fault::Kind::kStatus, .status = 404});
  archive.one.sim().faults().add({.path = "/nodes/pve2/storage/ceph", .kind = Fault::Kind::kHang});
  archive.run([&] {
    const auto ask = [&](std::int64_t patience_ms) {
      return archive
          .ask("sim/storage/ceph", {"disk_used_bytes"}, kBeginMs - kDay, kBeginMs, patience_ms)
          .status;
    };
    EXPECT_EQ(ask(200), PV_RETRY);
    EXPECT_EQ(ask(3'000), PV_OK);
    EXPECT_EQ(archive.asked("/nodes/pve2/storage/ceph"), 1U) << "it rests";
    EXPECT_EQ(archive.asked("/nodes/pve3/storage/ceph"), 1U);
  });
}

TEST(Archive, BelievesThatThereIsNoFileAndAsksForOthers) {
  OneArchive archive;
  archive.run([&] {
    for (int i = 0; i < 3; ++i) {
      const auto none = archive.ask("sim/vm/999", {"cpu_usage_ratio"}, kBeginMs - kDay);
      EXPECT_EQ(none.status, PV_OK);
      EXPECT_TRUE(none.told.at("cpu_usage_ratio").values.empty());
    }
    EXPECT_EQ(archive.asked("/nodes/pve1/qemu/999"), 1U);
    EXPECT_EQ(archive.ask("sim/vm/100", {"cpu_usage_ratio"}, kBeginMs - kDay).status, PV_OK);
  });
}

// Whoever asked would take it for a thing without a past.
TEST(Archive, ThatMayNotBeReadSaysWhichPrivilegeIsMissing) {
  OneArchive archive;
  struct Case {
    const char *entity, *metric, *path, *privilege, *granted;
  };
  const Case cases[] = {
      {"sim/vm/100", "cpu_usage_ratio", "/nodes/pve1/qemu/100", "VM.Audit", "/vms/100"},
      {"sim/container/104", "cpu_usage_ratio", "/nodes/pve1/lxc/104", "VM.Audit", "/vms/104"},
      {"sim/node/pve2", "cpu_usage_ratio", "/nodes/pve2", "Sys.Audit", "/nodes/pve2"},
      {"sim/storage/pve1/local", "disk_used_bytes", "/nodes/pve1/storage/local", "Datastore.Audit",
       "/storage/local"},
      {"sim/storage/ceph", "disk_used_bytes", "/nodes/pve1/storage/ceph", "Datastore.Audit",
       "/storage/ceph"}};
  archive.run([&] {
    for (const Case& each : cases) {
      SCOPED_TRACE(each.entity);
      archive.one.sim().grant(simulator::Rights::auditor(archive.one.sim().version())
                                  .without(each.privilege, each.granted));
      const auto before = archive.asked(each.path);
      const auto ask = [&] { return archive.ask(each.entity, {each.metric}, kBeginMs - kDay); };
      const Answered refused = ask();
      EXPECT_EQ(refused.status, PV_FAILED);
      EXPECT_THAT(refused.why, HasSubstr(std::string("the token has no ") + each.privilege +
                                         " on " + each.granted + ","));
      EXPECT_EQ(ask().why, refused.why);
      EXPECT_EQ(archive.asked(each.path), before + 1) << "it is believed for a while";
      archive.one.sim().grant(simulator::Rights::auditor(archive.one.sim().version()));
      archive.one.host.setNow(archive.one.host.host().nowMs() + RrdCache::kRefusedMs);
      const Answered granted = ask();
      EXPECT_EQ(granted.status, PV_OK);
      EXPECT_EQ(granted.why, "");
      EXPECT_FALSE(granted.told.at(each.metric).values.empty());
    }
  });
}

TEST(Archive, ThatANodeFailsToReadIsNotTakenForNoFile) {
  OneArchive archive;
  archive.one.sim().faults().add({.path = "/nodes/pve1/qemu/100/rrddata",
                                  .kind = Fault::Kind::kStatus,
                                  .status = 500,
                                  .reason = "got timeout"});
  archive.run([&] {
    const Answered failed = archive.ask("sim/vm/100", {"cpu_usage_ratio"}, kBeginMs - kDay);
    EXPECT_EQ(failed.status, PV_FAILED);
    EXPECT_THAT(failed.why, HasSubstr("500 got timeout"));
  });
}

TEST(Archive, OfADeadNodesStorageKnowsNothingAndOfItsGuestsEverything) {
  auto settings = OneArchive::old(9);
  settings.nodes = 3;
  OneArchive archive(settings);
  archive.run([&] {
    archive.one.sim().locked([](World& world) { world.setOnline("pve2", false); });
    EXPECT_EQ(archive.ask("sim/storage/pve2/local", {"disk_used_bytes"}, kBeginMs - kDay).status,
              PV_RETRY);
    EXPECT_EQ(archive.ask("sim/node/pve2", {"cpu_usage_ratio"}, kBeginMs - kDay).status, PV_OK);
    EXPECT_EQ(archive.ask("sim/storage/pve1/local", {"disk_used_bytes"}, kBeginMs - kDay).status,
              PV_OK);
  });
}

TEST(Archive, LeavesHalfOfTheLimitToThePoll) {
  OneArchive archive;
  archive.run(
      [&] {
        for (int vmid = 200; vmid < 230; ++vmid)
          archive.ask("sim/vm/" + std::to_string(vmid), {"cpu_usage_ratio"}, kBeginMs - kDay);
        const auto asked = archive.one.sim().stats().json().getValue<int>("requests");
        EXPECT_LE(asked, 10);
        EXPECT_GE(asked, 8);
      },
      {{"requests_per_minute", std::string("20")}});
}

TEST(TimeFrames, AreThoseOfTheVersionAndTheFinestThatReaches) {
  const auto name = [](int version, std::int64_t age_ms) {
    return frameReaching(timeFrames(proxmox::Version{{version, 2, 0}}), age_ms).name;
  };
  EXPECT_EQ(name(9, kHour), "hour");
  EXPECT_EQ(name(9, kDay + 10 * kMinute), "day") << "a little late is no reason for half hours";
  EXPECT_EQ(name(9, 2 * kDay), "week");
  EXPECT_EQ(name(9, 700 * kDay), "decade");
  EXPECT_EQ(name(8, 34 * kHour), "day");
  EXPECT_EQ(name(8, 700 * kDay), "year");
  EXPECT_EQ(name(7, 700 * kDay), "year");
  EXPECT_EQ(frameReaching(timeFrames(std::nullopt), 9'000 * kDay).name, "year");
}

// `empty`: nothing is known of so many of the newest ones.
RrdCache::Rows rowsUntil(std::int64_t end_ms, std::size_t count = 10, std::size_t empty = 0) {
  proxmox::RrdRows rows;
  auto& cpu = rows.values[proxmox::at(proxmox::Metric::kCpuUsage)];
  for (std::size_t i = 0; i < count; ++i) {
    rows.begins_ms.push_back(end_ms - static_cast<std::int64_t>(count - i) * kMinute);
    rows.steps_ms.push_back(kMinute);
    cpu.push_back(i + empty < count ? 0.5 : std::nan(""));
  }
  return std::make_shared<const proxmox::RrdRows>(std::move(rows));
}

TEST(RrdCache, KeepsWhatReachesFarEnoughAndElseForOneStep) {
  RrdCache cache;
  cache.keep("a", rowsUntil(1'000 * kMinute), 1'000 * kMinute);
  EXPECT_TRUE(cache.find("a", 1'000 * kMinute, kMinute, 5'000 * kMinute));
  EXPECT_TRUE(cache.find("a", 1'001 * kMinute, kMinute, 1'000 * kMinute + kMinute - 1));
  EXPECT_FALSE(cache.find("a", 1'001 * kMinute, kMinute, 1'001 * kMinute));
  EXPECT_FALSE(cache.find("b", 0, kMinute, 1'000 * kMinute));
}

TEST(RrdCache, DoesNotTakeARowThatIsNotWrittenYetForThePast) {
  RrdCache cache;
  cache.keep("a", rowsUntil(1'000 * kMinute, 10, 2), 1'000 * kMinute);
  EXPECT_TRUE(cache.find("a", 998 * kMinute, kMinute, 5'000 * kMinute));
  EXPECT_TRUE(cache.find("a", 999 * kMinute, kMinute, 1'000 * kMinute + kMinute - 1));
  EXPECT_FALSE(cache.find("a", 999 * kMinute, kMinute, 1'001 * kMinute));
  cache.keep("b", rowsUntil(1'000 * kMinute, 10, 10), 1'000 * kMinute);
  EXPECT_FALSE(cache.find("b", 991 * kMinute, kMinute, 1'001 * kMinute));
}

TEST(RrdCache, ForgetsThatThereWasNothing) {
  RrdCache cache;
  cache.keepNothing("a", 0);
  EXPECT_TRUE(cache.find("a", 5, kMinute, RrdCache::kNothingMs - 1));
  EXPECT_FALSE(cache.find("a", 5, kMinute, RrdCache::kNothingMs));
}

TEST(RrdCache, IsBounded) {
  RrdCache cache;
  for (int i = 0; i < 600; ++i) cache.keep(std::to_string(i), rowsUntil(kDay, 1'000), 0);
  EXPECT_LE(cache.bytes(), RrdCache::kBytesMax);
  EXPECT_TRUE(cache.find("599", 0, kMinute, 0));
  EXPECT_FALSE(cache.find("0", 0, kMinute, 0));
  for (int i = 0; i < 600; ++i) cache.keepNothing(std::to_string(i), 0);
  EXPECT_LE(cache.size(), RrdCache::kAnswersMax);
}

}  // namespace
}  // namespace pipevane::proxmox_poll
