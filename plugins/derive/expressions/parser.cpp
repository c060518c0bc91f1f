#include "plugins/derive/expressions/parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace pipevane::derive {
namespace {

bool isSmall(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isOfWord(char c) { return isSmall(c) || isDigit(c) || c == '_' || (c >= 'A' && c <= 'Z'); }

struct Function {
  std::string_view name;
  Op op;
  std::size_t least, most;
};
constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
constexpr std::array<Function, 4> kFunctions = {{{"min", Op::kMin, 2, kAny},
                                                 {"max", Op::kMax, 2, kAny},
                                                 {"clamp", Op::kClamp, 3, 3},
                                                 {"abs", Op::kAbs, 1, 1}}};

const Function* functionNamed(std::string_view name) {
  const auto at = std::ranges::find(kFunctions, name, &Function::name);
  return at == kFunctions.end() ? nullptr : &*at;
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// By recursive descent, each rule a function.
class Parser {
 public:
  explicit Parser(std::string_view written) : written_(written) {}

  Program parse() {
    if (written_.size() > kMostExpressionBytes)
      throw SyntaxError(
          {0, "it is longer than " + std::to_string(kMostExpressionBytes) + " bytes"});
    skipBlanks();
    if (atEnd()) throw SyntaxError({0, "it is empty"});
    sum();
    if (!atEnd())
      refuse(at_, next() == ')' ? "this \")\" closes nothing"
                                : quoted(wordHere()) + " stands where an operator belongs");
    return std::move(program_);
  }

 private:
  // ---- the rules
  void sum() {
    product();
    while (const auto op = operatorAmong('+', Op::kAdd, '-', Op::kSubtract)) {
      const std::size_t begin = operator_;
      product();
      take(*op, 2, begin);
    }
  }
  void product() {
    factor();
    while (const auto op = operatorAmong('*', Op::kMultiply, '/', Op::kDivide)) {
      const std::size_t begin = operator_;
      factor();
      take(*op, 2, begin);
    }
  }
  void factor() {
    const std::size_t begin = at_;
    std::size_t minuses = 0;
    for (; next() == '-'; skip()) ++minuses;
    value();
    if (minuses % 2 == 1) take(Op::kNegate, 1, begin);
  }
  void value() {
    if (atEnd()) refuse(at_, "it ends where a number, a metric or \"(\" belongs");
    if (next() == '(')
      group();
    else if (isDigit(next()) || next() == '.')
      number();
    else if (isOfWord(next()))
      name();
    else
      refuse(at_, quoted(wordHere()) + " stands where a number, a metric or \"(\" belongs");
  }
  void group() {
    const std::size_t begin = open();
    sum();
    close(begin);
  }
  void number() {
    const std::size_t begin = at_;
    while (!atEnd() && (isOfWord(next()) || next() == '.' || isSignOfExponent())) ++at_;
    const std::string_view text = written_.substr(begin, at_ - begin);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range)
      refuse(begin, quoted(text) + " is too large or too small for a number");
    if (error != std::errc{} || end != text.data() + text.size())
      refuse(begin, quoted(text) + " is no number");
    skipBlanks();
    put({.op = Op::kNumber, .count = 0, .column = columnOf(begin), .number = value});
  }
  void name() {
    const std::size_t begin = at_;
    const std::string_view text = wordHere();
    at_ += text.size();
    skipBlanks();
    if (next() == '(') return call(text, begin);
    if (functionNamed(text) != nullptr)
      refuse(begin, quoted(text) + " is a function: its values belong in ( ) behind it");
    if (!isMetricName(text))
      refuse(begin, quoted(text) +
                        " is no metric: their names have a small letter, then small letters, "
                        "digits and _");
    put({.op = Op::kMetric, .count = inputNamed(text), .column = columnOf(begin)});
  }
  void call(std::string_view text, std::size_t begin) {
    const Function* function = functionNamed(text);
    if (text == "rate")
      refuse(begin,
             "there is no function \"rate\": the rate of a counter is a metric of its own, such as "
             "network_receive_bytes_per_second");
    if (function == nullptr)
      refuse(begin, "there is no function " + quoted(text) + ": there are min, max, clamp and abs");
    const std::size_t opened = open();
    std::size_t count = 0;
    do {
      sum();
      ++count;
      ++arguments_;
    } while (skipIf(','));
    arguments_ -= count;
    close(opened);
    checkCount(*function, count, begin);
    take(function->op, count, begin);
  }
  void checkCount(const Function& function, std::size_t count, std::size_t begin) const {
    if (count >= function.least && count <= function.most) return;
    const std::string wanted = (function.most == kAny ? "at least " : "") +
                               std::to_string(function.least) +
                               (function.least == 1 ? " value" : " values");
    refuse(begin, quoted(function.name) + " takes " + wanted + ", and here it has " +
                      std::to_string(count));
  }

  // ---- what stands at the place where the reading is
  bool atEnd() const { return at_ == written_.size(); }
  char next() const { return atEnd() ? '\0' : written_[at_]; }
  // In an exponent: 1e-3.
  bool isSignOfExponent() const {
    const char before = written_[at_ - 1];
    return (next() == '-' || next() == '+') && (before == 'e' || before == 'E');
  }
  // A word, or the one character that stands there, whatever its length.
  std::string_view wordHere() const {
    std::size_t end = at_;
    while (end < written_.size() && isOfWord(written_[end])) ++end;
    if (end > at_) return written_.substr(at_, end - at_);
    for (++end; end < written_.size() && (written_[end] & 0xC0) == 0x80;) ++end;
    return written_.substr(at_, end - at_);
  }
  void skipBlanks() {
    while (isBlank(next())) ++at_;
  }
  void skip() {
    ++at_;
    skipBlanks();
  }
  bool skipIf(char sign) {
    if (next() != sign) return false;
    skip();
    return true;
  }
  // Where that was.
  std::size_t open() {
    const std::size_t begin = at_;
    if (++depth_ > Program::kMostValues) refuse(begin, "it nests too deeply");
    skip();
    return begin;
  }
  void close(std::size_t opened) {
    if (atEnd())
      refuse(at_,
             "it ends where the \"(\" of column " + std::to_string(opened + 1) + " is still open");
    if (next() != ')') refuse(at_, quoted(wordHere()) + " stands where an operator belongs");
    --depth_;
    skip();
  }
  std::optional<Op> operatorAmong(char one, Op of_one, char other, Op of_other) {
    if (next() != one && next() != other) return std::nullopt;
    const Op op = next() == one ? of_one : of_other;
    operator_ = at_;
    skip();
    return op;
  }

  // ---- into the program
  std::uint16_t inputNamed(std::string_view name) {
    auto& inputs = program_.inputs;
    const auto index = std::ranges::find(inputs, name) - inputs.begin();
    if (index == std::ssize(inputs)) inputs.emplace_back(name);
    return static_cast<std::uint16_t>(index);
  }
  void put(const Step& step) {
    if (++waiting_ > Program::kMostValues) refuseMany(step.column - 1U);
    program_.steps.push_back(step);
  }
  // Where each "(" brings no more than one that waits, it is the nesting that is too much.
  [[noreturn]] void refuseMany(std::size_t at) const {
    if (arguments_ <= depth_) refuse(at, "it nests too deeply");
    refuse(at, "there are too many arguments: at most " + std::to_string(Program::kMostValues) +
                   " values can wait at once");
  }
  void take(Op op, std::size_t count, std::size_t begin) {
    waiting_ -= count - 1;
    program_.steps.push_back(
        {.op = op, .count = static_cast<std::uint16_t>(count), .column = columnOf(begin)});
  }
  static std::uint16_t columnOf(std::size_t at) { return static_cast<std::uint16_t>(at + 1); }

  [[noreturn]] static void refuse(std::size_t at, std::string why) {
    throw SyntaxError({at + 1, std::move(why)});
  }

  const std::string_view written_;
  std::size_t at_ = 0;
  std::size_t operator_ = 0;  // where the last one stood
  std::size_t depth_ = 0;
  std::size_t waiting_ = 0;    // values at this step
  std::size_t arguments_ = 0;  // of them, of functions that are still open
  Program program_;
};

}  // namespace

bool isMetricName(std::string_view name) {
  return !name.empty() && isSmall(name.front()) &&
         std::ranges::all_of(name, [](char c) { return isSmall(c) || isDigit(c) || c == '_'; });
}

Program parse(std::string_view written) { return Parser(written).parse(); }

}  // namespace pipevane::derive
