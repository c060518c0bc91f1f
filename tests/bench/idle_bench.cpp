// What the real program costs: at its start, until what was before it is stored; from then on,
// while nobody looks; and with an hour of history. Polled from the simulator, whose own work is
// none of it. Beside it the same program with nothing to watch. One round takes half a minute of
// real time, or two.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace pipevane::bench {
namespace {

constexpr std::chrono::seconds kWatched{30};
// Two cycles.
constexpr std::chrono::seconds kSettling{20};

struct Cost {
  double cpu_seconds = 0;
  double resident_mib = 0;
};

constexpr double kMiB = 1 << 20;

// As the program tells it itself to Prometheus.
Cost costOf(const testing::RunningPipevane& program) {
  Cost cost;
  std::istringstream lines(program.text("/metrics"));
  for (std::string line; std::getline(lines, line);) {
    const auto value = [&line] { return std::stod(line.substr(line.rfind(' ') + 1)); };
    if (line.starts_with("process_cpu_seconds_total ")) cost.cpu_seconds = value();
    if (line.starts_with("process_resident_memory_bytes ")) cost.resident_mib = value() / kMiB;
  }
  return cost;
}

// The most that it ever had, as the system says.
double peakMiB(const testing::RunningPipevane& program) {
  std::istringstream lines(
      testing::contentOf("/proc/" + std::to_string(program.process()) + "/status"));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(line.find(':') + 1)) / 1024;
  return 0;
}

testing::JsonPtr componentOf(const testing::RunningPipevane& program, const std::string& id) {
  const auto components = program.json("/api/status")->getArray("components");
  for (unsigned i = 0; i < components->size(); ++i)
    if (components->getObject(i)->getValue<std::string>("id") == id)
      return components->getObject(i);
  throw std::runtime_error("there is no component " + id);
}

struct Stored {
  double samples = 0, mib = 0, limit_mib = 0;
};
Stored storedBy(const testing::RunningPipevane& program) {
  const auto details = componentOf(program, "history")->getObject("details");
  return {.samples = details->getValue<double>("samples"),
          .mib = details->getValue<double>("memory_bytes") / kMiB,
          .limit_mib = details->getValue<double>("memory_limit_bytes") / kMiB};
}

std::int64_t requestsTo(const simulator::Simulator& cluster) {
  return cluster.stats().json().getValue<std::int64_t>("requests");
}

simulator::Settings clusterOf(int nodes, int guests) {
  simulator::Settings settings;
  settings.nodes = nodes;
  settings.guests = guests;
  settings.cluster = "lab";
  return settings;
}
simulator::Settings clusterOf(int guests) { return clusterOf(guests > 200 ? 32 : 3, guests); }

testing::RunningPipevane watching(const simulator::Simulator& cluster,
                                  const std::string& interval = "10s") {
  return testing::RunningPipevane("version: 1\nsources:\n" +
                                      testing::sourceYaml("lab", cluster, interval, "30s") +
                                      "transforms:\n  derived: {type: derive, inputs: [lab]}\n"
                                      "sinks:\n  history: {type: history, inputs: [derived]}\n"
                                      "  web: {type: web, port: 0, inputs: [derived]}\n",
                                  {{"SECRET", cluster.settings().token_secret}});
}

void awaitRates(const testing::RunningPipevane& program) {
  program.await([](const auto& entities, const auto&) {
    const auto guest = entities.getObject("lab/vm/100");
    return guest && guest->getObject("metrics")->has("network_receive_bytes_per_second");
  });
}

// What was before the start, all of it.
void awaitStored(const testing::RunningPipevane& program) {
  awaitRates(program);
  for (double before = -1, now = 0; before != now;) {
    before = now;
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    now = storedBy(program).samples;
  }
}

// The oldest of a guest's points that the history has, counted back from the newest, in minutes;
// what Proxmox VE's coarser files tell of the time before is not meant.
double minutesOfChart(const testing::RunningPipevane& program) {
  const auto times = program.stored("lab/vm/100", "cpu_usage_percent").times_ms;
  return times.empty() ? 0 : static_cast<double>(times.back() - times.front()) / 60'000;
}

// From the start of the process to a chart of what was before it; and what it took until that was
// stored of every guest.
void BM_StartToFullChart(benchmark::State& state) {
  const int guests = static_cast<int>(state.range(0));
  const simulator::Simulator cluster(clusterOf(guests));
  for (auto _ : state) {
    const auto program = watching(cluster);
    awaitRates(program);
    state.PauseTiming();
    awaitStored(program);
    state.counters["minutes_of_chart"] = minutesOfChart(program);
    state.counters["cpu_seconds"] = costOf(program).cpu_seconds;
    state.counters["peak_MiB"] = peakMiB(program);
    state.ResumeTiming();
  }
  state.SetLabel(guests == 200 ? "aim: 30 minutes within 2 s" : "aim: 250 peak_MiB at 10,000");
}
BENCHMARK(BM_StartToFullChart)
    ->Arg(200)
    ->Arg(10'000)
    ->Iterations(1)
    ->Repetitions(3)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// What comes at once at the start is not what it costs from then on: `program` has settled.
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
    // Within the first minutes, in which each node is met: requests_bench has them of later.
    state.counters["early_requests_per_second"] =
        static_cast<double>(requestsTo(cluster) - requests) / seconds;
    // Not so where this machine is too slow for the simulator: the figures are of something else
    // then.
    state.counters["healthy"] =
        componentOf(program, "lab")->getValue<std::string>("state") == "running";
  }
}

void BM_Idle(benchmark::State& state) {
  const int guests = static_cast<int>(state.range(0));
  const simulator::Simulator cluster(clusterOf(guests));
  const auto program = watching(cluster);
  awaitStored(program);
  std::this_thread::sleep_for(kSettling);
  measure(state, cluster, program);
  state.counters["peak_MiB"] = peakMiB(program);
  // Computed: the history of an hour at as many bytes a minute, as far as its limit.
  const Stored stored = storedBy(program);
  const double an_hour = stored.mib / std::max(minutesOfChart(program), 1.0) * 60;
  state.counters["computed_of_an_hour_MiB"] =
      state.counters["resident_MiB"].value - stored.mib + std::min(an_hour, stored.limit_mib);
  state.SetLabel(guests == 200 ? "aim: 0.5 percent_of_a_core, 30 resident_MiB or less"
                               : "aim: 250 resident_MiB at 10,000");
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

// With an hour of history: half of it is told at the start, the other half passes sixty times as
// fast, on a cluster whose clocks were half an hour behind. All of its samples are taken, at their
// own times; only the pace at which they come is another one, so that no CPU is told.
void BM_IdleWithAnHour(benchmark::State& state) {
  constexpr std::int64_t kBehindS = 31 * 60, kTimesAsFast = 60;
  using Clock = std::chrono::steady_clock;
  std::optional<Clock::time_point> fast_since;
  std::mutex mutex;
  simulator::Settings settings = clusterOf(static_cast<int>(state.range(0)));
  settings.clock = [&] {
    const std::lock_guard lock(mutex);
    const std::int64_t made_up_s = fast_since
                                       ? std::chrono::duration_cast<std::chrono::seconds>(
                                             (Clock::now() - *fast_since) * (kTimesAsFast - 1))
                                             .count()
                                       : 0;
    return std::time(nullptr) - std::max<std::int64_t>(kBehindS - made_up_s, 0);
  };
  const simulator::Simulator cluster(settings);
  for (auto _ : state) {
    const auto program = watching(cluster, "1s");
    awaitStored(program);
    {
      const std::lock_guard lock(mutex);
      fast_since = Clock::now();
    }
    std::this_thread::sleep_for(std::chrono::seconds(kBehindS / (kTimesAsFast - 1)) + kSettling);
    state.counters["minutes_of_chart"] = minutesOfChart(program);
    state.counters["samples"] = storedBy(program).samples;
    state.counters["resident_MiB"] = costOf(program).resident_mib;
  }
  state.SetLabel("aim: 60 minutes in 30 resident_MiB");
}
BENCHMARK(BM_IdleWithAnHour)->Arg(200)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

}  // namespace
}  // namespace pipevane::bench
