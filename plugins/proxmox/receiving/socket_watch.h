// Waits for sockets while the source waits for the host, and wakes it.
#pragma once

#include "plugins/proxmox/receiving/bell.h"
#include "plugins/proxmox/receiving/sockets.h"

#include <pipevane/host.h>

#include <thread>

namespace pipevane::proxmox {

// [worker] The source's thread waits in the host, which alone knows of stops and of time; a thread
// of this waits for the sockets, and does nothing but end the other one's wait.
class SocketWatch final : public Sockets {
 public:
  // Throws Error where the system gives no descriptors.
  explicit SocketWatch(const Host& host);
  ~SocketWatch();

  // Before each wait.
  void listen() { again_.ring(); }

 private:
  void watch();

  Host host_;
  Bell again_, end_;
  std::thread thread_;
};

}  // namespace pipevane::proxmox
