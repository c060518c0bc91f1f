// Several sources of one cluster, in the real program.
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace pipevane::testing {
namespace {

using simulator::Simulator;
using ::testing::HasSubstr;
using ::testing::Not;

simulator::Settings nodeOf(const std::string& answering,
                           const std::optional<simulator::Certificate>& root) {
  simulator::Settings settings;
  settings.guests = 12;
  settings.past_s = 60;
  settings.answering = answering;
  settings.root = root;
  return settings;
}

// Three sets of variables, as of a user who names every node of the cluster.
void addNode(Process::Environment& environment, int number, const Simulator& simulator) {
  const std::string prefix = "PROXMOX_NODE_" + std::to_string(number) + "_";
  environment[prefix + "HOST"] = "127.0.0.1:" + std::to_string(simulator.port());
  environment[prefix + "TOKEN_ID"] = simulator.settings().token_id;
  environment[prefix + "TOKEN_SECRET"] = simulator.settings().token_secret;
  environment[prefix + "FINGERPRINT"] = simulator.fingerprint();
}

// A source says of itself at the end of a cycle what it told of the cluster in its course.
void awaitStatus(const RunningPipevane& pipevane, const std::string& part) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (pipevane.text("/api/status").find(part) == std::string::npos)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << pipevane.text("/api/status");
}

TEST(Sources, OfOneClusterShowEachGuestOnceAndSayWhoWatches) {
  Simulator one(nodeOf("pve1", std::nullopt));
  Simulator two(nodeOf("pve2", one.root())), three(nodeOf("pve3", one.root()));
  Process::Environment environment;
  addNode(environment, 1, one);
  addNode(environment, 2, two);
  addNode(environment, 3, three);
  const RunningPipevane pipevane(environment);
  for (const char* id : {"node1", "node2", "node3"}) pipevane.awaitState(id, "running");
  pipevane.await([](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
    return entities.has("sim/vm/100");
  });
  EXPECT_EQ(pipevane.items("/api/guests").size(), 12U);
  awaitStatus(pipevane, R"("role":"leading")");
  awaitStatus(pipevane, R"(The source \"node1\" watches the same cluster.)");
  awaitStatus(pipevane, R"("configured":true,"state":"answered","since_ms":)");
  EXPECT_EQ(two.stats().requests("/api2/json/cluster/resources"), 0U);
  EXPECT_EQ(three.stats().requests("/api2/json/cluster/resources"), 0U);
}

// The next one leads then: nobody asks the first one's endpoint whether it still fails.
TEST(Sources, ThatStandBySayOfAnEndpointThatFailedThatItDidAndNotWhenItIsAskedAgain) {
  Simulator one(nodeOf("pve1", std::nullopt)), two(nodeOf("pve2", one.root()));
  Process::Environment environment;
  addNode(environment, 1, one);
  addNode(environment, 2, two);
  RunningPipevane pipevane(environment);
  pipevane.awaitState("node1", "running");
  awaitStatus(pipevane, R"(The source \"node1\" watches the same cluster.)");
  one.faults().add({.path = "/cluster/resources", .status = 500, .reason = "x"});
  awaitStatus(pipevane, R"(The source \"node2\" watches the same cluster.)");
  awaitStatus(pipevane, R"("configured":true,"state":"failed","why":)");
  EXPECT_THAT(pipevane.text("/api/status"), Not(HasSubstr("again_ms")));
  // In which order the first lines of both come is theirs.
  pipevane.awaitLog("node2: goes on in the place of the source \"node1\": tells of cluster=sim");
  pipevane.awaitLog("source \"node2\" tells of cluster=sim");
  EXPECT_THAT(pipevane.log(), HasSubstr("node2: stands by, and goes on in its place when it fails: "
                                        "the source \"node1\" tells of cluster=sim"));
}

}  // namespace
}  // namespace pipevane::testing
