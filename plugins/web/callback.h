// Calls back through C: what is thrown meanwhile must not cross the engine.
#pragma once

#include <exception>

namespace pipevane::web {

template <class Body>
struct Callback {
  Body body;
  std::exception_ptr thrown = nullptr;

  template <class Item>
  static void call(void* context, const Item* item) {
    auto& self = *static_cast<Callback*>(context);
    if (self.thrown) return;
    try {
      self.body(*item);
    } catch (...) {
      self.thrown = std::current_exception();
    }
  }
  void rethrow() const {
    if (thrown) std::rethrow_exception(thrown);
  }
};
template <class Body>
Callback(Body) -> Callback<Body>;

}  // namespace pipevane::web
