// What is recorded from a live cluster, replayed at once, is the same to the last bit.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

namespace pipevane::testing {
namespace {

using ::testing::HasSubstr;

TEST(Session, ReplayedIsTheSameToTheLastBit) {
  simulator::Settings settings;
  settings.guests = 25;
  settings.past_s = 120;
  simulator::Simulator cluster(settings);
  web::TemporaryFolder folder;
  const std::string session = (folder.path / "live.session.zst").string();
  const std::string live_dump = (folder.path / "live.txt").string();
  const std::string replayed_dump = (folder.path / "replayed.txt").string();
  const std::string sinks = R"(
transforms:
  derived: {type: derive, inputs: [lab]}
sinks:
  web: {type: web, port: 0, inputs: [derived]}
)";
  {
    RunningPipevane live("version: 1\nsources:\n" + sourceYaml("lab", cluster) + sinks +
                             "  dump: {type: dump, inputs: [derived], path: \"" + live_dump +
                             "\"}\n  recorder: {type: recorder, inputs: [lab], path: \"" + session +
                             "\"}\n",
                         {{"SECRET", settings.token_secret}});
    // Three rounds of questions; each brings new times at least.
    live.await([&](const Poco::JSON::Object&, const Poco::JSON::Object&) {
      return cluster.stats().requests("/api2/json/cluster/resources") >= 3;
    });
    EXPECT_EQ(live.stop(), 0) << live.log();
  }
  {
    RunningPipevane replayed(
        "version: 1\nsources:\n  lab: {type: replay, speed: max, path: \"" + session + "\"}" +
            sinks + "  dump: {type: dump, inputs: [derived], path: \"" + replayed_dump + "\"}\n",
        {});
    EXPECT_THAT(replayed.awaitState("lab", "stopped"), HasSubstr("end"));
    EXPECT_EQ(replayed.stop(), 0) << replayed.log();
  }
  const std::string live = contentOf(live_dump);
  EXPECT_THAT(live, HasSubstr("network_receive_bytes_per_second"));
  EXPECT_TRUE(live == contentOf(replayed_dump)) << "the two differ";
}

}  // namespace
}  // namespace pipevane::testing
