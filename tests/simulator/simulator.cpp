#include "tests/simulator/simulator.h"

#include "tests/simulator/push/push_cycle.h"
#include "tests/simulator/world/demo.h"
#include "tests/simulator/world/population.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace pipevane::simulator {
namespace {

std::int64_t systemClock() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

// The system chooses a port that is free at one address. Members at the next ones have the same,
// and some are made later.
bool isFreeBeside(std::uint16_t port, const std::string& bind) {
  if (!bind.starts_with("127.0.0.")) return true;
  constexpr int kAddresses = 8;
  for (int number = 1; number <= kAddresses; ++number) {
    const std::string address = "127.0.0." + std::to_string(number);
    if (address == bind) continue;
    try {
      Poco::Net::ServerSocket().bind(Poco::Net::SocketAddress(address, port), false);
    } catch (const Poco::Net::NetException&) {
      return false;
    }
  }
  return true;
}

}  // namespace

Simulator::Simulator(const Settings& settings)
    : settings_(settings),
      version_(settings.pve_release.empty() ? Version::ofMajor(settings.pve_version)
                                            : Version::of(settings.pve_release)),
      rights_(Rights::auditor(version_)) {
  if (!settings_.clock) settings_.clock = systemClock;
  const std::int64_t begin_s = settings_.clock();
  Population population = settings_.demo
                              ? demoPopulation(settings_.seed, begin_s)
                              : makePopulation(settings_.cluster, settings_.nodes, settings_.guests,
                                               settings_.seed, begin_s);
  world_ = std::make_unique<World>(std::move(population), settings_.seed, begin_s, settings_.past_s,
                                   settings_.files_s);
  if (settings_.upgraded_s > 0) world_->upgradeAt(begin_s - settings_.upgraded_s);
  if (settings_.demo) addDemoHappenings(*world_);
  for (PushTarget each : settings_.push) {
    each.lasting = true;
    world_->addPushTarget(each);
  }
  world_->onCycle([this](const Node& node) { pushFrom(node); });
  world_->onNotification([this](const Notification& told) {
    for (const Webhook& each : settings_.webhooks)
      if (version_.webhooks()) sender_.send(each, told, senderOf(told.node, each.server));
  });
  if (!settings_.root) settings_.root = Certificate::make();
  tellOfRoot();
  listen();
}

void Simulator::listen() {
  constexpr int kMostPorts = 20;
  for (int port = 1; settings_.port == 0 && port < kMostPorts; ++port) {
    try {
      listenAtAll();
      if (settings_.own_addresses || isFreeBeside(members_.front()->port(), settings_.bind)) return;
    } catch (const Poco::Net::NetException&) {
    }
    members_.clear();
  }
  listenAtAll();
}

void Simulator::listenAtAll() {
  std::vector<std::string> names = {""};
  if (settings_.each_listens) {
    names.clear();
    for (const Node& each : world_->nodes()) names.push_back(each.name);
  }
  for (const std::string& each : names) {
    const bool first = members_.empty();
    const auto certificate =
        first && settings_.certificate ? *settings_.certificate : Certificate::make();
    tellOf(each, certificate);
    const std::uint16_t port = first                     ? settings_.port
                               : settings_.own_addresses ? members_.front()->port()
                                                         : std::uint16_t{0};
    members_.push_back(std::make_unique<Member>(*this, each, addressOf(each), port, certificate));
  }
}

std::string Simulator::addressOf(const std::string& node) const {
  return settings_.own_addresses ? "127.0.0." + std::to_string(world_->node(node).number)
                                 : settings_.bind;
}

void Simulator::pushFrom(const Node& node) {
  for (const PushTarget& each : world_->pushTargets()) {
    if (each.disabled || each.transport.empty()) continue;
    sender_.send(each, pushCycle(*world_, version_, node, each), senderOf(node.name, each.server));
  }
}

// Each node has an address of its own on this machine only.
std::string Simulator::senderOf(const std::string& node, const std::string& server) const {
  return settings_.own_addresses && server.starts_with("127.") ? addressOf(node) : "";
}

Simulator::~Simulator() {
  waiting_room_.close();
  faults_.clear();
}

void Simulator::grant(const Rights& rights) {
  locked([&](const World&) { rights_ = rights; });
}

void Simulator::addWebhook(const Webhook& webhook) {
  locked([&](const World&) { settings_.webhooks.push_back(webhook); });
}

const Member& Simulator::member(const std::string& node) const {
  if (node.empty()) return *members_.front();
  const auto found =
      std::ranges::find_if(members_, [&](const auto& each) { return each->node() == node; });
  if (found == members_.end()) throw std::out_of_range("no port of node " + node);
  return **found;
}

void Simulator::tellOf(const std::string& name, const Certificate& certificate) {
  locked([&](World& world) {
    for (const Node& each : world.nodes()) {
      if (!name.empty() && each.name != name) continue;
      Node& node = world.node(each.name);
      node.fingerprint = certificate.fingerprint;
      node.pem = certificate.pem;
      if (!name.empty()) node.address = addressOf(name);
    }
  });
}

void Simulator::tellOfRoot() {
  locked([&](World& world) {
    for (const Node& each : world.nodes()) {
      Node& node = world.node(each.name);
      node.root_fingerprint = settings_.root->fingerprint;
      node.root_pem = settings_.root->pem;
    }
  });
}

void Simulator::changeCertificate(const std::string& node, const Certificate& to) {
  auto& changed = const_cast<Member&>(member(node));
  tellOf(changed.node(), to);
  changed.show(to);
}

std::uint64_t Simulator::connections() const {
  std::uint64_t sum = 0;
  for (const auto& each : members_) sum += each->connections();
  return sum;
}

Handshakes Simulator::handshakes() const {
  Handshakes all;
  for (const auto& each : members_) {
    const Handshakes some = each->handshakes();
    all.whole += some.whole;
    all.resumed += some.resumed;
  }
  return all;
}

std::string Simulator::clusterName() const { return world_->cluster(); }

}  // namespace pipevane::simulator
