// Who polls a cluster and who tells what happens in it call it the same, in the real program,
// whichever of them comes first and whatever their options say.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace pipevane::testing {
namespace {

using simulator::Simulator;

simulator::Settings settingsOf(std::uint64_t seed, int nodes = 2) {
  simulator::Settings settings;
  settings.nodes = nodes;
  settings.guests = 4;
  settings.seed = seed;
  settings.past_s = 60;
  return settings;
}

std::string eventsYaml(const std::string& id, const Simulator& cluster,
                       const std::string& more = {}) {
  return "  " + id + ": {type: proxmox_events, tasks_interval: 1s, endpoints: [\"127.0.0.1:" +
         std::to_string(cluster.port()) + "\"], token_id: \"" + cluster.settings().token_id +
         "\", token_secret: \"${env:SECRET}\", fingerprint: \"" + cluster.fingerprint() + "\"" +
         more + "}\n";
}

std::string pipeline(const std::string& sources, const std::string& inputs) {
  return "version: 1\nsources:\n" + sources + "transforms:\n  derived: {type: derive, inputs: [" +
         inputs + "]}\nsinks:\n  web: {type: web, port: 0, inputs: [derived]}\n";
}

class ClusterNames : public ::testing::Test {
 protected:
  RunningPipevane run(const std::string& sources, const std::string& inputs) {
    return RunningPipevane(pipeline(sources, inputs), {{"SECRET", home_.settings().token_secret}});
  }
  // As an editor writes it.
  static void change(const RunningPipevane& pipevane, const std::string& yaml) {
    const auto fresh = pipevane.folder() / "fresh";
    std::ofstream(fresh) << yaml;
    std::filesystem::rename(fresh, pipevane.folder() / "pipeline.yaml");
  }
  static std::string begun(Simulator& cluster, const std::string& node = "pve1") {
    return cluster.locked([&](simulator::World& world) {
      return world.task({.node = node, .type = "aptupdate", .id = ""});
    });
  }
  // Of the event, once it is of that one; what it is of at last.
  static std::string entityOf(const RunningPipevane& pipevane, const std::string& upid,
                              const std::string& awaited) {
    std::string entity;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (entity != awaited && std::chrono::steady_clock::now() < end) {
      for (const JsonPtr& each : pipevane.items("/api/events?type=task"))
        if (each->getValue<std::string>("id") == upid)
          entity = each->getValue<std::string>("entity");
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return entity;
  }

  Simulator home_{settingsOf(7)}, office_{settingsOf(11)};
};

TEST_F(ClusterNames, AreThePollsWhereItHasOneOfItsOwn) {
  RunningPipevane pipevane =
      run(sourceYaml("poll", home_, "1s", "1s", ", cluster: homelab") + eventsYaml("events", home_),
          "poll, events");
  EXPECT_EQ(entityOf(pipevane, begun(home_), "homelab/node/pve1"), "homelab/node/pve1");
  EXPECT_EQ(pipevane.stop(), 0) << pipevane.log();
}

TEST_F(ClusterNames, AreThePollsWhereTheEventsHaveAnotherOne) {
  RunningPipevane pipevane = run(
      sourceYaml("poll", home_) + eventsYaml("events", home_, ", cluster: mine"), "poll, events");
  EXPECT_EQ(entityOf(pipevane, begun(home_), "sim/node/pve1"), "sim/node/pve1");
  EXPECT_EQ(pipevane.stop(), 0) << pipevane.log();
}

TEST_F(ClusterNames, AreThoseOfAPollThatComesByAReload) {
  const std::string events = eventsYaml("events", home_);
  RunningPipevane pipevane = run(events, "events");
  const std::string upid = begun(home_);
  EXPECT_EQ(entityOf(pipevane, upid, "sim/node/pve1"), "sim/node/pve1");
  change(pipevane, pipeline(sourceYaml("poll", home_, "1s", "1s", ", cluster: homelab") + events,
                            "poll, events"));
  pipevane.awaitLog("added poll;");
  EXPECT_EQ(entityOf(pipevane, upid, "homelab/node/pve1"), "homelab/node/pve1");
  EXPECT_EQ(entityOf(pipevane, begun(home_), "homelab/node/pve1"), "homelab/node/pve1");
  EXPECT_EQ(pipevane.stop(), 0) << pipevane.log();
}

// Whichever of the two polls comes first has the name, and the events of each go with it, though
// they come in the other order.
TEST_F(ClusterNames, OfTwoClustersOfOneNameGoWithTheirPolls) {
  RunningPipevane pipevane =
      run(eventsYaml("events-office", office_) + eventsYaml("events-home", home_) +
              sourceYaml("home", home_) + sourceYaml("office", office_),
          "home, office, events-home, events-office");
  // On two nodes, as both clusters may call what begins in one second the same.
  const std::string at_home = begun(home_), at_office = begun(office_, "pve2");
  EXPECT_EQ(entityOf(pipevane, at_home, "sim/node/pve1"), "sim/node/pve1");
  EXPECT_EQ(entityOf(pipevane, at_office, "sim-office/node/pve2"), "sim-office/node/pve2");
  EXPECT_EQ(pipevane.stop(), 0) << pipevane.log();
}

}  // namespace
}  // namespace pipevane::testing
