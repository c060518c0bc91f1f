// What a reload makes anew goes on with what it knew, in the real program and in real time.
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace pipevane::testing {
namespace {

using simulator::Simulator;
using simulator::World;

class ReloadKeeps : public ::testing::Test {
 protected:
  static simulator::Settings settings() {
    simulator::Settings settings;
    settings.nodes = 2;
    settings.guests = 6;
    settings.past_s = 600;
    settings.each_listens = true;
    return settings;
  }
  std::string endpoint(const std::string& node) const {
    return "\"127.0.0.1:" + std::to_string(cluster_.port(node)) + "\"";
  }
  std::string yaml(const std::string& endpoints, const std::string& retention = "60m",
                   const std::string& clients = "256") const {
    return "version: 1\nsources:\n  lab: {type: proxmox_poll, endpoints: [" + endpoints +
           "], verify_tls: false, token_id: \"" + cluster_.settings().token_id +
           "\", token_secret: \"${env:SECRET}\"}\ntransforms:\n"
           "  derived: {type: derive, inputs: [lab]}\nsinks:\n"
           "  history: {type: history, inputs: [derived], retention: " +
           retention + "}\n  web: {type: web, port: 0, max_clients: " + clients +
           ", inputs: [derived]}\n";
  }
  // "first" is with this cluster's first node, and leads.
  std::string two(const Simulator& other, const std::string& node, int requests) const {
    return two(cluster_, other, node, requests);
  }
  // Of one source of each, which may be the same one.
  std::string two(const Simulator& one, const Simulator& other, const std::string& node,
                  int requests) const {
    const auto source = [requests](const std::string& id, const std::string& endpoint,
                                   const Simulator& cluster) {
      return "  " + id + ": {type: proxmox_poll, endpoints: [" + endpoint +
             "], verify_tls: false, requests_per_minute: " + std::to_string(requests) +
             ", token_id: \"" + cluster.settings().token_id +
             "\", token_secret: \"${env:SECRET}\"}\n";
    };
    return "version: 1\nsources:\n" +
           source("first", "\"127.0.0.1:" + std::to_string(one.port("pve1")) + "\"", one) +
           source("second", "\"127.0.0.1:" + std::to_string(other.port(node)) + "\"", other) +
           "transforms:\n  derived: {type: derive, inputs: [first, second]}\nsinks:\n"
           "  history: {type: history, inputs: [derived]}\n"
           "  web: {type: web, port: 0, inputs: [derived]}\n";
  }
  void change(const std::string& yaml) {
    const auto fresh = pipevane_.folder() / "fresh";
    std::ofstream(fresh) << yaml;
    std::filesystem::rename(fresh, pipevane_.folder() / "pipeline.yaml");
  }
  std::int64_t nowMs() {
    return cluster_.locked([](const World& world) { return world.nowS(); }) * 1000;
  }
  std::string guest() {
    return cluster_.locked([](const World& world) {
      for (const auto& each : world.guests())
        if (each.running && !each.container) return "sim/vm/" + std::to_string(each.vmid);
      throw std::runtime_error("no machine runs");
    });
  }
  std::vector<std::int64_t> rates() const { return pipevane_.stored(guest_, kRate).times_ms; }
  // The guest is there all the time.
  void awaitKnown(const std::function<bool(const Poco::JSON::Object& entities)>& enough) {
    pipevane_.await([&](const Poco::JSON::Object& entities, const auto&) {
      const auto known = entities.getObject(guest_);
      EXPECT_TRUE(known && known->has("name") && known->has("status"));
      return enough(entities);
    });
  }
  // Until the chart has a rate of then or later.
  void awaitRateOf(std::int64_t time_ms) {
    awaitKnown([&](const auto&) {
      const auto times = rates();
      return !times.empty() && times.back() >= time_ms;
    });
  }
  // So that a client sees what there is before the first answer.
  void slowDown() {
    cluster_.faults().add(
        {.path = "", .kind = simulator::Fault::Kind::kStatus, .status = 503, .count = 3});
  }
  // Of the rates, whatever was changed then.
  void expectNoGap(std::int64_t changed_ms) const {
    const auto times = rates();
    for (std::size_t i = 1; i < times.size(); ++i)
      EXPECT_EQ(times[i] - times[i - 1], 10'000) << "at " << times[i] - changed_ms;
  }
  // It leads nothing, and has said of what another one leads that it is there.
  bool standsBy(const std::string& id) const {
    const auto components = pipevane_.json("/api/pipeline")->getArray("components");
    for (unsigned i = 0; i < components->size(); ++i)
      if (const JsonPtr each = components->getObject(i); each->getValue<std::string>("id") == id)
        return each->getValue<int>("batches_out") > 0 &&
               pipevane_.text("/api/status").find("\"leader\":\"first\"") != std::string::npos;
    return false;
  }
  void startTwo() {
    change(two(cluster_, "pve2", 240));
    pipevane_.awaitLog("added first, second;");
    pipevane_.await([&](const Poco::JSON::Object& entities, const auto&) {
      const auto known = entities.getObject(guest_);
      return known && known->has("name") && rates().size() > 10 && standsBy("second");
    });
  }
  JsonPtr known() const {
    for (const JsonPtr& each : pipevane_.items("/api/guests"))
      if (each->getValue<std::string>("id") == guest_) return each;
    throw std::runtime_error("the program does not know " + guest_);
  }

  static constexpr const char* kRate = "network_receive_bytes_per_second";

  Simulator cluster_{settings()};
  const std::string guest_ = guest();
  RunningPipevane pipevane_{yaml(endpoint("pve1")), {{"SECRET", cluster_.settings().token_secret}}};
};

TEST_F(ReloadKeeps, TheEntitiesAndTheRatesOfAClusterThatIsGivenAnotherEndpoint) {
  pipevane_.await([&](const Poco::JSON::Object& entities, const auto&) {
    return !entities.getObject(guest_).isNull() && rates().size() > 10;
  });
  const std::int64_t before_ms = nowMs();
  const std::string first = known()->getValue<std::string>("name");
  slowDown();
  change(yaml(endpoint("pve1") + ", " + endpoint("pve2")));
  awaitRateOf(before_ms + 1);
  pipevane_.awaitLog("The pipeline was changed: made anew lab;");
  expectNoGap(before_ms);
  EXPECT_EQ(known()->getValue<std::string>("name"), first);
}

TEST_F(ReloadKeeps, TheChartsOfAnotherRetentionAndThePageOfAClusterThatIsDown) {
  pipevane_.await([&](const Poco::JSON::Object& entities, const auto&) {
    return !entities.getObject(guest_).isNull() && rates().size() > 10;
  });
  const auto before = rates();
  for (const char* node : {"pve1", "pve2"})
    cluster_.locked([&](World& world) { world.hangApi(node, true); });
  change(yaml(endpoint("pve1"), "2h", "7"));
  pipevane_.awaitServer();
  pipevane_.awaitLog("The pipeline was changed: made anew history, web;");
  const auto after = rates();
  ASSERT_GE(after.size(), before.size());
  EXPECT_EQ(after.front(), before.front());
  EXPECT_TRUE(known()->getObject("metrics")->has(kRate));
}

TEST_F(ReloadKeeps, TheEntitiesOfAClusterWhoseSourcesAreMadeAnewTogether) {
  startTwo();
  for (const int requests : {200, 210, 220}) {
    const std::int64_t before_ms = nowMs();
    slowDown();
    change(two(cluster_, "pve2", requests));
    awaitRateOf(before_ms + 1);
    pipevane_.awaitLog("The pipeline was changed: made anew first, second;");
  }
}

TEST_F(ReloadKeeps, TheClusterOfOneSourceWhereAnotherOneOfItIsGivenAnotherCluster) {
  startTwo();
  auto settings = ReloadKeeps::settings();
  settings.cluster = "other";
  const Simulator other(settings);
  change(two(other, "pve1", 240));
  awaitKnown([](const Poco::JSON::Object& entities) { return entities.has("other/node/pve1"); });
  awaitRateOf(nowMs() + 1);
}

TEST_F(ReloadKeeps, TheClusterThatAnotherSourceTookOverWhereTheLeaderIsGivenAnotherCluster) {
  startTwo();
  auto settings = ReloadKeeps::settings();
  settings.cluster = "other";
  Simulator other(settings);
  other.faults().add(
      {.path = "", .kind = simulator::Fault::Kind::kStatus, .status = 503, .count = -1});
  change(two(other, cluster_, "pve2", 240));
  // It is told by the second one by then.
  awaitRateOf(nowMs() + 1);
  other.faults().clear();
  awaitKnown([](const Poco::JSON::Object& entities) { return entities.has("other/node/pve1"); });
  awaitRateOf(nowMs() + 1);
}

TEST_F(ReloadKeeps, TheClusterOfALeaderThatGoesWhileTheOneThatStandsByIsChanged) {
  startTwo();
  const std::int64_t before_ms = nowMs();
  std::string one = two(cluster_, "pve2", 200);
  one.erase(one.find("  first:"), one.find("  second:") - one.find("  first:"));
  one.replace(one.find("[first, second]"), 15, "[second]");
  slowDown();
  change(one);
  awaitRateOf(before_ms + 1);
  pipevane_.awaitLog("removed first; made anew second;");
  expectNoGap(before_ms);
}

}  // namespace
}  // namespace pipevane::testing
