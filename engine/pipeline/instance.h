// The plugin's side of a component while it lives, and the leases that others hold on its services.
#pragma once

#include "engine/pipeline/legacy.h"

#include <pipevane/abi.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace pipevane::pipeline {

// One sentence: why what `create` of a type of this kind returned cannot be called; nothing where
// it can.
std::optional<std::string> whyUnusable(const pv_component& made, std::int32_t kind);

class Instance {
 public:
  ~Instance() { destroy(); }

  // [main] or [worker] Takes over what `create` made.
  void adopt(const pv_component* made);
  // [worker] The owner's own access; null while there is none.
  const pv_component* get() const { return current_; }
  // [main] or [worker] Waits until nobody holds a lease any more, then lets the plugin free it.
  void destroy();
  // [worker] The same, and takes what it leaves before.
  Legacy destroyForHeir();

  // [any] The table of a service, or null; a table must be given back.
  const void* acquire(const char* name, void*& self);
  void release();
  // [any] Whether it offers the service now.
  bool offers(const char* name);

 private:
  // The one that nobody can reach any more; null: there was none.
  const pv_component* withdraw();

  const pv_component* current_ = nullptr;  // written under the lock, by the owner only
  std::mutex mutex_;
  std::condition_variable returned_;
  int leases_ = 0;
};

}  // namespace pipevane::pipeline
