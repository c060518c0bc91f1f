// What the real program costs while nobody looks: CPU and memory at 200 guests, polled from the
// simulator at the usual pace. Beside it the same program with nothing to watch. One round takes
// half a minute of real time.
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

void measure(benchmark::State& state, const testing::RunningPipevane& program) {
  for (auto _ : state) {
    const Cost before = costOf(program);
    std::this_thread::sleep_for(kWatched);
    const Cost after = costOf(program);
    state.counters["percent_of_a_core"] =
        100 * (after.cpu_seconds - before.cpu_seconds) / static_cast<double>(kWatched.count());
    state.counters["resident_MiB"] = after.resident_mib;
  }
}

std::string pipelineOf(const std::string& source) {
  return "version: 1\nsources:\n" + source +
         "transforms:\n  derived: {type: derive, inputs: [lab]}\n"
         "sinks:\n  history: {type: history, inputs: [derived]}\n"
         "  web: {type: web, port: 0, inputs: [derived]}\n";
}

void BM_Idle200Guests(benchmark::State& state) {
  simulator::Settings settings;
  settings.guests = 200;
  settings.cluster = "lab";
  simulator::Simulator cluster(settings);
  const testing::RunningPipevane program(pipelineOf(testing::sourceYaml("lab", cluster, "10s")),
                                         {{"SECRET", settings.token_secret}});
  // What comes at once at the start is not what it costs from then on.
  program.await([](const auto& entities, const auto&) {
    const auto guest = entities.getObject("lab/vm/100");
    return guest && guest->getObject("metrics")->has("network_receive_bytes_per_second");
  });
  measure(state, program);
  state.SetLabel("aim: 0.5 percent_of_a_core and 30 resident_MiB or less");
}
BENCHMARK(BM_Idle200Guests)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

void BM_IdleNothingToWatch(benchmark::State& state) {
  simulator::Settings settings;
  settings.guests = 0;
  settings.nodes = 1;
  simulator::Simulator cluster(settings);
  const testing::RunningPipevane program(pipelineOf(testing::sourceYaml("lab", cluster, "10s")),
                                         {{"SECRET", settings.token_secret}});
  measure(state, program);
}
BENCHMARK(BM_IdleNothingToWatch)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

}  // namespace
}  // namespace pipevane::bench
