// The answer that comes every cycle: /cluster/resources of 10,000 guests. Beside it what parsing
// alone costs, with the library that the decoder uses and with the one that most would take.
#include "plugins/proxmox/fleet_decoder.h"
#include "tests/simulator/answers/answers.h"
#include "tests/simulator/world/population.h"

#include <Poco/JSON/Parser.h>
#include <benchmark/benchmark.h>
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
