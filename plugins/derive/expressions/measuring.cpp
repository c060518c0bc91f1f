#include "plugins/derive/expressions/measuring.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace pipevane::derive {
namespace {

// A value on the stack: a number that is known already, or something measured.
struct Value {
  std::optional<double> number;
  std::optional<Unit> unit;  // absent of a number, and where it is not known
  // What else it may be: percent weighed by 0.01, which is a ratio unless others say percent.
  std::optional<Unit> weighed{};

  bool known() const { return number || unit; }
};

// How percent are weighed more often than they are made a ratio of so.
constexpr double kHundredth = 0.01;

// How often 100 is in the number.
int hundredsOf(double number) {
  number = std::abs(number);
  if (number == 100) return 1;
  return number == kHundredth ? -1 : 0;
}

class Measuring {
 public:
  Measuring(const Program& program, const UnitOf& unit_of) : program_(program), unit_of_(unit_of) {}

  Measured measure() {
    for (const Step& each : program_.steps) values_.push_back(valueOf(each));
    if (values_.back().number) add(0, "it names no metric");
    const auto& unit = values_.back().unit;
    return {unit ? std::optional(unit->settled()) : std::nullopt, std::move(faults_)};
  }

 private:
  Value valueOf(const Step& step) {
    if (step.op == Op::kNumber) return {step.number, {}};
    if (step.op == Op::kMetric) return {{}, unit_of_(program_.inputs[step.count])};
    const std::vector<Value> taken(values_.end() - step.count, values_.end());
    values_.resize(values_.size() - step.count);
    if (step.op == Op::kDivide && taken[1].number == 0.0) return refuse(step, "it divides by 0");
    if (step.op == Op::kClamp && taken[1].number && taken[2].number &&
        *taken[1].number > *taken[2].number)
      return refuse(step, "the lowest value that it lets through is above the highest");
    if (std::ranges::all_of(taken, [](const Value& each) { return each.number.has_value(); }))
      return numberOf(step, taken);
    if (step.op == Op::kMultiply) return times(taken[0], taken[1], 1);
    if (step.op == Op::kDivide) return times(taken[0], taken[1], -1);
    return alike(step, taken);
  }
  Value numberOf(const Step& step, const std::vector<Value>& taken) {
    std::vector<double> numbers;
    for (const Value& each : taken) numbers.push_back(*each.number);
    const double result = resultOf(step, numbers);
    return std::isfinite(result) ? Value{result, {}}
                                 : refuse(step, "what it makes of numbers alone is none");
  }
  static Value times(const Value& one, const Value& other, int sign) {
    if (!one.known() || !other.known()) return {};
    if (other.number) return weighed(*one.unit, *other.number, sign);
    if (one.number && sign > 0) return weighed(*other.unit, *one.number, sign);
    const Unit left = one.number ? Unit().timesHundred(hundredsOf(*one.number)) : *one.unit;
    return {{}, sign > 0 ? left * *other.unit : left / *other.unit};
  }
  static Value weighed(const Unit& unit, double number, int sign) {
    Value made{{}, unit.timesHundred(sign * hundredsOf(number))};
    const bool of_percent = sign > 0 && std::abs(number) == kHundredth && !made.unit->sameAs(unit);
    if (of_percent) made.weighed = unit;
    return made;
  }
  // All that it takes must be measured in the same.
  Value alike(const Step& step, std::vector<Value> taken) {
    decide(taken);
    const Value* first = nullptr;
    bool all_known = true, all_equal = true;
    for (const Value& each : taken) {
      all_known = all_known && each.known();
      if (!each.unit) continue;
      if (first == nullptr) first = &each;
      if (!each.unit->sameAs(*first->unit))
        return refuse(step, different(step, first->unit->words(), each.unit->words()));
      all_equal = all_equal && *each.unit == *first->unit;
    }
    // Of what is not known the others say what it must be; that is looked at once it is known.
    if (first == nullptr || !all_known) return {};
    return all_equal ? *first : Value{{}, first->unit->settled()};
  }
  // What may be either is what the others are.
  static void decide(std::vector<Value>& taken) {
    const auto decided =
        std::ranges::find_if(taken, [](const Value& each) { return each.unit && !each.weighed; });
    if (decided == taken.end()) return;
    const Unit wanted = *decided->unit;
    for (Value& each : taken) {
      if (each.weighed && each.weighed->sameAs(wanted)) each.unit = each.weighed;
      each.weighed.reset();
    }
  }
  static std::string different(const Step& step, const std::string& one, const std::string& other) {
    switch (step.op) {
      case Op::kAdd:
        return "it adds " + one + " and " + other;
      case Op::kSubtract:
        return "it takes " + other + " from " + one;
      default:
        return "it compares " + one + " and " + other;
    }
  }
  Value refuse(const Step& step, std::string why) {
    add(step.column, std::move(why));
    return {};
  }
  void add(std::size_t column, std::string why) { faults_.push_back({column, std::move(why)}); }

  const Program& program_;
  const UnitOf& unit_of_;
  std::vector<Value> values_;
  std::vector<Fault> faults_;
};

// The units that names end in.
constexpr std::string_view kEndings[] = {"bytes", "seconds", "ratio", "percent", "count"};
// Metrics are told in base units, whoever shows them makes them readable.
constexpr std::string_view kScaled[] = {"bits",
                                        "kilobytes",
                                        "megabytes",
                                        "gigabytes",
                                        "terabytes",
                                        "kibibytes",
                                        "mebibytes",
                                        "gibibytes",
                                        "tebibytes",
                                        "kb",
                                        "mb",
                                        "gb",
                                        "tb",
                                        "kib",
                                        "mib",
                                        "gib",
                                        "tib",
                                        "nanoseconds",
                                        "ms",
                                        "microseconds",
                                        "milliseconds",
                                        "minutes",
                                        "hours",
                                        "days",
                                        "weeks",
                                        "months",
                                        "years",
                                        "mins",
                                        "hrs",
                                        "bit",
                                        "nanosecond",
                                        "microsecond",
                                        "millisecond",
                                        "minute",
                                        "hour",
                                        "day",
                                        "week",
                                        "month",
                                        "year",
                                        "hr",
                                        "h",
                                        "per_min"};  // alone it is the least as well
constexpr std::string_view kPerSecond = "_per_second";
constexpr std::size_t kLongestName = 128;

bool endsIn(std::string_view name, std::string_view word) {
  if (!name.ends_with(word)) return false;
  return name.size() == word.size() || name[name.size() - word.size() - 1] == '_';
}

// "bytes_per_second" of "cache_read_bytes_per_second"; of "x_per_second" there is no more to tell.
std::optional<Unit> rateByName(std::string_view metric) {
  if (!metric.ends_with(kPerSecond)) return std::nullopt;
  const auto stem = unitByName(metric.substr(0, metric.size() - kPerSecond.size()));
  return stem ? std::optional(*stem / Unit("seconds")) : std::nullopt;
}

bool isRate(const Unit& unit) { return unit.name().ends_with(kPerSecond); }

std::string remedyOf(const Unit& wanted, const Unit& unit) {
  if (wanted.sameAs(unit.timesHundred(1))) return ": multiply it by 100";
  return wanted.sameAs(unit.timesHundred(-1)) ? ": divide it by 100" : "";
}

std::string unitFault(std::string_view metric, const Unit& unit) {
  const auto wanted = unitByName(metric);
  const bool a_rate_is_wanted = metric.ends_with(kPerSecond);
  if ((wanted && !wanted->sameAs(unit)) || (!wanted && a_rate_is_wanted && !isRate(unit)))
    return "its name ends in " + (wanted ? wanted->name() : "per_second") +
           ", and what it computes is " + unit.words() + (wanted ? remedyOf(*wanted, unit) : "");
  if (unit.name().empty())
    return "what it computes is " + unit.words() + ", which no metric is measured in";
  return "";
}

}  // namespace

Measured measure(const Program& program, const UnitOf& unit_of) {
  return Measuring(program, unit_of).measure();
}

std::optional<Unit> unitByName(std::string_view metric) {
  if (const auto rate = rateByName(metric)) return rate;
  for (const std::string_view each : kEndings)
    if (endsIn(metric, each)) return Unit(each);
  return std::nullopt;
}

std::string nameFault(std::string_view metric) {
  if (!isMetricName(metric))
    return "it is no name of a metric: that is a small letter, then small letters, digits and _";
  if (metric.size() > kLongestName)
    return "its name is longer than " + std::to_string(kLongestName) + " bytes";
  if (endsIn(metric, "total")) return "its name ends in total, as those of counters do";
  std::string_view stem = metric;
  while (stem.ends_with(kPerSecond)) stem.remove_suffix(kPerSecond.size());
  for (const std::string_view each : kScaled)
    if (endsIn(stem, each))
      return "its name ends in " + std::string(each).append(metric.substr(stem.size())) +
             ", and metrics are told in base units: bytes, seconds";
  return "";
}

Measured measure(std::string_view metric, const Program& program, const UnitOf& unit_of) {
  Measured measured = measure(program, unit_of);
  if (!measured.faults.empty() || !measured.unit) return measured;
  if (std::string why = unitFault(metric, *measured.unit); !why.empty())
    measured.faults.push_back({0, std::move(why)});
  return measured;
}

}  // namespace pipevane::derive
