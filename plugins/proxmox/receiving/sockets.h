// Sockets, and who proceeds where one of them is ready.
#pragma once

#include <cstdint>

namespace pipevane::proxmox {

// What is ready by then.
class Ready {
 public:
  virtual ~Ready() = default;
  // By the thread that serves. It can be read or written. It works for a moment at most, and is
  // called again where there is more.
  virtual void proceed() = 0;
};

// One thread at a time.
class Sockets {
 public:
  // Throws Error where the system gives no descriptor.
  Sockets();
  ~Sockets();
  Sockets(const Sockets&) = delete;
  Sockets& operator=(const Sockets&) = delete;

  // Closing a socket ends it. Both throw Error where the system has no room for it.
  void add(int socket, Ready& ready);
  void change(int socket, Ready& ready, bool writes);
  void remove(int socket);
  // Lets those proceed that are ready now. False where there was none.
  bool serve();
  // It can be read where one of them is ready.
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace pipevane::proxmox
