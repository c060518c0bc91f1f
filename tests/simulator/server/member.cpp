#include "tests/simulator/server/member.h"

#include "tests/simulator/server/handler.h"
#include "tests/simulator/simulator.h"

namespace pipevane::simulator {
namespace {

// As Proxmox VE's own server does it.
constexpr int kMostRequestsAConnection = 100;
constexpr int kIdleSeconds = 5;
// For those that wait, and for those that do not.
constexpr int kThreads = WaitingRoom::kPlaces + 32;

Poco::Net::HTTPServerParams::Ptr parameters() {
  Poco::Net::HTTPServerParams::Ptr all = new Poco::Net::HTTPServerParams;
  all->setKeepAlive(true);
  all->setMaxKeepAliveRequests(kMostRequestsAConnection);
  all->setKeepAliveTimeout(Poco::Timespan(kIdleSeconds, 0));
  all->setMaxThreads(kThreads);
  return all;
}

}  // namespace

Member::Member(Simulator& simulator, const std::string& node, const std::string& address,
               std::uint16_t port, const Certificate& certificate)
    : simulator_(simulator),
      node_(node),
      certificate_(certificate),
      contexts_{contextWith(certificate)},
      threads_("pve", 1, kThreads + 1),
      http_(new HandlerFactory(simulator, node), threads_,
            listenAt(
                address, port, [this] { return greeting(); }, conversations_),
            parameters()) {
  http_.start();
}

Member::~Member() {
  http_.stop();
  conversations_.cutAll();
  threads_.joinAll();
}

Handshakes Member::handshakes() const {
  const std::lock_guard lock(mutex_);
  Handshakes all;
  for (const auto& each : contexts_) {
    const Handshakes some = handshakesOf(each);
    all.whole += some.whole;
    all.resumed += some.resumed;
  }
  return all;
}

Certificate Member::certificate() const {
  const std::lock_guard lock(mutex_);
  return certificate_;
}

void Member::show(const Certificate& certificate) {
  const auto context = contextWith(certificate);
  const std::lock_guard lock(mutex_);
  certificate_ = certificate;
  contexts_.push_back(context);
}

Poco::Net::Context::Ptr Member::greeting() {
  const bool dead = !node_.empty() && !simulator_.locked([this](const World& world) {
    return world.node(node_).online;
  });
  const std::lock_guard lock(mutex_);
  return dead ? nullptr : contexts_.back();
}

}  // namespace pipevane::simulator
