// A cluster of five nodes of which three hang, in the real program and in real time: its cycles
// keep to their ten seconds, and each has the others' figures.
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace pipevane::testing {
namespace {

using simulator::Simulator;
using simulator::World;

class HungMembers : public ::testing::Test {
 protected:
  static simulator::Settings settings() {
    simulator::Settings settings;
    settings.nodes = 5;
    settings.guests = 20;
    settings.past_s = 120;
    settings.each_listens = settings.own_addresses = true;
    return settings;
  }
  std::string yaml() const {
    return "version: 1\nsources:\n  lab: {type: proxmox_poll, endpoints: [\"127.0.0.1:" +
           std::to_string(cluster_.port("pve1")) + "\"], token_id: \"" +
           cluster_.settings().token_id + "\", token_secret: \"${env:SECRET}\", fingerprint: \"" +
           cluster_.fingerprint("pve1") +
           "\"}\nsinks:\n  web: {type: web, port: 0, inputs: [lab]}\n";
  }
  std::uint64_t lists() const { return cluster_.stats().requests("/api2/json/cluster/resources"); }
  std::int64_t nowS() {
    return cluster_.locked([](const World& world) { return world.nowS(); });
  }
  // The keys of the guests that run on these nodes.
  std::vector<std::string> guestsOn(const std::set<std::string>& nodes) {
    return cluster_.locked([&](const World& world) {
      std::vector<std::string> keys;
      for (const auto& guest : world.guests())
        if (guest.running && nodes.contains(guest.node))
          keys.push_back(std::string("sim/") + (guest.container ? "container/" : "vm/") +
                         std::to_string(guest.vmid));
      return keys;
    });
  }
  // Until so many lists were asked for; the times of the newest figures that a client was told of
  // each of these meanwhile.
  std::map<std::string, std::set<std::int64_t>> watch(const RunningPipevane& pipevane,
                                                      const std::vector<std::string>& guests,
                                                      std::uint64_t until_lists) {
    std::map<std::string, std::set<std::int64_t>> times;
    pipevane.await([&](const Poco::JSON::Object& entities, const auto&) {
      for (const std::string& each : guests)
        if (const auto entity = entities.getObject(each); entity && entity->has("time_ms")) {
          times[each].insert(entity->getValue<std::int64_t>("time_ms"));
          EXPECT_EQ(entity->getValue<std::string>("quality"), "live") << each;
        }
      return lists() >= until_lists;
    });
    return times;
  }

  // The newest of four times or more that follow each other by a cycle; 0: there are none. Between
  // them are the list's, of the few figures that the export lacks.
  static std::int64_t newestOfEachCycle(const std::set<std::int64_t>& told) {
    std::int64_t newest = 0;
    for (const std::int64_t first : told) {
      if (first - *told.begin() >= kCycleMs) break;
      std::int64_t last = first;
      while (told.contains(last + kCycleMs)) last += kCycleMs;
      if (last - first >= 3 * kCycleMs) newest = std::max(newest, last);
    }
    return newest;
  }

  static constexpr std::int64_t kCycleMs = 10'000;

  Simulator cluster_{settings()};
};

TEST_F(HungMembers, DoNotSlowTheOthersOrCostThemAFigure) {
  const RunningPipevane pipevane(yaml(), {{"SECRET", cluster_.settings().token_secret}});
  const auto healthy = guestsOn({"pve1", "pve2"});
  ASSERT_GE(healthy.size(), 4U);
  watch(pipevane, {}, 2);
  cluster_.locked([](World& world) {
    for (const char* node : {"pve3", "pve4", "pve5"}) world.hangApi(node, true);
  });
  const std::uint64_t before = lists();
  const std::int64_t begin_s = nowS();
  // Four cycles, of which the first one finds out who hangs; the last one's list has just begun.
  const auto times = watch(pipevane, healthy, before + 5);
  EXPECT_LE(nowS() - begin_s, 54);
  for (const std::string& each : healthy) {
    SCOPED_TRACE(each);
    ASSERT_TRUE(times.contains(each));
    EXPECT_GE(newestOfEachCycle(times.at(each)), 1000 * (nowS() - 20)) << "one is missing, or late";
  }
}

}  // namespace
}  // namespace pipevane::testing
