// Waits for sockets while the source waits for the host, and wakes it.
#pragma once

#include <pipevane/host.h>

#include <cstdint>
#include <thread>

namespace pipevane::proxmox_push {

// What is ready by then.
class Ready {
 public:
  virtual ~Ready() = default;
  // [worker] It can be read or written. It works for a moment at most, and is called again where
  // there is more.
  virtual void proceed() = 0;
};

// The source's thread waits in the host, which alone knows of stops and of time; a thread of this
// waits for the sockets, and does nothing but end the other one's wait.
class SocketWatch {
 public:
  // Throws Error where the system gives no descriptors.
  explicit SocketWatch(const Host& host);
  ~SocketWatch();
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;

  // [worker] Closing a socket ends it.
  void add(int socket, Ready& ready);
  void change(int socket, Ready& ready, bool writes);
  void remove(int socket);
  // [worker] Lets those proceed that are ready now. False where there was none.
  bool serve();
  // [worker] Before each wait.
  void listen();

 private:
  void watch();

  Host host_;
  int sockets_ = -1, again_ = -1, end_ = -1;
  std::thread thread_;
};

}  // namespace pipevane::proxmox_push
