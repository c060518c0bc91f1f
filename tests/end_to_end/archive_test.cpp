// A day and a week of chart from a program that has just begun: Proxmox VE's own files tell it.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

#include <future>
#include <vector>

namespace pipevane::testing {
namespace {

using simulator::Fault;
using simulator::Simulator;
using simulator::World;

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

class Chart {
 protected:
  static simulator::Settings settings(int version) {
    simulator::Settings settings;
    settings.nodes = 1;
    settings.guests = 4;
    settings.pve_version = version;
    settings.files_s = 8 * kDay / 1000;
    return settings;
  }
  // `slow`, a path, is never answered.
  explicit Chart(int version, const std::string& slow = {})
      : cluster_(settings(version)), pipevane_(started(slow)) {}

  RunningPipevane started(const std::string& slow) {
    if (!slow.empty()) cluster_.faults().add({.path = slow, .kind = Fault::Kind::kHang});
    return RunningPipevane(yaml(), {{"SECRET", cluster_.settings().token_secret}});
  }

  std::string yaml() const {
    return "version: 1\nsources:\n" + sourceYaml("lab", cluster_, "10s") +
           "transforms:\n  derived: {type: derive, inputs: [lab]}\n"
           "sinks:\n  history: {type: history, inputs: [derived]}\n"
           "  web: {type: web, port: 0, inputs: [derived]}\n";
  }
  std::int64_t nowMs() {
    return cluster_.locked([](const World& world) { return world.nowS(); }) * 1000;
  }
  JsonPtr history(std::int64_t back_ms, const std::string& metric = "cpu_usage_ratio",
                  const std::string& entity = "sim/vm/100") const {
    return pipevane_.json("/api/metrics/history?entity=" + entity + "&metric=" + metric +
                          "&from=" + std::to_string(begin_ms_ - back_ms));
  }
  static JsonPtr only(const JsonPtr& answer) { return answer->getArray("series")->getObject(0); }
  // Until the backfill is stored: the history, which may be behind the page, is told of it in its
  // order, so all is there once what is of now is. So late a time is asked of no archive.
  void awaitStored() {
    const std::string rate = "network_receive_bytes_per_second";
    pipevane_.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
      const auto vm = entities.getObject("sim/vm/100");
      return vm && vm->getObject("metrics") && vm->getObject("metrics")->has(rate) &&
             !only(history(kMinute / 3, rate))->getArray("times_ms")->empty();
    });
  }
  // The mean of what the guest really used of its processors in that time.
  double truly(std::int64_t begin_ms, std::int64_t end_ms) {
    return cluster_.locked([&](const World& world) {
      const auto& guest = world.guests().front();
      const auto& node = world.node(guest.node);
      double sum = 0, count = 0;
      for (std::int64_t at_s = begin_ms / 1000 + 1; at_s <= end_ms / 1000; ++at_s)
        if (at_s % World::kCycleS == node.phase_s) {
          sum += simulator::loadAt(guest.profile, guest.memory_total, world.seed(),
                                   static_cast<std::uint64_t>(guest.vmid), at_s / World::kCycleS,
                                   guest.start_tick)
                     .cpu;
          ++count;
        }
      return sum / count;
    });
  }

  Simulator cluster_;
  RunningPipevane pipevane_;
  std::int64_t begin_ms_ = nowMs();
};

class Week : public Chart, public ::testing::TestWithParam<int> {
 protected:
  Week() : Chart(GetParam()) {}
};

TEST_P(Week, IsThereAndTrueAsSoonAsTheProgramRuns) {
  awaitStored();
  for (const std::int64_t back_ms : {kDay, 7 * kDay}) {
    SCOPED_TRACE(back_ms);
    const JsonPtr series = only(history(back_ms));
    const auto times = series->getArray("times_ms");
    const auto values = series->getArray("values");
    ASSERT_TRUE(series->has("archived"));
    EXPECT_EQ(series->getObject("archived")->getValue<std::string>("from"), "Proxmox VE RRD");
    const auto archived = series->getObject("archived")->getValue<unsigned>("count");
    const auto steps = series->getArray("steps_ms");
    EXPECT_LE(times->getElement<std::int64_t>(0), begin_ms_ - back_ms + back_ms / 20);
    EXPECT_LE(times->size(), 600U);
    std::int64_t end_ms = 0;
    for (unsigned i = 0; i < times->size(); ++i) {
      const auto time_ms = times->getElement<std::int64_t>(i);
      const auto step_ms = steps->getElement<std::int64_t>(i);
      ASSERT_GE(time_ms, end_ms) << "told twice";
      if (i > 0) {
        ASSERT_LE(time_ms - end_ms, 3 * kMinute) << "a hole at " << i << " of " << archived;
      }
      end_ms = time_ms + step_ms;
      // Those that are cut are about a little more than what is left of them; so is a step of ours
      // that ends within a row.
      if (i == 0 || i + 1 >= archived || step_ms % (30 * kMinute) != 0) continue;
      const double expected = truly(time_ms, end_ms);
      EXPECT_NEAR(values->getElement<double>(i), expected, expected * 0.01) << time_ms;
    }
    EXPECT_GE(end_ms, begin_ms_ - 2 * kMinute);
  }
}
INSTANTIATE_TEST_SUITE_P(Versions, Week, ::testing::Values(7, 8, 9));

class OfTheFirstCycle : public Chart, public ::testing::Test {
 protected:
  OfTheFirstCycle() : Chart(9, "/access/permissions") {}
};

// What is asked behind the figures may take its time.
TEST_F(OfTheFirstCycle, TheChartIsThereBeforeItEnds) {
  awaitStored();
  EXPECT_TRUE(only(history(kDay))->has("archived"));
}

class WithoutFiles : public Chart, public ::testing::TestWithParam<Fault::Kind> {
 protected:
  WithoutFiles() : Chart(9) {}
};

TEST_P(WithoutFiles, ThereIsWhatIsStoredAndNobodyElseWaits) {
  awaitStored();
  cluster_.faults().add(
      {.path = "/nodes/", .kind = GetParam(), .status = 595, .reason = "No route"});
  std::vector<std::future<JsonPtr>> asked;
  for (int i = 0; i < 8; ++i)
    asked.push_back(std::async(std::launch::async, [&] { return only(history(kDay)); }));
  EXPECT_FALSE(pipevane_.items("/api/guests").empty());
  for (auto& each : asked) {
    const JsonPtr series = each.get();
    EXPECT_GT(series->getArray("times_ms")->size(), 100U) << "half an hour is stored";
    EXPECT_FALSE(series->has("archived"));
  }
  // One asked, and all others heard of it.
  EXPECT_LE(cluster_.stats().requests("/api2/json/nodes/pve1/qemu/100/rrddata"), 2U);
  // The poll goes on as ever.
  EXPECT_EQ(pipevane_.awaitState("lab", "running"), "");
}
INSTANTIATE_TEST_SUITE_P(Faults, WithoutFiles,
                         ::testing::Values(Fault::Kind::kHang, Fault::Kind::kClose,
                                           Fault::Kind::kGarbage, Fault::Kind::kStatus));

}  // namespace
}  // namespace pipevane::testing
