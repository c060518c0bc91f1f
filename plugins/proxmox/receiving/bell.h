// What one thread rings and another one waits for beside a socket.
#pragma once

#include <cstdint>

namespace pipevane::proxmox {

// [any]
class Bell {
 public:
  // Throws Error where the system gives no descriptor.
  Bell();
  ~Bell();
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring();
  // As if it had not been rung.
  void silence();
  // It can be read where it was rung.
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

enum class Waited : std::uint8_t { kReady, kRung, kLong };

// Until `descriptor` can be read, the bell rings, or so long; negative: for ever. The bell goes
// first.
Waited waitFor(int descriptor, const Bell& bell, int most_ms);

}  // namespace pipevane::proxmox
