#include "tests/simulator/answers/truth.h"
#include "tests/simulator/options.h"
#include "tests/simulator/server/api.h"

#include <Poco/Exception.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

namespace pipevane::simulator {
namespace {

constexpr int kUsageError = 64;

volatile std::sig_atomic_t stop_asked = 0;

// The system's clock, so many times as fast from now on.
std::function<std::int64_t()> scaledClock(std::int64_t scale) {
  using namespace std::chrono;
  const auto now = [] {
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  };
  const std::int64_t begin_ms = now();
  return [=] { return (begin_ms + (now() - begin_ms) * scale) / 1000; };
}

void writeTruth(Simulator& simulator, const std::string& file) {
  const Poco::JSON::Object now = simulator.locked(
      [&](const World& world) { return truth(world, simulator.clusterName(), 1); });
  // A reader never sees half of it.
  const std::string draft = file + ".new";
  {
    std::ofstream out(draft);
    now.stringify(out, 1);
    if (!out) throw std::runtime_error("cannot write " + draft);
  }
  std::filesystem::rename(draft, file);
}

std::vector<std::string> nodesOf(Simulator& simulator) {
  return simulator.locked([](const World& world) {
    std::vector<std::string> names;
    for (const Node& each : world.nodes()) names.push_back(each.name);
    return names;
  });
}

int serve(const ProgramOptions& options) {
  Simulator simulator(options.settings);
  if (!options.dump.empty()) {
    std::string path = options.dump;
    if (path.front() != '/') path = "/cluster/" + path;
    std::cout << simulator.locked([&](const World& world) {
      const View view{world, simulator.version(), firstAnswering(world), simulator.rights()};
      return answer(view, path).body;
    }) << "\n";
    return 0;
  }
  if (options.settings.each_listens)
    for (const std::string& each : nodesOf(simulator))
      std::cout << "member " << each << ' ' << simulator.port(each) << ' '
                << simulator.fingerprint(each) << "\n";
  std::cout << "fingerprint " << simulator.fingerprint() << "\n"
            << "token " << options.settings.token_id << "\n"
            << "listening on " << simulator.port() << std::endl;
  while (stop_asked == 0) {
    // Also while nobody asks, the nodes live and send.
    simulator.locked([](const World&) {});
    if (!options.truth_file.empty()) writeTruth(simulator, options.truth_file);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  return 0;
}

int run(int count, char** words) {
  try {
    ProgramOptions options = ProgramOptions::parse(count, words);
    if (options.show_help) {
      std::cout << ProgramOptions::help();
      return 0;
    }
    options.settings.clock = scaledClock(options.time_scale);
    if (!options.dump.empty()) options.settings.port = 0;
    return serve(options);
  } catch (const std::invalid_argument& error) {
    std::cerr << "pipevane-sim: " << error.what() << "\n";
    return kUsageError;
  } catch (const Poco::Exception& error) {
    std::cerr << "pipevane-sim: " << error.displayText() << "\n";
  } catch (const std::exception& error) {
    std::cerr << "pipevane-sim: " << error.what() << "\n";
  }
  return 1;
}

}  // namespace
}  // namespace pipevane::simulator

int main(int count, char** words) {
  const auto stop = [](int) { pipevane::simulator::stop_asked = 1; };
  std::signal(SIGTERM, stop);
  std::signal(SIGINT, stop);
  return pipevane::simulator::run(count, words);
}
