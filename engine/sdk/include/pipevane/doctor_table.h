// The table of "pipevane.doctor/1" for a component written in C++; return it from service().
#pragma once

#include <pipevane/component.h>
#include <pipevane/doctor.h>
#include <pipevane/text.h>

#include <exception>
#include <string>

namespace pipevane {

// `T` is a component with a function of its own:
//
//   std::string examined() const;
//
// [any] The findings, as <pipevane/doctor.h> has them. Where it throws, what it threw is the reason
// why it could not be examined.
template <class T>
const pv_doctor& doctorTable() {
  // No exception crosses the contract.
  struct Calls {
    static pv_status examine(void* self, void* context, void (*visit)(void*, pv_text)) {
      std::string told;
      pv_status status = PV_OK;
      try {
        told = static_cast<const T&>(*static_cast<const Component*>(self)).examined();
      } catch (const std::exception& error) {
        told = error.what();
        status = PV_FAILED;
      } catch (...) {
        return PV_FAILED;
      }
      visit(context, text(told));
      return status;
    }
  };
  static constexpr pv_doctor kTable = {.size = sizeof(pv_doctor), .examine = Calls::examine};
  return kTable;
}

}  // namespace pipevane
