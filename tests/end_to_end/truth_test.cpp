// The real program against a cluster whose truth is known, over TLS, REST and WebSocket.
#include "tests/simulator/answers/truth.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>
#include <sstream>

namespace pipevane::testing {
namespace {

using simulator::Simulator;
using simulator::World;

// The five variables that a user sets.
Process::Environment fiveVariables(const Simulator& simulator) {
  return {{"PROXMOX_NODE_1_NAME", "lab"},
          {"PROXMOX_NODE_1_HOST", "https://127.0.0.1:" + std::to_string(simulator.port())},
          {"PROXMOX_NODE_1_TOKEN_ID", simulator.settings().token_id},
          {"PROXMOX_NODE_1_TOKEN_SECRET", simulator.settings().token_secret},
          {"PROXMOX_NODE_1_FINGERPRINT", simulator.fingerprint()}};
}

// The newest cycle at that time, as it was in truth; null where there was none. Some figures come
// from the moment of the question and not from a cycle, so the times need not be equal.
JsonPtr cycleAt(const JsonPtr& truth, const std::string& entity, std::int64_t time_ms) {
  const auto known = truth->getObject("entities")->getObject(entity);
  if (!known) return nullptr;
  const auto cycles = known->getArray("cycles");
  JsonPtr newest;
  for (unsigned i = 0; i < cycles->size(); ++i)
    if (cycles->getObject(i)->getValue<std::int64_t>("time_ms") <= time_ms)
      newest = cycles->getObject(i)->getObject("metrics");
  return newest;
}

void expectWithinOnePercent(int pve_version, const JsonPtr& truth, const JsonPtr& metrics) {
  for (const auto& [name, value] : *truth) {
    SCOPED_TRACE(name);
    // Before 9 nothing tells the host's view.
    if (name == "memory_host_used_bytes" && pve_version < 9) {
      EXPECT_FALSE(metrics->has(name));
      continue;
    }
    ASSERT_TRUE(metrics->has(name));
    const double expected = value.convert<double>();
    EXPECT_NEAR(metrics->getValue<double>(name), expected, std::abs(expected) * 0.01);
  }
}

// With the export, so that rates are told by the first answer; the rest is in pipeline_truth_test.
class Truth : public ::testing::TestWithParam<int> {
 protected:
  // One of its own for each node, and one that they share.
  static constexpr int kNodes = 3, kGuests = 40, kStorages = kNodes + 1;

  static simulator::Settings settings() {
    simulator::Settings settings;
    settings.nodes = kNodes;
    settings.guests = kGuests;
    settings.pve_version = GetParam();
    return settings;
  }
  // Everything that the web tells has a time at which the truth is known.
  JsonPtr truth() {
    std::ostringstream text;
    simulator_.locked(
        [&](const World& world) { simulator::truth(world, "sim", 30).stringify(text); });
    return web::parsed(text.str());
  }
  // What the nodes remember comes first, oldest first: it has to be through.
  void awaitEverything() {
    const std::int64_t fresh_ms = simulator_.locked([](const World& world) {
      return world.nowS() - 2 * World::kCycleS;
    }) * 1000;
    pipevane_.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
      int rates = 0;
      for (const auto& [key, value] : entities) {
        const auto entity = value.extract<JsonPtr>();
        const auto metrics = entity->getObject("metrics");
        const bool has_rate = metrics && metrics->has("network_receive_bytes_per_second");
        rates += has_rate && entity->getValue<std::int64_t>("time_ms") >= fresh_ms ? 1 : 0;
      }
      return rates >= kNodes + kGuests * 8 / 10;
    });
  }

  Simulator simulator_{settings()};
  RunningPipevane pipevane_{fiveVariables(simulator_)};
};

TEST_P(Truth, IsWhatRestTells) {
  awaitEverything();
  const auto nodes = pipevane_.items("/api/nodes");
  const auto guests = pipevane_.items("/api/guests");
  EXPECT_EQ(nodes.size(), std::size_t{kNodes});
  EXPECT_EQ(guests.size(), std::size_t{kGuests});
  const auto storages = pipevane_.items("/api/storage");
  EXPECT_EQ(storages.size(), std::size_t{kStorages});
  const JsonPtr known = truth();
  int running = 0;
  for (const auto* list : {&nodes, &guests, &storages})
    for (const JsonPtr& item : *list) {
      const auto id = item->getValue<std::string>("id");
      SCOPED_TRACE(id);
      const auto in_truth = known->getObject("entities")->getObject(id);
      ASSERT_TRUE(in_truth);
      EXPECT_EQ(item->getValue<std::string>("name"), in_truth->getValue<std::string>("name"));
      const auto status = item->getValue<std::string>("status");
      EXPECT_EQ(status, in_truth->getValue<std::string>("status"));
      if (status == "stopped") {
        EXPECT_FALSE(item->getObject("metrics")->has("cpu_usage_ratio"));
        continue;
      }
      ++running;
      const JsonPtr cycle = cycleAt(known, id, item->getValue<std::int64_t>("time_ms"));
      ASSERT_TRUE(cycle) << "there was no cycle yet";
      expectWithinOnePercent(GetParam(), cycle, item->getObject("metrics"));
    }
  EXPECT_GT(running, kNodes + kStorages + kGuests / 2);
}

TEST_P(Truth, IsWhatTheWebSocketTells) {
  awaitEverything();
  web::OneClient client(pipevane_.port());
  client.send(R"({"type":"subscribe","subscription":"main","rate_ms":250})");
  const JsonPtr snapshot = client.next();
  ASSERT_TRUE(snapshot);
  const JsonPtr known = truth();
  std::set<std::string> seen;
  for (const auto& [id, value] : *snapshot->getObject("entities")) {
    const auto entity = value.extract<JsonPtr>();
    const auto kind = entity->getValue<std::string>("kind");
    const auto status = entity->optValue<std::string>("status", "");
    // Totals are looked at elsewhere; the simulator tells none.
    if (kind == "cluster" || kind == "pool" || kind == "fleet" || status == "stopped") continue;
    SCOPED_TRACE(id);
    const JsonPtr cycle = cycleAt(known, id, entity->getValue<std::int64_t>("time_ms"));
    ASSERT_TRUE(cycle) << "there was no cycle yet";
    expectWithinOnePercent(GetParam(), cycle, entity->getObject("metrics"));
    seen.insert(id);
  }
  EXPECT_GT(seen.size(), std::size_t{kNodes + kStorages + kGuests / 2});
}

TEST_P(Truth, IsWhatTheExampleClientTells) {
  awaitEverything();
  Process client({"/usr/bin/env", "node", PIPEVANE_SOURCE_DIR "/plugins/web/examples/client.mjs",
                  "http://127.0.0.1:" + std::to_string(pipevane_.port()), "", "kind:node"},
                 {});
  const JsonPtr told = web::parsed(client.awaitLine("{"))->getObject("entities");
  EXPECT_EQ(told->size(), std::size_t{kNodes});
  for (const auto& [id, value] : *told) {
    const auto entity = value.extract<JsonPtr>();
    const JsonPtr cycle = cycleAt(truth(), id, entity->getValue<std::int64_t>("time_ms"));
    ASSERT_TRUE(cycle) << id;
    expectWithinOnePercent(GetParam(), cycle, entity->getObject("metrics"));
  }
}

// Beside the source that polls there is one for events, which asks for the list as well, once as it
// begins and then no more often than each ten seconds.
TEST_P(Truth, ComesFromTwoRequestsACycleAndOneWholeHandshakeForEachSource) {
  awaitEverything();
  const auto asked = [this](const std::string& path) {
    return simulator_.stats().requests("/api2/json" + path);
  };
  const auto cycles = asked("/cluster/metrics/export");
  EXPECT_GE(cycles, 1U);
  // A slow machine may be in a later cycle by now, and between its two requests.
  EXPECT_GE(asked("/cluster/resources"), cycles);
  EXPECT_LE(asked("/cluster/resources"), 2 * (cycles + 1));
  EXPECT_LE(asked("/version"), 2 + cycles / 6);
  EXPECT_LE(asked("/cluster/status"), 2 + cycles / 6);
  EXPECT_LE(simulator_.handshakes().whole, 2U);
}

INSTANTIATE_TEST_SUITE_P(OfVersion, Truth, ::testing::Values(8, 9));

}  // namespace
}  // namespace pipevane::testing
