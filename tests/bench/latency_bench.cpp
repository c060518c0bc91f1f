// How long it takes from what happens to the frame of the WebSocket that tells it, in the real
// program: a task that begins in the simulator, and a datagram of figures. The simulator runs in
// this process, as does the client; beside them nothing should.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"

#include <Poco/JSON/Array.h>
#include <Poco/Net/DatagramSocket.h>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

namespace pipevane::bench {
namespace {

using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

void tell(benchmark::State& state, std::vector<double> ms) {
  std::ranges::sort(ms);
  const auto at = [&ms](double part) {
    return ms.at(
        std::min(ms.size() - 1, static_cast<std::size_t>(part * static_cast<double>(ms.size()))));
  };
  state.counters["median_ms"] = at(0.5);
  state.counters["p95_ms"] = at(0.95);
  state.counters["worst_ms"] = ms.back();
  state.counters["times"] = static_cast<double>(ms.size());
}

void subscribe(web::OneClient& client, std::int64_t rate_ms) {
  client.send(R"({"type":"subscribe","subscription":"all","query":"","events":true,"rate_ms":)" +
              std::to_string(rate_ms) + "}");
  if (client.nextOf("snapshot").isNull()) throw std::runtime_error("there is no snapshot");
}

// Messages until one fits; throws where none comes.
template <class Fits>
void await(web::OneClient& client, Fits fits) {
  for (const auto began = Clock::now(); millisecondsSince(began) < 20'000;) {
    const auto message = client.next();
    if (message.isNull()) break;
    if (fits(*message)) return;
  }
  throw std::runtime_error("no frame tells it");
}

bool hasEvent(const Poco::JSON::Object& message, const std::string& id) {
  if (!message.isArray("events")) return false;
  const auto events = message.getArray("events");
  for (unsigned i = 0; i < events->size(); ++i)
    if (events->getObject(i)->optValue<std::string>("id", "") == id) return true;
  return false;
}

std::string eventsYaml(const simulator::Simulator& cluster) {
  return "  events: {type: proxmox_events, endpoints: [\"127.0.0.1:" +
         std::to_string(cluster.port()) + "\"], token_id: \"" + cluster.settings().token_id +
         "\", token_secret: \"${env:SECRET}\", fingerprint: \"" + cluster.fingerprint() + "\"}\n";
}

// With a poll and a transform beside it, as most have it. Tasks begin at any moment.
void BM_TaskToFrame(benchmark::State& state) {
  simulator::Settings settings;
  settings.nodes = 3;
  settings.guests = 200;
  settings.cluster = "lab";
  simulator::Simulator cluster(settings);
  const testing::RunningPipevane program(
      "version: 1\nsources:\n" + testing::sourceYaml("lab", cluster, "10s", "30s") +
          eventsYaml(cluster) +
          "transforms:\n  derived: {type: derive, inputs: [lab, events]}\n"
          "sinks:\n  history: {type: history, inputs: [derived]}\n"
          "  web: {type: web, port: 0, inputs: [derived]}\n",
      {{"SECRET", cluster.settings().token_secret}});
  program.awaitState("events", "running");
  web::OneClient client(program.port());
  subscribe(client, state.range(0));
  std::this_thread::sleep_for(std::chrono::seconds(3));
  std::mt19937 random(7);
  std::vector<double> ms;
  for (auto _ : state) {
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 2'000));
    std::string upid;
    const auto began = Clock::now();
    cluster.locked([&](simulator::World& world) {
      upid = world.task({.node = "pve1", .type = "vzdump", .id = "", .seconds = 600});
    });
    await(client, [&](const auto& message) { return hasEvent(message, upid); });
    ms.push_back(millisecondsSince(began));
  }
  tell(state, std::move(ms));
  state.SetLabel("aim: worst_ms 2500");
}
BENCHMARK(BM_TaskToFrame)
    ->ArgName("rate_ms")
    ->Arg(250)
    ->Arg(1'000)
    ->Iterations(40)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

std::uint16_t pushPortOf(const testing::RunningPipevane& program) {
  const auto components = program.json("/api/status")->getArray("components");
  for (unsigned i = 0; i < components->size(); ++i) {
    const auto component = components->getObject(i);
    if (component->getValue<std::string>("id") != "push") continue;
    const auto doors = component->getObject("details")->getArray("listening");
    return doors->getObject(0)->getValue<std::uint16_t>("port");
  }
  throw std::runtime_error("there is no push");
}

// One node's uptime, a second further each time: what a real node sends each ten seconds.
void BM_DatagramToFrame(benchmark::State& state) {
  const testing::RunningPipevane program(
      "version: 1\nsources:\n  push: {type: proxmox_push, influx_udp_port: 0, cluster: lab}\n"
      "transforms:\n  derived: {type: derive, inputs: [push]}\n"
      "sinks:\n  history: {type: history, inputs: [derived]}\n"
      "  web: {type: web, port: 0, inputs: [derived]}\n",
      {});
  program.awaitState("push", "running");
  const Poco::Net::SocketAddress to("127.0.0.1", pushPortOf(program));
  Poco::Net::DatagramSocket socket;
  web::OneClient client(program.port());
  subscribe(client, state.range(0));
  std::mt19937 random(7);
  std::vector<double> ms;
  double uptime_s = 100'000;
  for (auto _ : state) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1'100 + random() % 1'000));
    uptime_s += 1;
    const auto now_s = std::chrono::duration_cast<std::chrono::seconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count();
    const std::string line =
        "system,object=nodes,host=pve1 uptime=" + std::to_string(static_cast<long>(uptime_s)) +
        " " + std::to_string(now_s) + "000000000\n";
    const auto began = Clock::now();
    socket.sendTo(line.data(), static_cast<int>(line.size()), to);
    await(client, [&](const auto&) {
      const auto node = client.entities()->getObject("lab/node/pve1");
      return node && node->isObject("metrics") &&
             node->getObject("metrics")->optValue<double>("uptime_seconds", 0) == uptime_s;
    });
    ms.push_back(millisecondsSince(began));
  }
  tell(state, std::move(ms));
  state.SetLabel("aim: worst_ms 100");
}
BENCHMARK(BM_DatagramToFrame)
    ->ArgName("rate_ms")
    ->Arg(250)
    ->Arg(1'000)
    ->Iterations(40)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace pipevane::bench
