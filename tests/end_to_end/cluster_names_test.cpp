// Who polls a cluster and who tells what happens in it call it the same, and no other cluster so,
// in the real program, whichever of them comes first and whatever their options say. Nothing is
// ever told under a wrong name: the sink `dump` has all that was.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/end_to_end/told_names.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace pipevane::testing {
namespace {

using simulator::Simulator;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// What has a greater VMID is of the office.
constexpr int kHomeGuests = 4, kOfficeGuests = 8;
constexpr int kFirstVmid = 100;

simulator::Settings settingsOf(std::uint64_t seed, int guests) {
  simulator::Settings settings;
  settings.nodes = 2;
  settings.guests = guests;
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

class ClusterNames : public ::testing::Test {
 protected:
  std::string pipeline(const std::string& sources, const std::string& inputs) const {
    return "version: 1\nsources:\n" + sources + "transforms:\n  derived: {type: derive, inputs: [" +
           inputs + "]}\nsinks:\n  web: {type: web, port: 0, inputs: [derived]}\n" +
           "  dump: {type: dump, inputs: [derived], path: \"" + dump() + "\"}\n";
  }
  std::string dump() const { return (folder_.path / "dump").string(); }
  RunningPipevane run(const std::string& sources, const std::string& inputs) const {
    return RunningPipevane(pipeline(sources, inputs), {{"SECRET", home_.settings().token_secret}});
  }
  // As an editor writes it.
  static void change(const RunningPipevane& pipevane, const std::string& yaml) {
    const auto fresh = pipevane.folder() / "fresh";
    std::ofstream(fresh) << yaml;
    std::filesystem::rename(fresh, pipevane.folder() / "pipeline.yaml");
  }
  // Ends it; all that was told, in its order.
  ToldNames told(RunningPipevane& pipevane) const {
    EXPECT_EQ(pipevane.stop(), 0) << pipevane.log();
    return ToldNames(contentOf(dump()));
  }

  static std::string begun(Simulator& cluster, const std::string& node = "pve1") {
    return cluster.locked([&](simulator::World& world) {
      return world.task({.node = node, .type = "aptupdate", .id = ""});
    });
  }
  // A guest is stopped of a number that the home has not, and its state is told with that.
  struct Stopped {
    std::string upid, guest;  // as "vm/104"
  };
  static Stopped stoppedAt(Simulator& office) {
    return office.locked([](simulator::World& world) {
      for (const auto& each : world.guests())
        if (each.vmid >= kFirstVmid + kHomeGuests && world.runs(each) && !each.is_template) {
          const std::string id = std::to_string(each.vmid);
          return Stopped{world.task({.node = each.node,
                                     .type = each.container ? "vzstop" : "qmstop",
                                     .id = id,
                                     .seconds = 1}),
                         (each.container ? "container/" : "vm/") + id};
        }
      throw std::runtime_error("no guest runs");
    });
  }

  web::TemporaryFolder folder_;
  Simulator home_{settingsOf(7, kHomeGuests)}, office_{settingsOf(11, kOfficeGuests)};
};

TEST_F(ClusterNames, AreThePollsWhereItHasOneOfItsOwn) {
  RunningPipevane pipevane =
      run(sourceYaml("poll", home_, "1s", "1s", ", cluster: homelab") + eventsYaml("events", home_),
          "poll, events");
  pipevane.awaitEvent(begun(home_), "homelab/node/pve1");
  EXPECT_THAT(told(pipevane).outside({"homelab"}), IsEmpty());
}

TEST_F(ClusterNames, AreThePollsWhereTheEventsHaveAnotherOne) {
  RunningPipevane pipevane = run(
      sourceYaml("poll", home_) + eventsYaml("events", home_, ", cluster: mine"), "poll, events");
  pipevane.awaitEvent(begun(home_), "sim/node/pve1");
  EXPECT_THAT(told(pipevane).outside({"sim"}), IsEmpty());
}

TEST_F(ClusterNames, AreThoseOfAPollThatComesByAReload) {
  const std::string events = eventsYaml("events", office_);
  RunningPipevane pipevane = run(events, "events");
  const std::string upid = begun(office_);
  pipevane.awaitEvent(upid, "sim/node/pve1");
  const Stopped stopped = stoppedAt(office_);
  pipevane.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
    return entities.has("sim/" + stopped.guest);
  });
  change(pipevane, pipeline(sourceYaml("poll", office_, "1s", "1s", ", cluster: homelab") + events,
                            "poll, events"));
  pipevane.awaitEvent(upid, "homelab/node/pve1");
  pipevane.awaitEvent(stopped.upid, "homelab/" + stopped.guest);
  pipevane.awaitEvent(begun(office_), "homelab/node/pve1");
  pipevane.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
    return entities.has("homelab/" + stopped.guest) && !entities.has("sim/" + stopped.guest);
  });
  for (const JsonPtr& each : pipevane.items("/api/events"))
    EXPECT_THAT(each->getValue<std::string>("entity"), ::testing::StartsWith("homelab/"));
  const auto [before, since] = told(pipevane).atFirst("homelab");
  EXPECT_THAT(before.outside({"sim"}), IsEmpty());
  EXPECT_THAT(since.outside({"homelab"}), IsEmpty());
}

// Whichever of the two polls comes first has the name, and the events of each go with it, though
// they come in the other order.
TEST_F(ClusterNames, OfTwoClustersOfOneNameGoWithTheirPolls) {
  RunningPipevane pipevane =
      run(eventsYaml("events-office", office_) + eventsYaml("events-home", home_) +
              sourceYaml("home", home_) + sourceYaml("office", office_),
          "home, office, events-home, events-office");
  const Stopped at_office = stoppedAt(office_);
  pipevane.awaitEvent(begun(home_), "sim/node/pve1");
  pipevane.awaitEvent(at_office.upid, "sim-office/" + at_office.guest);
  const ToldNames all = told(pipevane);
  EXPECT_THAT(all.outside({"sim", "sim-office"}), IsEmpty());
  EXPECT_THAT(all.guestsOf("sim", kFirstVmid + kHomeGuests), IsEmpty());
  for (const auto& each : all.events("aptupdate")) EXPECT_EQ(each.cluster(), "sim") << each.text;
}

// The home is polled, the office is not.
struct OfAClusterThatNobodyPolls : ClusterNames {
  std::string home = sourceYaml("home", home_), events = eventsYaml("events", office_);

  static void expectApart(const ToldNames& told) {
    EXPECT_THAT(told.outside({"sim", "sim-events"}), IsEmpty());
    EXPECT_THAT(told.guestsOf("sim", kFirstVmid + kHomeGuests), IsEmpty());
    for (const auto& each : told.events()) EXPECT_EQ(each.cluster(), "sim-events") << each.text;
  }
};

TEST_F(OfAClusterThatNobodyPolls, AreNeverThoseOfOneThatIsPolledInWhicheverOrder) {
  for (const std::string& sources : {home + events, events + home}) {
    SCOPED_TRACE(sources);
    RunningPipevane pipevane = run(sources, "home, events");
    pipevane.awaitEvent(begun(office_), "sim-events/node/pve1");
    const Stopped stopped = stoppedAt(office_);
    pipevane.awaitEvent(stopped.upid, "sim-events/" + stopped.guest);
    EXPECT_THAT(pipevane.log(), HasSubstr("name=\"sim-events\""));
    expectApart(told(pipevane));
  }
}

TEST_F(OfAClusterThatNobodyPolls, AreNotThoseOfOneThatIsAfterAReloadNorAfterARestart) {
  const std::string both = pipeline(home + events, "home, events");
  const std::string upid = begun(office_);
  {
    RunningPipevane pipevane = run(events, "events");
    const Stopped stopped = stoppedAt(office_);
    pipevane.awaitEvent(upid, "sim/node/pve1");
    pipevane.awaitEvent(stopped.upid, "sim/" + stopped.guest);
    change(pipevane, both);
    pipevane.awaitEvent(upid, "sim-events/node/pve1");
    pipevane.awaitEvent(stopped.upid, "sim-events/" + stopped.guest);
    pipevane.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
      return entities.has("sim/node/pve1") && !entities.has("sim/" + stopped.guest);
    });
    for (const JsonPtr& each : pipevane.items("/api/events"))
      EXPECT_THAT(each->getValue<std::string>("entity"), ::testing::StartsWith("sim-events/"));
    const auto [before, since] = told(pipevane).atFirstSample();
    EXPECT_THAT(before.outside({"sim", "sim-events"}), IsEmpty());
    expectApart(since);
  }
  RunningPipevane again(both, {{"SECRET", home_.settings().token_secret}});
  again.awaitEvent(upid, "sim-events/node/pve1");
  expectApart(told(again));
}

TEST_F(OfAClusterThatNobodyPolls, AreNotThoseOfOneWhosePollIsOnlyHeardLater) {
  home_.faults().add({.path = "/version", .status = 503});
  RunningPipevane pipevane = run(home + events, "home, events");
  const std::string upid = begun(office_);
  pipevane.awaitEvent(upid, "sim/node/pve1");
  home_.faults().clear();
  pipevane.awaitEvent(upid, "sim-events/node/pve1");
  pipevane.awaitEvent(begun(office_), "sim-events/node/pve1");
  const auto [before, since] = told(pipevane).atFirstSample();
  EXPECT_THAT(before.outside({"sim", "sim-events"}), IsEmpty());
  expectApart(since);
}

TEST_F(ClusterNames, OfOneClusterThatIsPolledUnderTwoAreTheFirstOnes) {
  RunningPipevane pipevane =
      run(eventsYaml("events", home_) + sourceYaml("one", home_, "1s", "1s", ", cluster: first") +
              sourceYaml("two", home_, "1s", "1s", ", cluster: second"),
          "one, two, events");
  EXPECT_THAT(pipevane.awaitState("events", "degraded"),
              AllOf(HasSubstr("\"one\" calls this cluster \"first\""),
                    HasSubstr("\"two\" calls it \"second\"")));
  pipevane.awaitEvent(begun(home_), "first/node/pve1");
  EXPECT_THAT(pipevane.log(), HasSubstr("watches the same cluster as the source \"one\""));
  const ToldNames all = told(pipevane);
  EXPECT_THAT(all.outside({"first", "second"}), IsEmpty());
  for (const auto& each : all.events()) EXPECT_EQ(each.cluster(), "first") << each.text;
}

}  // namespace
}  // namespace pipevane::testing
