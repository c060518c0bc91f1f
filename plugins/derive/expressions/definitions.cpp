#include "plugins/derive/expressions/definitions.h"

#include "plugins/derive/expressions/known_metrics.h"
#include "plugins/derive/expressions/measuring.h"
#include "plugins/derive/expressions/parser.h"

#include <pipevane/error.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace pipevane::derive {
namespace {

class Reader {
 public:
  std::vector<Expression> read(const std::vector<std::pair<std::string, std::string>>& written) {
    if (written.size() > kMostExpressions)
      throw Error("cannot compute expressions: there are " + std::to_string(written.size()) +
                  ", and at most " + std::to_string(kMostExpressions) + " are taken");
    for (const auto& [metric, text] : written) readOne(metric, text);
    putInOrder();
    for (const std::size_t each : order_) checkUnits(expressions_[each]);
    countInputs();
    if (!problems_.empty()) throw Error(problems_);
    return inOrder();
  }

 private:
  void readOne(const std::string& metric, const std::string& text) {
    const bool again = !names_.insert(metric).second;
    std::string why = again ? "it is defined twice" : nameFault(metric);
    if (why.empty() && knownUnit(metric))
      why = "there is a metric of that name already: give it another one";
    if (!why.empty()) refuse(metric, text, {0, why});
    if (again) return;
    try {
      expressions_.push_back({metric, text, parse(text)});
    } catch (const SyntaxError& error) {
      refuse(metric, text, error.fault());
    }
  }

  // ---- what needs what
  enum class Mark { kNew, kOpen, kDone };
  void putInOrder() {
    marks_.assign(expressions_.size(), Mark::kNew);
    for (std::size_t i = 0; i < expressions_.size(); ++i) visit(i);
  }
  void visit(std::size_t index) {
    if (marks_[index] == Mark::kDone) return;
    if (marks_[index] == Mark::kOpen) return refuseCycle(index);
    marks_[index] = Mark::kOpen;
    path_.push_back(index);
    for (const std::string& each : expressions_[index].program.inputs)
      if (const auto needed = indexOf(each)) visit(*needed);
    path_.pop_back();
    marks_[index] = Mark::kDone;
    order_.push_back(index);
  }
  void refuseCycle(std::size_t index) {
    std::string names;
    for (auto at = std::ranges::find(path_, index); at != path_.end(); ++at)
      names += expressions_[*at].metric + ", which needs ";
    const Expression& first = expressions_[index];
    refuse(first.metric, first.written, {0, "it needs itself: " + names + first.metric});
  }
  std::optional<std::size_t> indexOf(std::string_view metric) const {
    const auto at = std::ranges::find(expressions_, metric, &Expression::metric);
    if (at == expressions_.end()) return std::nullopt;
    return static_cast<std::size_t>(at - expressions_.begin());
  }

  // ---- what is measured in what
  void checkUnits(const Expression& expression) {
    const UnitOf unit_of = [this](std::string_view metric) -> std::optional<Unit> {
      if (const auto made = units_.find(metric); made != units_.end()) return made->second;
      const auto known = knownUnit(metric);
      return known ? std::optional<Unit>(std::in_place, *known) : std::nullopt;
    };
    const Measured measured = measure(expression.metric, expression.program, unit_of);
    for (const Fault& each : measured.faults) refuse(expression.metric, expression.written, each);
    // What the name says holds for those that need it, also where this one is wrong.
    auto unit = unitByName(expression.metric);
    if (!unit && measured.faults.empty()) unit = measured.unit;
    units_.emplace(expression.metric, unit);
  }
  void countInputs() {
    std::set<std::string_view> inputs;
    for (const Expression& each : expressions_)
      inputs.insert(each.program.inputs.begin(), each.program.inputs.end());
    if (inputs.size() > kMostInputs)
      add("cannot compute expressions: they name " + std::to_string(inputs.size()) +
          " metrics, and at most " + std::to_string(kMostInputs) + " are taken");
  }

  std::vector<Expression> inOrder() {
    std::vector<Expression> ordered;
    for (const std::size_t each : order_) ordered.push_back(std::move(expressions_[each]));
    return ordered;
  }
  void refuse(std::string_view metric, std::string_view text, const Fault& fault) {
    add(sentenceOf(metric, text, fault));
  }
  void add(const std::string& sentence) {
    problems_.append(problems_.empty() ? "" : "\n").append(sentence);
  }

  std::vector<Expression> expressions_;
  std::set<std::string> names_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> path_, order_;
  std::map<std::string, std::optional<Unit>, std::less<>> units_;
  std::string problems_;
};

// On one line, and not without an end.
std::string shown(std::string_view written) {
  std::string text(written.substr(0, kMostExpressionBytes));
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return written.size() > text.size() ? text + "..." : text;
}

}  // namespace

std::vector<Expression> readExpressions(
    const std::vector<std::pair<std::string, std::string>>& written) {
  return Reader().read(written);
}

std::string sentenceOf(std::string_view metric, std::string_view written, const Fault& fault) {
  const std::string place = fault.column == 0 ? "" : ", column " + std::to_string(fault.column);
  return "cannot compute \"" + shown(metric) + "\" of \"" + shown(written) + "\"" + place + ": " +
         fault.why;
}

}  // namespace pipevane::derive
