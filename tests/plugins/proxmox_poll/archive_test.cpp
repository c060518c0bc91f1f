// The archive against a simulated cluster whose past is known.
#include "plugins/proxmox_poll/archive/rrd_cache.h"
#include "plugins/proxmox_poll/archive/rrd_object.h"
#include "plugins/proxmox_poll/archive/time_frames.h"
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>
#include <pipevane/archive.h>
#include <pipevane/history.h>
#include <pipevane/inspect.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <thread>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using simulator::World;
using ::testing::HasSubstr;

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

struct Told {
  std::vector<std::int64_t> times_ms, steps_ms;
  std::vector<double> values;

  std::int64_t endMs() const { return times_ms.back() + steps_ms.back(); }
};
struct Answered {
  pv_status status = PV_FAILED;
  std::map<std::string, Told> told;
};

class OneArchive {
 public:
  OneArchive() : OneArchive(old(9)) {}
  explicit OneArchive(simulator::Settings settings) : one(std::move(settings)) {}

  static simulator::Settings old(int version) {
    simulator::Settings settings = OnePoll::small();
    settings.pve_version = version;
    settings.files_s = 8 * kDay / 1000;
    return settings;
  }
  // Asks while the source waits for its second cycle, as another thread would.
  void run(const std::function<void()>& asks, testing::GivenOptions more = {}) {
    more.merge(one.options());
    source =
        std::make_unique<testing::FakeComponent>(one.host, pipevane_plugin, "proxmox_poll", more);
    one.host.onWait([&](std::int64_t) {
      asks();
      one.host.requestStop();
    });
    source->run();
    one.host.onWait(nullptr);
  }
  const pv_archive& service() { return *source->service<pv_archive>(PV_ARCHIVE); }
  bool keeps(const std::string& entity) {
    return service().keeps(source->serviceSelf(), one.host.dictionary().entity(entity));
  }
  Answered ask(const std::string& entity, const std::vector<std::string>& metrics,
               std::int64_t from_ms, std::int64_t to_ms = kBeginMs,
               std::int64_t patience_ms = 3'000, std::int32_t aggregate = PV_AVERAGE) {
    std::vector<MetricId> ids;
    for (const auto& each : metrics) ids.push_back(one.host.dictionary().metric(each, "", false));
    const pv_archive_query query{.size = sizeof query,
                                 .aggregate = aggregate,
                                 .from_ms = from_ms,
                                 .to_ms = to_ms,
                                 .patience_ms = patience_ms,
                                 .entity = one.host.dictionary().entity(entity),
                                 .metric_count = ids.size(),
                                 .metrics = ids.data()};
    Context context{this, {}};
    context.answered.status =
        service().query(source->serviceSelf(), &query, &context, [](void* raw, const auto* points) {
          auto& to = *static_cast<Context*>(raw);
          const auto name = to.self->one.host.dictionary().info(points->metric).name;
          to.answered.told[std::string(name)] = {
              {points->times_ms, points->times_ms + points->count},
              {points->steps_ms, points->steps_ms + points->count},
              {points->values, points->values + points->count}};
        });
    return context.answered;
  }
  std::uint64_t asked(const std::string& path) { return one.asked(path + "/rrddata"); }
  std::string inspected() {
    std::string json;
    source->service<pv_inspect>(PV_INSPECT)
        ->read(source->serviceSelf(), &json,
               [](void* to, pv_text text) { *static_cast<std::string*>(to) = str(text); });
    return json;
  }

  OnePoll one;
  std::unique_ptr<testing::FakeComponent> source;

 private:
  struct Context {
    OneArchive* self;
    Answered answered;
  };
};

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

TEST(Archive, OfManyWhoAskTheSameOneAsks) {
  OneArchive archive;
  archive.run([&] {
    const EntityId entity = archive.one.host.dictionary().entity("sim/vm/100");
    const MetricId metric = archive.one.host.dictionary().metric("cpu_usage_ratio", "", false);
    const pv_archive_query query{.size = sizeof query,
                                 .aggregate = PV_AVERAGE,
                                 .from_ms = kBeginMs - kDay,
                                 .to_ms = kBeginMs,
                                 .patience_ms = 3'000,
                                 .entity = entity,
                                 .metric_count = 1,
                                 .metrics = &metric};
    std::atomic<std::size_t> points = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        archive.service().query(archive.source->serviceSelf(), &query, &points,
                                [](void* sum, const pv_archive_points* told) {
                                  *static_cast<std::atomic<std::size_t>*>(sum) += told->count;
                                });
      });
    for (auto& each : threads) each.join();
    EXPECT_GE(points, 8U * 1'400);
    EXPECT_EQ(archive.asked("/nodes/pve1/qemu/100"), 1U);
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

RrdCache::Rows rowsUntil(std::int64_t end_ms, std::size_t count = 10) {
  proxmox::RrdRows rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows.begins_ms.push_back(end_ms - static_cast<std::int64_t>(count - i) * kMinute);
    rows.steps_ms.push_back(kMinute);
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
