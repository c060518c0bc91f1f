// What a component left, until the one in its place takes it.
#pragma once

#include <pipevane/abi.h>

#include <memory>

namespace pipevane::pipeline {

class Legacy {
 public:
  Legacy() = default;
  // [worker] Of one that nobody calls any more, but to destroy it.
  explicit Legacy(const pv_component& leaving);
  // [main] or [worker] To one that was made and that nobody has called yet.
  void giveTo(const pv_component& made);

  bool empty() const { return left_ == nullptr; }

 private:
  std::unique_ptr<void, void (*)(void*)> left_{nullptr, nullptr};
};

}  // namespace pipevane::pipeline
