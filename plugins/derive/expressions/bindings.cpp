#include "plugins/derive/expressions/bindings.h"

#include "plugins/derive/expressions/known_metrics.h"
#include "plugins/derive/expressions/measuring.h"

#include <algorithm>
#include <utility>

namespace pipevane::derive {

Bindings::Bindings(std::vector<Expression> expressions, const Dictionary& dictionary)
    : dictionary_(dictionary) {
  for (Expression& each : expressions) {
    Bound bound{.expression = std::move(each), .inputs = {}, .needs = {}};
    for (const std::string& input : bound.expression.program.inputs) {
      bound.inputs.push_back(inputNamed(input));
      bound.needs.set(bound.inputs.back());
    }
    all_.push_back(std::move(bound));
  }
  for (Bound& each : all_) {
    const auto index = std::ranges::find(inputs_, each.expression.metric) - inputs_.begin();
    if (index < std::ssize(inputs_)) each.as_input = static_cast<InputIndex>(index);
  }
}

InputIndex Bindings::inputNamed(const std::string& metric) {
  const auto index = std::ranges::find(inputs_, metric) - inputs_.begin();
  if (index == std::ssize(inputs_)) inputs_.push_back(metric);
  return static_cast<InputIndex>(index);
}

std::optional<InputIndex> Bindings::learn(MetricId metric, std::string_view component) {
  const auto info = dictionary_.info(metric);
  if (!info) return std::nullopt;
  for (Bound& each : all_) {
    if (each.expression.metric != info->name || !each.why.empty()) continue;
    const std::string by = component.empty() ? "" : " by \"" + std::string(component) + "\"";
    each.why = sentenceOf(
        each.expression.metric, each.expression.written,
        {0, "a metric of that name is told" + by + " as well: give this one another name"});
    say();
  }
  const auto index = std::ranges::find(inputs_, info->name) - inputs_.begin();
  if (index == std::ssize(inputs_)) return std::nullopt;
  bind();
  return static_cast<InputIndex>(index);
}

void Bindings::missUnseen() {
  if (std::exchange(missing_told_, true)) return;
  if (std::ranges::any_of(inputs_, [this](const auto& each) { return isMissing(each); })) say();
}

void Bindings::bind() {
  for (Bound& each : all_)
    if (each.metric == PV_NONE && each.why.empty()) settle(each);
  if (missing_told_) say();
}

void Bindings::settle(Bound& bound) {
  const auto& [metric, written, program] = bound.expression;
  const Measured measured =
      measure(metric, program, [this](std::string_view name) { return unitOf(name); });
  for (const Fault& each : measured.faults)
    bound.why.append(bound.why.empty() ? "" : "; ").append(sentenceOf(metric, written, each));
  if (bound.why.empty() && measured.unit) {
    const std::string unit = measured.unit->name();
    const MetricId id = dictionary_.metric(metric, unit);
    const auto info = id == PV_NONE ? std::nullopt : dictionary_.info(id);
    if (!info) {
      bound.why = sentenceOf(metric, written, {0, "there is no room for another metric"});
    } else if (info->unit != unit || info->counter) {
      // Names stay as long as the process.
      bound.why = sentenceOf(
          metric, written,
          {0, "its name is known as one of " + std::string(info->unit) + ", and this is " + unit +
                  ": give it another name, or start the program anew"});
    } else {
      bound.metric = id;
      bound.unit = measured.unit;
    }
  }
  if (!bound.why.empty()) say();
}

const Bound* Bindings::made(std::string_view metric) const {
  const auto at = std::ranges::find_if(
      all_, [metric](const Bound& each) { return each.expression.metric == metric; });
  return at == all_.end() ? nullptr : &*at;
}

std::optional<Unit> Bindings::unitOf(std::string_view metric) const {
  if (const Bound* bound = made(metric)) return bound->unit;
  const MetricId id = dictionary_.findMetric(metric);
  const auto info = id == PV_NONE ? std::nullopt : dictionary_.info(id);
  return info ? std::optional<Unit>(std::in_place, info->unit) : std::nullopt;
}

// What Proxmox VE may not have now, such as the ARC, is not missed.
bool Bindings::isMissing(const std::string& metric) const {
  return made(metric) == nullptr && !knownUnit(metric) && dictionary_.findMetric(metric) == PV_NONE;
}

void Bindings::say() {
  std::string why;
  const auto add = [&why](const std::string& sentence) {
    why.append(why.empty() ? "" : "; ").append(sentence);
  };
  for (const Bound& each : all_) {
    if (!each.why.empty()) add(each.why);
    if (!missing_told_ || !each.why.empty()) continue;
    for (const std::string& input : each.expression.program.inputs) {
      if (!isMissing(input)) continue;
      const std::string_view like = knownNameLike(input);
      add(sentenceOf(
          each.expression.metric, each.expression.written,
          {0, "nothing called \"" + input + "\" has come so far" +
                  (like.empty() ? "" : " (did you mean \"" + std::string(like) + "\"?)")}));
    }
  }
  news_ = news_ || why != why_;
  why_ = std::move(why);
}

}  // namespace pipevane::derive
