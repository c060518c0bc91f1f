// The table of "pipevane.handover/1" for a component written in C++; return it from service().
#pragma once

#include <pipevane/component.h>
#include <pipevane/handover.h>

#include <memory>
#include <utility>

namespace pipevane {

// `T` is a component with a type `Legacy` and two functions of its own:
//
//   std::unique_ptr<Legacy> handOver();
//
// [worker] The last call: all that shall go on, without the component or its host in it. Null:
// nothing.
//
//   void takeOver(std::unique_ptr<Legacy> legacy);
//
// [main] or [worker] Before `start`.
//
// One that throws hands nothing over, or begins with nothing.
template <class T>
const pv_handover& handoverTable() {
  using Legacy = typename T::Legacy;
  struct Calls {
    static T& of(void* self) { return static_cast<T&>(*static_cast<Component*>(self)); }
    static void* give(void* self) {
      try {
        return of(self).handOver().release();
      } catch (...) {
        return nullptr;
      }
    }
    static void take(void* self, void* legacy) {
      std::unique_ptr<Legacy> own(static_cast<Legacy*>(legacy));
      try {
        of(self).takeOver(std::move(own));
      } catch (...) {
        // It begins as one that nobody was before.
      }
    }
    static void discard(void* legacy) { delete static_cast<Legacy*>(legacy); }
  };
  static constexpr pv_handover kTable = {.size = sizeof(pv_handover),
                                         .give = Calls::give,
                                         .take = Calls::take,
                                         .discard = Calls::discard};
  return kTable;
}

}  // namespace pipevane
