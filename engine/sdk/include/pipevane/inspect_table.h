// The table of "pipevane.inspect/1" for a component written in C++; return it from service().
#pragma once

#include <pipevane/component.h>
#include <pipevane/inspect.h>
#include <pipevane/text.h>

#include <string>

namespace pipevane {

// `T` is a component with a function of its own:
//
//   std::string described() const;
//
// [any] Its state as a JSON object, without secrets. Where it throws, nothing is told.
template <class T>
const pv_inspect& inspectTable() {
  // No exception crosses the contract.
  struct Calls {
    static pv_status read(void* self, void* context, void (*visit)(void*, pv_text)) {
      try {
        const std::string told =
            static_cast<const T&>(*static_cast<const Component*>(self)).described();
        visit(context, text(told));
        return PV_OK;
      } catch (...) {
        return PV_FAILED;
      }
    }
  };
  static constexpr pv_inspect kTable = {.size = sizeof(pv_inspect), .read = Calls::read};
  return kTable;
}

}  // namespace pipevane
