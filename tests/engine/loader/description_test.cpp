#include "engine/loader/description.h"

#include <pipevane/options.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace pipevane::loader {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

constexpr const char* kModes[] = {"fast", "slow", nullptr};

pv_component_type sink(const std::vector<pv_option>& options) {
  pv_component_type type{};
  type.size = sizeof(pv_component_type);
  type.kind = PV_SINK;
  type.name = "drain";
  type.summary = "Takes.";
  type.option_count = options.size();
  type.options = options.data();
  type.create = [](const pv_host*, const pv_value*, char*, std::size_t) -> const pv_component* {
    return nullptr;
  };
  return type;
}

std::optional<std::string> whyTypeRefused(const pv_component_type& type) {
  return whyRefused(pv_plugin{PV_MAGIC, PV_ABI_MAJOR, PV_ABI_MINOR, sizeof(pv_plugin), "plugin",
                              "1", "Tests.", "MIT", "test", 1, &type});
}
std::optional<std::string> whyOptionsRefused(const std::vector<Option>& options) {
  std::vector<pv_option> raw;
  for (const Option& each : options) raw.push_back(each.raw);
  return whyTypeRefused(sink(raw));
}

TEST(Description, IsAcceptedWithDefaultsThatItsOptionsTake) {
  EXPECT_EQ(whyOptionsRefused(
                {boolean("a").fallback("false"), integer("b").fallback("-3").range(-3, 5),
                 number("c").fallback("1.5"), string("d").fallback(""),
                 string("e").fallback("slow").choices(kModes),
                 duration("f").fallback("10s").range(1, 10'000), bytes("g").fallback("64 MiB"),
                 list("h").fallback("a, b"), list("i").fallback("[]"), map("j").fallback("{}"),
                 string("k"), string("l").optional()}),
            std::nullopt);
}

TEST(Description, IsRefusedWithADefaultThatItsOptionDoesNotTake) {
  for (const Option& each :
       {boolean("it").fallback("yes"), integer("it").fallback("0").range(1, 5),
        integer("it").fallback("1.5"), integer("it").fallback(""), number("it").fallback("inf"),
        number("it").fallback("nan"), string("it").fallback("quick").choices(kModes),
        duration("it").fallback("10"), duration("it").fallback("10s").range(1, 5),
        bytes("it").fallback("64"), list("it").fallback("a,,b"), map("it").fallback("{a: b}")}) {
    SCOPED_TRACE(std::to_string(each.raw.type) + " " + each.raw.fallback);
    EXPECT_THAT(whyOptionsRefused({each}),
                Optional(HasSubstr("option \"it\" does not take its own default \"" +
                                   std::string(each.raw.fallback) + "\"")));
  }
}

TEST(Description, IsRefusedWithAKeyThatIsTakenAlready) {
  EXPECT_THAT(whyOptionsRefused({string("path"), integer("path")}),
              Optional(HasSubstr("option \"path\" is declared twice")));
  for (const char* own : {"type", "inputs"})
    EXPECT_THAT(whyOptionsRefused({string(own)}), Optional(HasSubstr("the engine's own"))) << own;
}

TEST(Description, IsRefusedWithAPolicyThatNobodyKnows) {
  pv_component_type type = sink({});
  type.policy = 77;
  EXPECT_THAT(whyTypeRefused(type), Optional(HasSubstr("has an unknown policy")));
}

TEST(Description, IsRefusedWithATextOrAListOfChoicesThatHasNoEnd) {
  const std::string endless(10'000, 'x');
  const std::vector<const char*> many(1'000, "choice");
  EXPECT_THAT(whyOptionsRefused({string("it").help(endless.c_str())}),
              Optional(HasSubstr("has no help")));
  EXPECT_THAT(whyOptionsRefused({string("it").unit(endless.c_str())}),
              Optional(HasSubstr("too long")));
  EXPECT_THAT(whyOptionsRefused({string("it").choices(many.data())}),
              Optional(HasSubstr("has more than 256 choices")));
}

}  // namespace
}  // namespace pipevane::loader
