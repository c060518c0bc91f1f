#include "tests/simulator/simulator.h"

#include "tests/simulator/server/handler.h"
#include "tests/simulator/server/listen.h"
#include "tests/simulator/world/demo.h"
#include "tests/simulator/world/population.h"

#include <Poco/Net/HTTPServer.h>

#include <atomic>
#include <chrono>

namespace pipevane::simulator {
namespace {

// As Proxmox VE's own server does it.
constexpr int kMostRequestsAConnection = 100;
constexpr int kIdleSeconds = 5;

std::int64_t systemClock() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

Poco::Net::HTTPServerParams::Ptr parameters() {
  Poco::Net::HTTPServerParams::Ptr all = new Poco::Net::HTTPServerParams;
  all->setKeepAlive(true);
  all->setMaxKeepAliveRequests(kMostRequestsAConnection);
  all->setKeepAliveTimeout(Poco::Timespan(kIdleSeconds, 0));
  all->setMaxThreads(32);
  return all;
}

}  // namespace

class Simulator::Server {
 public:
  Server(Simulator& simulator, const Settings& settings, const Certificate& certificate)
      : context_(contextWith(certificate)),
        threads_("pve", 1, 33),
        http_(new HandlerFactory(simulator), threads_,
              listenAt(settings.bind, settings.port, context_), parameters()) {
    http_.start();
  }
  ~Server() {
    stopping = true;
    http_.stopAll(true);
    threads_.joinAll();
  }
  std::uint16_t port() const { return http_.port(); }
  std::uint64_t connections() const { return static_cast<std::uint64_t>(http_.totalConnections()); }

  Handshakes handshakes() const { return handshakesOf(context_); }

  std::atomic<bool> stopping = false;

 private:
  Poco::Net::Context::Ptr context_;
  Poco::ThreadPool threads_;
  Poco::Net::HTTPServer http_;
};

Simulator::Simulator(const Settings& settings)
    : settings_(settings),
      version_(Version::ofMajor(settings.pve_version)),
      rights_(Rights::auditor(version_)),
      certificate_(settings.certificate ? *settings.certificate : Certificate::make()) {
  if (!settings_.clock) settings_.clock = systemClock;
  const std::int64_t begin_s = settings_.clock();
  Population population = settings_.demo
                              ? demoPopulation(settings_.seed, begin_s)
                              : makePopulation(settings_.cluster, settings_.nodes, settings_.guests,
                                               settings_.seed, begin_s);
  world_ =
      std::make_unique<World>(std::move(population), settings_.seed, begin_s, settings_.past_s);
  for (const Node& each : world_->nodes()) {
    Node& node = world_->node(each.name);
    node.fingerprint = certificate_.fingerprint;
    node.pem = certificate_.pem;
  }
  if (settings_.demo) addDemoHappenings(*world_);
  server_ = std::make_unique<Server>(*this, settings_, certificate_);
}

Simulator::~Simulator() { faults_.clear(); }

void Simulator::grant(const Rights& rights) {
  locked([&](const World&) { rights_ = rights; });
}

std::uint16_t Simulator::port() const { return server_->port(); }
std::uint64_t Simulator::connections() const { return server_->connections(); }
Handshakes Simulator::handshakes() const { return server_->handshakes(); }
bool Simulator::stopping() const { return !server_ || server_->stopping; }
std::string Simulator::clusterName() const { return world_->cluster(); }

}  // namespace pipevane::simulator
