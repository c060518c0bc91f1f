#include "plugins/derive/expressions/parser.h"

#include <gmock/gmock.h>

#include <cmath>
#include <string>
#include <vector>

namespace pipevane::derive {
namespace {

using ::testing::ElementsAre;

TEST(AnExpression, IsComputedAsItIsWritten) {
  struct Case {
    std::string written;
    double result;
  };
  // a, b and c are 7, 2 and 0.5, in the order in which they are named.
  const std::vector<Case> cases = {
      {"1", 1},
      {"1.5e3", 1500},
      {".25", 0.25},
      {"2e-2", 0.02},
      {"a", 7},
      {"a + b", 9},
      {"a - b - 1", 4},
      {"a - (b - 1)", 6},
      {"1 + a * b", 15},
      {"(1 + a) * b", 16},
      {"a / b / 2", 1.75},
      {"a / (b / 2)", 7},
      {"-a + b", -5},
      {"a - -b", 9},
      {"a--b", 9},
      {"---a", -7},
      {"-(a + b) * 2", -18},
      {"min(a, b)", 2},
      {"max(a, b, 8, 1)", 8},
      {"clamp(a, 0, 5)", 5},
      {"clamp(-a, 0, 5)", 0},
      {"clamp(a, b, 100)", 7},
      {"abs(b - a)", 0},
      {"abs(0 - a)", 7},
      {" a\t+\n b ", 9},
      {"((((a))))", 7},
      {"a / b * max(1, min(a, b))", 7},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.written);
    const Program program = parse(each.written);
    std::vector<double> inputs;
    for (const double value : {7.0, 2.0, 0.5})
      if (inputs.size() < program.inputs.size()) inputs.push_back(value);
    if (each.written == "abs(b - a)") inputs = {7, 7};
    EXPECT_DOUBLE_EQ(evaluate(program, inputs), each.result);
  }
}

TEST(AnExpression, NamesEachOfItsMetricsOnce) {
  EXPECT_THAT(parse("used / total * min(used, 2 * other)").inputs,
              ElementsAre("used", "total", "other"));
}

TEST(AnExpression, IsNoNumberWhereAPartOfItIsNone) {
  for (const char* written :
       {"a / 0", "1 / (1 / 0) + a", "min(a / 0, 1)", "max(0, a / 0)", "clamp(a / 0, 0, 1)",
        "abs(a / 0)", "0 * (a / 0)", "a * 1e300 * 1e300", "min(1, a * 1e300 * 1e300)"}) {
    SCOPED_TRACE(written);
    EXPECT_TRUE(std::isnan(evaluate(parse(written), std::vector{1.0})));
  }
}

TEST(AnExpression, IsRefusedWithThePlaceWhereItGoesWrong) {
  struct Case {
    std::string written;
    std::size_t column;
    std::string why;
  };
  const std::string kMissing = " stands where a number, a metric or \"(\" belongs";
  const std::string kTooMany = "there are too many arguments: at most 32 values can wait at once";
  const auto repeated = [](const std::string& part, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += part;
    return all;
  };
  const std::vector<Case> cases = {
      {"", 0, "it is empty"},
      {" \t", 0, "it is empty"},
      {std::string(kMostExpressionBytes + 1, '1'), 0, "it is longer than 512 bytes"},
      {"a +", 4, "it ends where a number, a metric or \"(\" belongs"},
      {"a + * b", 5, "\"*\"" + kMissing},
      {"* a", 1, "\"*\"" + kMissing},
      {"+ a", 1, "\"+\"" + kMissing},
      {"()", 2, "\")\"" + kMissing},
      {"min(a,)", 7, "\")\"" + kMissing},
      {"a b", 3, "\"b\" stands where an operator belongs"},
      {"2 memory_used", 3, "\"memory_used\" stands where an operator belongs"},
      {"a % b", 3, "\"%\" stands where an operator belongs"},
      {"a \xC3\x97 b", 3, "\"\xC3\x97\" stands where an operator belongs"},
      {"a, b", 2, "\",\" stands where an operator belongs"},
      {"(a, b)", 3, "\",\" stands where an operator belongs"},
      {"a)", 2, "this \")\" closes nothing"},
      {"(a + b", 7, "it ends where the \"(\" of column 1 is still open"},
      {"a + min(b, 2", 13, "it ends where the \"(\" of column 8 is still open"},
      {"5MB", 1, "\"5MB\" is no number"},
      {"1.2.3", 1, "\"1.2.3\" is no number"},
      {"a * .", 5, "\".\" is no number"},
      {"2e", 1, "\"2e\" is no number"},
      {"1e999", 1, "\"1e999\" is too large or too small for a number"},
      {"Memory_used", 1,
       "\"Memory_used\" is no metric: their names have a small letter, then small letters, digits "
       "and _"},
      {"a + _b", 5,
       "\"_b\" is no metric: their names have a small letter, then small letters, digits and _"},
      {"a + min", 5, "\"min\" is a function: its values belong in ( ) behind it"},
      {"sqrt(a)", 1, "there is no function \"sqrt\": there are min, max, clamp and abs"},
      {"1 + rate(a_total)", 5,
       "there is no function \"rate\": the rate of a counter is a metric of its own, such as "
       "network_receive_bytes_per_second"},
      {"min(a)", 1, "\"min\" takes at least 2 values, and here it has 1"},
      {"abs(a, b)", 1, "\"abs\" takes 1 value, and here it has 2"},
      {"clamp(a, 1)", 1, "\"clamp\" takes 3 values, and here it has 2"},
      {std::string(33, '(') + "a" + std::string(33, ')'), 33, "it nests too deeply"},
      {repeated("min(1, ", 33) + "a" + std::string(33, ')'), 33 * 7 - 3, "it nests too deeply"},
      {repeated("1 - 2 * (", 17) + "a" + std::string(17, ')'), 16 * 9 + 1, "it nests too deeply"},
      {"min(" + repeated("a, ", 32) + "a)", 4 + 32 * 3 + 1, kTooMany},
      {"1 + max(" + repeated("a, ", 31) + "a)", 8 + 31 * 3 + 1, kTooMany},
      {"max(" + repeated("a, ", 20) + "min(" + repeated("a, ", 20) + "a))", 4 + 60 + 4 + 36 + 1,
       kTooMany},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.written);
    try {
      parse(each.written);
      ADD_FAILURE() << "it was taken";
    } catch (const SyntaxError& error) {
      EXPECT_EQ(error.fault().column, each.column);
      EXPECT_EQ(error.fault().why, each.why);
    }
  }
}

// Each "(" is one deep, and so is each value that waits for the one behind it.
TEST(AnExpression, HasNoMoreValuesWaitingThanThereIsRoomFor) {
  std::string deep = "a", wide = "a";
  for (int i = 1; i < 32; ++i) deep = "1 + (" + deep + ")";
  EXPECT_DOUBLE_EQ(evaluate(parse(deep), std::vector{1.0}), 32);
  EXPECT_THROW(parse("1 + (" + deep + ")"), SyntaxError);
  for (int i = 1; i < 32; ++i) wide += ", 1";
  EXPECT_DOUBLE_EQ(evaluate(parse("max(" + wide + ")"), std::vector{3.0}), 3);
  EXPECT_THROW(parse("max(" + wide + ", 1)"), SyntaxError);
}

}  // namespace
}  // namespace pipevane::derive
