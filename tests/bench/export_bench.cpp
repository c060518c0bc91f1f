// What an export of a whole history costs the real program: an hour of guests like recorded ones,
// taken by a client that throws it away as fast as it comes. Beside it the list of nodes, as often
// as it is answered: how long others wait meanwhile, and while nobody exports.
#include "tests/end_to_end/running_pipevane.h"

#include <Poco/Net/StreamSocket.h>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace pipevane::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kCycles = 360;
constexpr int kMetrics = 12;

double samplesIn(const testing::RunningPipevane& program) {
  const auto components = program.json("/api/status")->getArray("components");
  for (unsigned i = 0; i < components->size(); ++i)
    if (components->getObject(i)->getValue<std::string>("id") == "history")
      return components->getObject(i)->getObject("details")->getValue<double>("samples");
  throw std::runtime_error("there is no history");
}

// The program with all of it stored; made once for each number of guests.
const testing::RunningPipevane& programWith(int guests) {
  static std::map<int, std::unique_ptr<testing::RunningPipevane>> programs;
  auto& program = programs[guests];
  if (program) return *program;
  program = std::make_unique<testing::RunningPipevane>(
      "version: 1\nsources:\n  lab: {type: recorded_guests, cycles: " + std::to_string(kCycles) +
          ", guests: " + std::to_string(guests) +
          "}\nsinks:\n  history: {type: history, inputs: [lab], memory_limit: 512 MiB}\n"
          "  web: {type: web, port: 0, inputs: [lab]}\n",
      testing::Process::Environment{});
  while (samplesIn(*program) < double{kCycles} * kMetrics * guests)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  return *program;
}

double residentMiB(const testing::RunningPipevane& program) {
  std::istringstream lines(
      testing::contentOf("/proc/" + std::to_string(program.process()) + "/status"));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(line.find(':') + 1)) / 1024;
  return 0;
}

// How many bytes come until the server closes.
double taken(std::uint16_t port, const std::string& address, const std::string& accepted) {
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", port));
  const std::string request = "GET " + address + " HTTP/1.0\r\nHost: localhost\r\n" +
                              "Accept-Encoding: " + accepted + "\r\n\r\n";
  socket.sendBytes(request.data(), static_cast<int>(request.size()));
  std::vector<char> bytes(256 * 1024);
  double all = 0;
  for (int count = 1; count > 0; all += count)
    count = socket.receiveBytes(bytes.data(), static_cast<int>(bytes.size()));
  return all;
}

// Asks for the nodes again and again, and watches the memory.
class Others {
 public:
  explicit Others(const testing::RunningPipevane& program)
      : program_(program), before_mib_(residentMiB(program)), most_mib_(before_mib_) {}

  void tell(benchmark::State& state) {
    over_ = true;
    thread_.join();
    std::ranges::sort(ms_);
    const auto at = [this](double part) {
      return ms_.at(std::min(ms_.size() - 1,
                             static_cast<std::size_t>(part * static_cast<double>(ms_.size()))));
    };
    state.counters["others_median_ms"] = at(0.5);
    state.counters["others_p99_ms"] = at(0.99);
    state.counters["others_worst_ms"] = ms_.back();
    state.counters["resident_MiB"] = before_mib_;
    state.counters["more_MiB"] = most_mib_ - before_mib_;
  }

 private:
  void run() {
    while (!over_) {
      const auto began = Clock::now();
      program_.ask("GET", "/api/nodes");
      ms_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
      most_mib_ = std::max(most_mib_, residentMiB(program_));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  const testing::RunningPipevane& program_;
  const double before_mib_;
  double most_mib_;
  std::vector<double> ms_;
  std::atomic<bool> over_ = false;
  std::thread thread_{[this] { run(); }};
};

void measure(benchmark::State& state, const std::string& format, const std::string& accepted) {
  const int guests = static_cast<int>(state.range(0));
  const auto& program = programWith(guests);
  const double rows = double{kCycles} * kMetrics * guests;
  double bytes = 0;
  Others others(program);
  for (auto _ : state)
    bytes = taken(program.port(), "/api/metrics/history?from=0&format=" + format, accepted);
  others.tell(state);
  const auto rate = benchmark::Counter::kIsIterationInvariantRate;
  state.counters["rows"] = benchmark::Counter(rows, rate);
  state.counters["bytes"] = benchmark::Counter(bytes, rate);
  state.counters["bytes_a_row"] = bytes / rows;
}

void BM_Export(benchmark::State& state, const std::string& format, const std::string& accepted) {
  measure(state, format, accepted);
}
#define EXPORT(name, format, accepted)                 \
  BENCHMARK_CAPTURE(BM_Export, name, format, accepted) \
      ->Arg(10'000)                                    \
      ->Iterations(1)                                  \
      ->Unit(benchmark::kMillisecond)                  \
      ->UseRealTime()
EXPORT(csv, "csv", "identity");
EXPORT(csv_gzip, "csv", "gzip");
EXPORT(csv_zstd, "csv", "zstd");
EXPORT(lines, "ndjson", "identity");
EXPORT(lines_gzip, "ndjson", "gzip");
EXPORT(lines_zstd, "ndjson", "zstd");

// What the others wait while there is no export.
void BM_NoExport(benchmark::State& state) {
  const auto& program = programWith(static_cast<int>(state.range(0)));
  Others others(program);
  for (auto _ : state) std::this_thread::sleep_for(std::chrono::seconds(5));
  others.tell(state);
}
BENCHMARK(BM_NoExport)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace pipevane::bench
