#include "engine/pipeline/instance.h"

#include <cstddef>
#include <utility>

namespace pipevane::pipeline {

std::optional<std::string> whyUnusable(const pv_component& made, std::int32_t kind) {
  constexpr std::size_t kSizeOf1_0 =
      offsetof(pv_component, extension) + sizeof(pv_component::extension);
  if (made.size < kSizeOf1_0) return "its table of calls is too short";
  if (made.destroy == nullptr) return "its table of calls lacks \"destroy\"";
  if (kind == PV_SOURCE && made.run == nullptr) return "its table of calls lacks \"run\"";
  if (kind != PV_SOURCE && made.process == nullptr) return "its table of calls lacks \"process\"";
  return std::nullopt;
}

void Instance::adopt(const pv_component* made) {
  const std::lock_guard lock(mutex_);
  current_ = made;
}

void Instance::destroy() {
  if (const pv_component* gone = withdraw()) gone->destroy(gone->self);
}

Legacy Instance::destroyForHeir() {
  const pv_component* gone = withdraw();
  if (gone == nullptr) return {};
  Legacy legacy(*gone);
  gone->destroy(gone->self);
  return legacy;
}

const pv_component* Instance::withdraw() {
  std::unique_lock lock(mutex_);
  const pv_component* gone = std::exchange(current_, nullptr);
  returned_.wait(lock, [this] { return leases_ == 0; });
  return gone;
}

const void* Instance::acquire(const char* name, void*& self) {
  const pv_component* leased = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (current_ == nullptr || current_->extension == nullptr) return nullptr;
    leased = current_;
    ++leases_;
  }
  const void* table = leased->extension(leased->self, name);
  self = leased->service;
  if (table == nullptr) release();
  return table;
}

void Instance::release() {
  // Notified under the lock: the owner may be gone right after it is given up.
  const std::lock_guard lock(mutex_);
  --leases_;
  returned_.notify_all();
}

bool Instance::offers(const char* name) {
  void* self = nullptr;
  if (acquire(name, self) == nullptr) return false;
  release();
  return true;
}

}  // namespace pipevane::pipeline
