// One source at a time decides who leads.
#pragma once

#include "plugins/proxmox/leadership/circle.h"

#include <pipevane/host.h>

#include <atomic>
#include <cstdint>

namespace pipevane::proxmox {

// One source's part in that.
class Deciding {
 public:
  // How long one waits, at its start, for those before it in the pipeline to hear who they are.
  static constexpr std::int64_t kPatienceMs = 2'000;

  Deciding(const Host& host, const Circle& circle) : host_(host), circle_(circle) {}

  // ---- [worker] of the source itself. False where a stop was asked for.
  // Until those before it in the pipeline know which cluster they are, or have failed to hear it.
  bool awaitEarlier() const;
  // Once nobody else decides; the others wait from then on until leave().
  bool enter();
  void leave() { now_ = false; }

  // [any]
  bool now() const { return now_; }

 private:
  Host host_;
  Circle circle_;
  std::atomic<bool> now_ = false;
};

}  // namespace pipevane::proxmox
