// The table of "pipevane.figures/1" for a component written in C++; return it from service().
#pragma once

#include <pipevane/component.h>
#include <pipevane/figures.h>
#include <pipevane/text.h>

#include <span>
#include <string_view>

namespace pipevane {

// Who asked for the figures. Lives as long as that call.
class FigureVisit {
 public:
  using Labels = std::span<const pv_attribute>;

  FigureVisit(void* context, void (*visit)(void* context, const pv_figure* figure))
      : context_(context), visit_(visit) {}

  // It grows until the component is made anew. `help`: the same for all figures of that name.
  template <class Number>
  void counter(std::string_view name, std::string_view help, Number value,
               Labels labels = {}) const {
    say(true, name, help, static_cast<double>(value), labels);
  }
  // It may fall as well.
  template <class Number>
  void gauge(std::string_view name, std::string_view help, Number value, Labels labels = {}) const {
    say(false, name, help, static_cast<double>(value), labels);
  }

 private:
  void say(bool counter, std::string_view name, std::string_view help, double value,
           Labels labels) const {
    const pv_figure figure{.size = sizeof(pv_figure),
                           .counter = counter,
                           .name = text(name),
                           .help = text(help),
                           .value = value,
                           .label_count = labels.size(),
                           .labels = labels.data()};
    visit_(context_, &figure);
  }

  void* context_;
  void (*visit_)(void*, const pv_figure*);
};

// `T` is a component with a function of its own:
//
//   void tellFigures(const FigureVisit& visit) const;
//
// [any] Quick: it asks nobody. Where it throws, what it told until then was all.
template <class T>
const pv_figures& figuresTable() {
  // No exception crosses the contract.
  struct Calls {
    static pv_status read(void* self, void* context, void (*visit)(void*, const pv_figure*)) {
      try {
        static_cast<const T&>(*static_cast<const Component*>(self))
            .tellFigures(FigureVisit(context, visit));
        return PV_OK;
      } catch (...) {
        return PV_FAILED;
      }
    }
  };
  static constexpr pv_figures kTable = {.size = sizeof(pv_figures), .read = Calls::read};
  return kTable;
}

}  // namespace pipevane
