// The table of "pipevane.trial/1" for a component written in C++; return it from service().
#pragma once

#include <pipevane/component.h>
#include <pipevane/text.h>
#include <pipevane/trial.h>

#include <exception>
#include <span>
#include <string>
#include <type_traits>

namespace pipevane {

// `T` is a component with two functions of its own:
//
//   void tryToStart(std::span<const pv_text> freed) const;
//
// [main] Throws Error, with what to do, where `start` could not succeed now.
//
//   std::string held() const;   or   std::vector<std::string> held() const;
//
// [any] What it holds from its start to its end: one thing, empty where there is none, or all.
template <class T>
const pv_trial& trialTable() {
  // No exception crosses the contract.
  struct Calls {
    static const T& of(void* self) {
      return static_cast<const T&>(*static_cast<const Component*>(self));
    }
    static pv_status check(void* self, pv_text_list freed, void* context,
                           void (*visit)(void*, pv_text)) {
      try {
        of(self).tryToStart({freed.items, freed.count});
        return PV_OK;
      } catch (const std::exception& error) {
        visit(context, text(error.what()));
      } catch (...) {
        visit(context, text("it threw something that is no std::exception"));
      }
      return PV_FAILED;
    }
    static void holds(void* self, void* context, void (*visit)(void*, pv_text)) {
      try {
        const auto held = of(self).held();
        if constexpr (std::is_same_v<decltype(held), const std::string>) {
          if (!held.empty()) visit(context, text(held));
        } else {
          for (const std::string& each : held) visit(context, text(each));
        }
      } catch (...) {
        // Without a word of it, what would be held twice is found at the start.
      }
    }
  };
  static constexpr pv_trial kTable = {
      .size = sizeof(pv_trial), .check = Calls::check, .holds = Calls::holds};
  return kTable;
}

}  // namespace pipevane
