#include "plugins/proxmox/receiving/socket_watch.h"

#include <pipevane/wake.h>

namespace pipevane::proxmox {

SocketWatch::SocketWatch(const Host& host) : host_(host), thread_([this] { watch(); }) {}

SocketWatch::~SocketWatch() {
  end_.ring();
  thread_.join();
}

void SocketWatch::watch() {
  constexpr int kForEver = -1;
  const auto* wake = static_cast<const pv_wake*>(host_.extension(PV_WAKE));
  while (waitFor(again_.descriptor(), end_, kForEver) != Waited::kRung) {
    again_.silence();
    if (waitFor(descriptor(), end_, kForEver) == Waited::kRung) return;
    if (wake != nullptr) wake->wake(host_.raw().self);
  }
}

}  // namespace pipevane::proxmox
