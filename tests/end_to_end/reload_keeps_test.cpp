// What a reload makes anew goes on with what it knew, in the real program and in real time.
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

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
  // Of one that leads and one that stands by, or watches another cluster.
  std::string two(const Simulator& other, const std::string& node, int requests) const {
    const auto source = [requests](const std::string& id, const std::string& endpoint,
                                   const Simulator& cluster) {
      return "  " + id + ": {type: proxmox_poll, endpoints: [" + endpoint +
             "], verify_tls: false, requests_per_minute: " + std::to_string(requests) +
             ", token_id: \"" + cluster.settings().token_id +
             "\", token_secret: \"${env:SECRET}\"}\n";
    };
    return "version: 1\nsources:\n" + source("first", endpoint("pve1"), cluster_) +
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
  // Until the chart has a rate of then or later; the guest is there all the time.
  void awaitRateOf(std::int64_t time_ms) {
    pipevane_.await([&](const Poco::JSON::Object& entities, const auto&) {
      const auto known = entities.getObject(guest_);
      EXPECT_TRUE(known && known->has("name") && known->has("status"));
      const auto times = rates();
      return !times.empty() && times.back() >= time_ms;
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
  change(yaml(endpoint("pve1") + ", " + endpoint("pve2")));
  awaitRateOf(before_ms + 1);
  pipevane_.awaitLog("The pipeline was changed: made anew lab;");
  const auto times = rates();
  for (std::size_t i = 1; i < times.size(); ++i)
    EXPECT_EQ(times[i] - times[i - 1], 10'000) << "at " << times[i] - before_ms;
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
  change(two(cluster_, "pve2", 240));
  pipevane_.awaitLog("added first, second;");
  pipevane_.await([&](const Poco::JSON::Object& entities, const auto&) {
    const auto known = entities.getObject(guest_);
    return known && known->has("name") && rates().size() > 10;
  });
  for (const int requests : {200, 210, 220}) {
    const std::int64_t before_ms = nowMs();
    change(two(cluster_, "pve2", requests));
    awaitRateOf(before_ms + 1);
    pipevane_.awaitLog("The pipeline was changed: made anew first, second;");
  }
}

TEST_F(ReloadKeeps, TheClusterOfOneSourceWhereAnotherOneOfItIsGivenAnotherCluster) {
  change(two(cluster_, "pve2", 240));
  pipevane_.awaitLog("added first, second;");
  pipevane_.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
    const auto known = entities.getObject(guest_);
    return known && known->has("name") && rates().size() > 10 &&
           pipevane_.text("/api/status").find("\"leader\":\"first\"") != std::string::npos;
  });
  auto settings = ReloadKeeps::settings();
  settings.cluster = "other";
  const Simulator other(settings);
  change(two(other, "pve1", 240));
  pipevane_.await([&](const Poco::JSON::Object& entities, const auto&) {
    const auto known = entities.getObject(guest_);
    EXPECT_TRUE(known && known->has("name") && known->has("status"));
    return entities.has("other/node/pve1");
  });
  awaitRateOf(nowMs() + 1);
}

}  // namespace
}  // namespace pipevane::testing
