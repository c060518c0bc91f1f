// What the real program costs while nobody looks: CPU, memory and requests, polled from the
// simulator at the usual pace. Beside it the same program with nothing to watch. One round takes
// half a minute of real time. And what its start takes until a chart is full.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

namespace pipevane::bench {
namespace {

constexpr std::chrono::seconds kWatched{30};

struct Cost {
  double cpu_seconds = 0;
  double resident_mib = 0;
};

// As the program tells it itself to Prometheus.
Cost costOf(const testing::RunningPipevane& program) {
  Cost cost;
  std::istringstream lines(program.text("/metrics"));
  for (std::string line; std::getline(lines, line);) {
    const auto value = [&line] { return std::stod(line.substr(line.rfind(' ') + 1)); };
    if (line.starts_with("process_cpu_seconds_total ")) cost.cpu_seconds = value();
    if (line.starts_with("process_resident_memory_bytes ")) cost.resident_mib = value() / (1 << 20);
  }
  return cost;
}

std::int64_t requestsTo(const simulator::Simulator& cluster) {
  return cluster.stats().json().getValue<std::int64_t>("requests");
}

void measure(benchmark::State& state, const simulator::Simulator& cluster,
             const testing::RunningPipevane& program) {
  const auto seconds = static_cast<double>(kWatched.count());
  for (auto _ : state) {
    const Cost before = costOf(program);
    const std::int64_t requests = requestsTo(cluster);
    std::this_thread::sleep_for(kWatched);
    const Cost after = costOf(program);
    state.counters["percent_of_a_core"] = 100 * (after.cpu_seconds - before.cpu_seconds) / seconds;
    state.counters["resident_MiB"] = after.resident_mib;
    state.counters["requests_per_second"] =
        static_cast<double>(requestsTo(cluster) - requests) / seconds;
  }
}

simulator::Settings clusterOf(int nodes, int guests) {
  simulator::Settings settings;
  settings.nodes = nodes;
  settings.guests = guests;
  settings.cluster = "lab";
  return settings;
}

testing::RunningPipevane watching(const simulator::Simulator& cluster) {
  return testing::RunningPipevane("version: 1\nsources:\n" +
                                      testing::sourceYaml("lab", cluster, "10s", "30s") +
                                      "transforms:\n  derived: {type: derive, inputs: [lab]}\n"
                                      "sinks:\n  history: {type: history, inputs: [derived]}\n"
                                      "  web: {type: web, port: 0, inputs: [derived]}\n",
                                  {{"SECRET", cluster.settings().token_secret}});
}

// What comes at once at the start is not what it costs from then on.
void awaitRates(const testing::RunningPipevane& program) {
  program.await([](const auto& entities, const auto&) {
    const auto guest = entities.getObject("lab/vm/100");
    return guest && guest->getObject("metrics")->has("network_receive_bytes_per_second");
  });
}

void BM_Idle(benchmark::State& state) {
  const int guests = static_cast<int>(state.range(0));
  const simulator::Simulator cluster(clusterOf(guests > 200 ? 32 : 3, guests));
  const auto program = watching(cluster);
  awaitRates(program);
  measure(state, cluster, program);
  state.SetLabel(guests == 200 ? "aim: 0.5 percent_of_a_core, 30 resident_MiB, 0.2 requests or less"
                               : "aim: 250 resident_MiB at 10,000, 0.2 requests or less");
}
BENCHMARK(BM_Idle)
    ->Arg(200)
    ->Arg(5'000)
    ->Arg(10'000)
    ->Iterations(1)
    ->Unit(benchmark::kSecond)
    ->UseRealTime();

void BM_IdleNothingToWatch(benchmark::State& state) {
  const simulator::Simulator cluster(clusterOf(1, 0));
  const auto program = watching(cluster);
  measure(state, cluster, program);
}
BENCHMARK(BM_IdleNothingToWatch)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

// The oldest of a guest's points that the history has, counted back from now, in minutes; what
// Proxmox VE's coarser files tell of the time before is not meant.
double minutesOfChart(const testing::RunningPipevane& program) {
  const auto answer =
      program.json("/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent&step=0");
  const auto series = answer->getArray("series")->getObject(0);
  const auto times = series->getArray("times_ms");
  const unsigned archived =
      series->has("archived") ? series->getObject("archived")->getValue<unsigned>("count") : 0;
  if (times->size() <= archived) return 0;
  return static_cast<double>(answer->getValue<std::int64_t>("to_ms") -
                             times->getElement<std::int64_t>(archived)) /
         60'000;
}

// From the start of the process to a chart of what was before it.
void BM_StartToFullChart(benchmark::State& state) {
  const simulator::Simulator cluster(clusterOf(3, static_cast<int>(state.range(0))));
  for (auto _ : state) {
    const auto program = watching(cluster);
    awaitRates(program);
    state.counters["minutes_of_chart"] = minutesOfChart(program);
  }
  state.SetLabel("aim: 30 minutes within 2 s at 200 guests");
}
BENCHMARK(BM_StartToFullChart)
    ->Arg(200)
    ->Iterations(1)
    ->Repetitions(3)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace pipevane::bench
