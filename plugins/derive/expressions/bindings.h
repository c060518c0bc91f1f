// Expressions and the metrics that they name: which of those were seen, and what of the expressions
// cannot be computed from what was. A metric that no source of Proxmox VE tells is known once it
// comes.
#pragma once

#include "plugins/derive/expressions/definitions.h"
#include "plugins/derive/expressions/unit.h"

#include <pipevane/dictionary.h>

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::derive {

using InputIndex = std::uint16_t;
using InputMask = std::bitset<kMostInputs>;

struct Bound {
  Expression expression;
  std::vector<InputIndex> inputs;        // in the program's order
  InputMask needs;                       // the same
  std::optional<InputIndex> as_input{};  // of those after it
  MetricId metric = PV_NONE;             // what it is told as; none until all its inputs are known
  std::optional<Unit> unit{};            // the same
  std::string why{};  // it cannot be computed; empty where nothing is known against it
};

class Bindings {
 public:
  Bindings(std::vector<Expression> expressions, const Dictionary& dictionary);

  // That metric came from that component. Which input it is, if any.
  std::optional<InputIndex> learn(MetricId metric, std::string_view component);
  // Whatever is named and did not come by now is missed.
  void missUnseen();

  // Each after those that it needs.
  const std::vector<Bound>& all() const { return all_; }
  std::size_t inputCount() const { return inputs_.size(); }
  // Everything that cannot be computed; empty where all can. True once after it changed.
  const std::string& why() const { return why_; }
  bool takeNews() { return std::exchange(news_, false); }

 private:
  InputIndex inputNamed(const std::string& metric);
  void bind();
  void settle(Bound& bound);
  std::optional<Unit> unitOf(std::string_view metric) const;
  const Bound* made(std::string_view metric) const;
  bool isMissing(const std::string& metric) const;
  void say();

  Dictionary dictionary_;
  std::vector<std::string> inputs_;
  std::vector<Bound> all_;
  bool missing_told_ = false;
  bool news_ = false;
  std::string why_;
};

}  // namespace pipevane::derive
