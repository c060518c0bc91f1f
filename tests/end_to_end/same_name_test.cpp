// Two clusters of one name in the real program, live and from a recording.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

#include <set>
#include <sstream>
#include <string>

namespace pipevane::testing {
namespace {

using simulator::Simulator;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

simulator::Settings settingsOf(int guests, std::uint64_t seed) {
  simulator::Settings settings;
  settings.nodes = 2;
  settings.guests = guests;
  settings.seed = seed;
  settings.past_s = 60;
  return settings;
}

// What was told, whatever the order in which two sources told it.
std::multiset<std::string> linesOf(const std::string& dump) {
  std::istringstream in(dump);
  std::multiset<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.insert(line);
  return lines;
}

std::set<std::string> entitiesOf(const std::multiset<std::string>& lines) {
  std::set<std::string> entities;
  for (const std::string& line : lines)
    if (line.starts_with("upsert ")) entities.insert(line.substr(7, line.find(' ', 7) - 7));
  return entities;
}

class ClustersOfOneName : public ::testing::Test {
 protected:
  std::string sinks(const std::string& inputs, const std::string& dump, bool recorded) const {
    return "sinks:\n  web: {type: web, port: 0, inputs: [" + inputs +
           "]}\n  dump: {type: dump, inputs: [" + inputs + "], path: \"" + dump + "\"}\n" +
           (recorded ? "  recorder: {type: recorder, inputs: [" + inputs + "], path: \"" +
                           session_ + "\"}\n"
                     : "");
  }
  std::string file(const std::string& name) const { return (folder_.path / name).string(); }

  web::TemporaryFolder folder_;
  const std::string session_ = file("live.session.zst");
  Simulator home_{settingsOf(4, 7)}, office_{settingsOf(7, 11)};
};

TEST_F(ClustersOfOneName, AreToldApartByTheSourceLiveAndReplayed) {
  {
    RunningPipevane live("version: 1\nsources:\n" + sourceYaml("home", home_) +
                             sourceYaml("office", office_) +
                             sinks("home, office", file("live"), true),
                         {{"SECRET", home_.settings().token_secret}});
    live.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
      return entities.has("sim/vm/100") && entities.has("sim-office/vm/100") &&
             home_.stats().requests("/api2/json/cluster/resources") >= 3 &&
             office_.stats().requests("/api2/json/cluster/resources") >= 3;
    });
    EXPECT_EQ(live.items("/api/guests").size(), 4U + 7U);
    EXPECT_EQ(live.items("/api/nodes").size(), 4U);
    EXPECT_EQ(live.stop(), 0) << live.log();
    EXPECT_THAT(live.log(), HasSubstr("name=\"sim-office\""));
  }
  {
    RunningPipevane replayed("version: 1\nsources:\n  past: {type: replay, speed: max, path: \"" +
                                 session_ + "\"}\n" + sinks("past", file("replayed"), false),
                             {});
    EXPECT_THAT(replayed.awaitState("past", "stopped"), HasSubstr("end"));
    EXPECT_EQ(replayed.items("/api/guests").size(), 4U + 7U);
    EXPECT_EQ(replayed.stop(), 0) << replayed.log();
  }
  const auto live = linesOf(contentOf(file("live"))),
             replayed = linesOf(contentOf(file("replayed")));
  EXPECT_THAT(entitiesOf(live), Contains("sim-office/vm/106"));
  EXPECT_THAT(entitiesOf(live), Not(Contains("sim/vm/106")));
  EXPECT_EQ(entitiesOf(replayed), entitiesOf(live));
  EXPECT_TRUE(replayed == live) << "the two differ";
}

}  // namespace
}  // namespace pipevane::testing
