// The answers that come every cycle: /cluster/resources, and the newest of the metrics export.
// Beside it what parsing alone costs, with the library that the decoder uses and with the one that
// most would take.
#include "plugins/proxmox/fleet_decoder.h"
#include "tests/simulator/answers/answers.h"
#include "tests/simulator/world/population.h"

#include <Poco/JSON/Parser.h>
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <pipevane/testing/fake_host.h>
#include <simdjson.h>

#include <sstream>

namespace pipevane::bench {
namespace {

constexpr int kNodes = 40, kGuests = 10'000;
constexpr std::int64_t kBeginS = 1'795'000'000;

std::string resourcesOf(simulator::World& world, int major) {
  std::ostringstream text;
  text << R"({"data":)";
  const auto version = simulator::Version::ofMajor(major);
  const auto rights = simulator::Rights::auditor(version);
  const simulator::View view{world, version, world.nodes().front(), rights};
  simulator::clusterResources(view, "").stringify(text);
  text << "}";
  return text.str();
}

// Two cycles, so that there is something new in every answer.
const std::array<std::string, 2>& answers(int major) {
  static std::map<int, std::array<std::string, 2>> all;
  auto& both = all[major];
  if (both[0].empty()) {
    simulator::World world(simulator::makePopulation("lab", kNodes, kGuests, 7, kBeginS), 7,
                           kBeginS, 60);
    both[0] = resourcesOf(world, major);
    world.advanceTo(kBeginS + 10);
    both[1] = resourcesOf(world, major);
  }
  return both;
}

pv_exchange exchangeOf(const char* path, const std::string& body, std::int64_t time_ms) {
  pv_exchange exchange{};
  exchange.size = sizeof exchange;
  exchange.status = 200;
  exchange.time_ms = time_ms;
  exchange.source = text("lab");
  exchange.host = text("https://192.0.2.1:8006");
  exchange.method = text("GET");
  exchange.path = text(path);
  exchange.body = text(body);
  return exchange;
}

// On 7 and early 8 the list is all there is, and all figures come from it.
void BM_DecodeResources(benchmark::State& state) {
  const int major = static_cast<int>(state.range(0));
  const auto& bodies = answers(major);
  testing::FakeHost host("lab");
  const Output output(host.host());
  proxmox::FleetDecoder decoder(host.host(), "lab", "lab");
  const std::string version =
      R"({"data":{"version":")" + simulator::Version::ofMajor(major).version + R"("}})";
  decoder.decode(exchangeOf("/api2/json/version", version, kBeginS * 1000), output);
  std::int64_t cycle = 0;
  for (auto _ : state) {
    const auto& body = bodies[static_cast<std::size_t>(++cycle % 2)];
    const auto exchange =
        exchangeOf("/api2/json/cluster/resources", body, (kBeginS + cycle * 10) * 1000);
    benchmark::DoNotOptimize(decoder.decode(exchange, output).understood);
    host.clearPushed();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bodies[0].size()) * state.iterations());
  state.SetLabel("PVE " + std::to_string(major) + ", aim: 15 ms or less");
}
BENCHMARK(BM_DecodeResources)->Arg(7)->Arg(9)->Unit(benchmark::kMillisecond);

// Both answers of one cycle.
struct Cycle {
  std::int64_t time_ms;
  std::string resources, metrics_export;
};

constexpr int kCycles = 12;

const std::vector<Cycle>& cyclesOf(int guests) {
  static std::map<int, std::vector<Cycle>> all;
  auto& cycles = all[guests];
  if (!cycles.empty()) return cycles;
  simulator::World world(simulator::makePopulation("lab", kNodes, guests, 7, kBeginS), 7, kBeginS,
                         60);
  const auto version = simulator::Version::ofMajor(9);
  const auto rights = simulator::Rights::auditor(version);
  for (int i = 1; i <= kCycles; ++i) {
    world.advanceTo(kBeginS + i * 10);
    const simulator::View view{world, version, world.nodes().front(), rights};
    cycles.push_back({(kBeginS + i * 10) * 1000, resourcesOf(world, 9),
                      R"({"data":)" + simulator::metricsExport(view, {}).json + "}"});
  }
  return cycles;
}

// The fake host makes each batch anew, where the engine uses the memory of earlier ones: at least
// it is to stay with the process.
void keepMemory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

// From both answers of a cycle to the samples that leave the source.
void BM_DecodeCycle(benchmark::State& state) {
  keepMemory();
  const int guests = static_cast<int>(state.range(0));
  const auto& cycles = cyclesOf(guests);
  testing::FakeHost host("lab");
  const Output output(host.host());
  proxmox::FleetDecoder decoder(host.host(), "lab", "lab");
  const auto decode = [&](const char* path, const std::string& body, std::int64_t time_ms) {
    if (!decoder.decode(exchangeOf(path, body, time_ms), output).understood)
      state.SkipWithError("an answer was not understood");
    host.clearPushed();
  };
  const std::string version =
      R"({"data":{"version":")" + simulator::Version::ofMajor(9).version + R"("}})";
  decode("/api2/json/version", version, kBeginS * 1000);
  const auto decodeCycle = [&](const Cycle& cycle) {
    decode("/api2/json/cluster/resources", cycle.resources, cycle.time_ms);
    decode("/api2/json/cluster/metrics/export", cycle.metrics_export, cycle.time_ms);
  };
  // The first one introduces everything.
  std::size_t next = 0;
  decodeCycle(cycles[next++]);
  for (auto _ : state) decodeCycle(cycles[next++]);
  state.counters["us_per_guest"] = benchmark::Counter(
      guests / 1e6, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.SetBytesProcessed(
      static_cast<std::int64_t>(cycles[0].resources.size() + cycles[0].metrics_export.size()) *
      state.iterations());
  state.SetLabel("aim: 1 us_per_guest or less");
}
BENCHMARK(BM_DecodeCycle)
    ->Arg(200)
    ->Arg(5'000)
    ->Arg(10'000)
    ->Iterations(kCycles - 1)
    ->Unit(benchmark::kMillisecond);

// What of it the library takes.
void BM_ParseCycleSimdjson(benchmark::State& state) {
  const int guests = static_cast<int>(state.range(0));
  const Cycle& cycle = cyclesOf(guests).back();
  simdjson::dom::parser parser;
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser.parse(cycle.resources).error());
    benchmark::DoNotOptimize(parser.parse(cycle.metrics_export).error());
  }
  state.counters["us_per_guest"] = benchmark::Counter(
      guests / 1e6, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_ParseCycleSimdjson)->Arg(5'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void BM_ParseOnlySimdjson(benchmark::State& state) {
  const auto& body = answers(9)[0];
  simdjson::dom::parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(body).error());
  state.SetBytesProcessed(static_cast<std::int64_t>(body.size()) * state.iterations());
}
BENCHMARK(BM_ParseOnlySimdjson)->Unit(benchmark::kMillisecond);

void BM_ParseOnlyPocoJson(benchmark::State& state) {
  const auto& body = answers(9)[0];
  for (auto _ : state) benchmark::DoNotOptimize(Poco::JSON::Parser().parse(body));
  state.SetBytesProcessed(static_cast<std::int64_t>(body.size()) * state.iterations());
}
BENCHMARK(BM_ParseOnlyPocoJson)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace pipevane::bench
