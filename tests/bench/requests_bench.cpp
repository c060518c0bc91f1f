// What a source asks of a cluster, in all: in its first minutes, in which it meets each node once,
// and from then on. On a clock that only work moves, so that half an hour takes seconds and the
// machine has no part in the figures. Beside it the two requests of each cycle, which it cannot do
// without.
#include "engine/base/virtual_clock.h"
#include "engine/config/pipeline_reader.h"
#include "engine/pipeline/pipeline.h"
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/real_plugins.h"
#include "tests/plugins/web/temporary_folder.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace pipevane::bench {
namespace {

constexpr std::int64_t kBeginMs = 1'795'000'000'000;
// Each node is met in a cycle of its own, and there are 32 of them at most here.
constexpr std::int64_t kStartS = 400, kSettledS = 1200;

class Watched {
 public:
  Watched(int nodes, int guests, bool zfs) : cluster_(settings(nodes, guests)) {
    if (zfs)
      cluster_.locked([](simulator::World& world) {
        for (const auto& each : world.nodes()) world.node(each.name).arc = 1LL << 30;
      });
    const config::KnownTypes types{
        [](std::string_view type) { return testing::catalogue().find(type); },
        testing::catalogue().typeNames()};
    const auto spec = config::readPipeline(
        "version: 1\nsources:\n" + testing::sourceYaml("lab", cluster_, "10s", "30s") +
            "sinks:\n  history: {type: history, inputs: [lab]}\n",
        "bench", types, {{"SECRET", cluster_.settings().token_secret}});
    pipeline_ = std::make_unique<pipeline::Pipeline>(
        spec, testing::catalogue(), pipeline::Settings{clock_, log_, folder_.path.string()});
    pipeline_->start();
  }
  ~Watched() { pipeline_->stop(std::chrono::seconds(20)); }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  void runFor(std::int64_t seconds) { clock_.advanceTo(clock_.nowMs() + seconds * 1000); }
  double requests() const { return cluster_.stats().json().getValue<double>("requests"); }
  double requests(const std::string& path) const {
    return static_cast<double>(cluster_.stats().requests("/api2/json" + path));
  }

 private:
  simulator::Settings settings(int nodes, int guests) const {
    simulator::Settings settings;
    settings.nodes = nodes;
    settings.guests = guests;
    settings.clock = [this] { return clock_.nowMs() / 1000; };
    return settings;
  }

  web::TemporaryFolder folder_;
  VirtualClock clock_{kBeginMs};
  testing::NoLog log_;
  simulator::Simulator cluster_;
  std::unique_ptr<pipeline::Pipeline> pipeline_;
};

void BM_Requests(benchmark::State& state) {
  for (auto _ : state) {
    Watched watched(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)),
                    state.range(2) != 0);
    watched.runFor(kStartS);
    state.counters["per_s_at_the_start"] = watched.requests() / kStartS;
    const double before = watched.requests();
    const auto ofCycles = [&watched] {
      return watched.requests("/cluster/resources") + watched.requests("/cluster/metrics/export");
    };
    const double of_cycles = ofCycles();
    watched.runFor(kSettledS);
    state.counters["per_s"] = (watched.requests() - before) / kSettledS;
    state.counters["per_s_of_cycles"] = (ofCycles() - of_cycles) / kSettledS;
  }
  state.SetLabel("aim: 0.2 per_s, whatever the guests");
}
BENCHMARK(BM_Requests)
    ->ArgNames({"nodes", "guests", "zfs"})
    ->Args({3, 200, 0})
    ->Args({3, 200, 1})
    ->Args({32, 200, 0})
    ->Args({32, 2'000, 0})
    ->Args({32, 200, 1})
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace pipevane::bench
