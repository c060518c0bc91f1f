#include <pipevane/options.h>
#include <pipevane/plugin.h>
#include <pipevane/testing/values.h>

#include <gtest/gtest.h>

namespace pipevane {
namespace {

using testing::GivenOptions;
using testing::Values;

constexpr const char* kModes[] = {"fast", "slow", nullptr};
constexpr auto kDeclared =
    options(boolean("loop").fallback("true").help("Begin again at the end."),
            integer("count").fallback("3").range(1, 10), number("factor").fallback("1.5"),
            string("mode").fallback("fast").choices(kModes), string("token").secret(),
            duration("interval").fallback("10s").unit("time").range(250, 60'000),
            bytes("limit").fallback("64 MiB"), list("hosts").fallback("[]"),
            map("labels").fallback("{}"), string("note").optional());

pv_component_type typeWithOptions() {
  return {.size = sizeof(pv_component_type),
          .kind = PV_SINK,
          .name = "sample",
          .summary = "",
          .wants = 0,
          .makes = 0,
          .policy = PV_POLICY_BLOCK,
          .option_count = kDeclared.size(),
          .options = kDeclared.data(),
          .create = nullptr};
}

const pv_option& declared(const char* key) {
  for (const pv_option& each : kDeclared)
    if (std::string_view(each.key) == key) return each;
  throw std::out_of_range(key);
}

TEST(OptionBuilders, SayWhatTheDeclarationSays) {
  for (const pv_option& each : kDeclared) EXPECT_EQ(each.size, sizeof(pv_option)) << each.key;
  EXPECT_EQ(declared("loop").type, PV_BOOL);
  EXPECT_STREQ(declared("loop").fallback, "true");
  EXPECT_STREQ(declared("loop").help, "Begin again at the end.");
  EXPECT_EQ(declared("count").minimum, 1);
  EXPECT_EQ(declared("count").maximum, 10);
  EXPECT_EQ(declared("mode").choices, kModes);
  EXPECT_STREQ(declared("interval").unit, "time");
  EXPECT_TRUE(declared("token").secret);
  EXPECT_TRUE(declared("note").optional);
}

TEST(OptionBuilders, AreUnboundedRequiredAndOpenUnlessTheySayOtherwise) {
  const pv_option plain = string("host").raw;
  EXPECT_EQ(plain.fallback, nullptr);
  EXPECT_EQ(plain.choices, nullptr);
  EXPECT_EQ(plain.unit, nullptr);
  EXPECT_STREQ(plain.help, "");
  EXPECT_FALSE(plain.optional);
  EXPECT_FALSE(plain.secret);
  EXPECT_EQ(plain.minimum, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(plain.maximum, std::numeric_limits<double>::infinity());
}

TEST(Options, ReadsDefaultsWhereNothingWasGiven) {
  const auto type = typeWithOptions();
  const Values values(type, {{"token", "abc"}});
  const Options options(values.top());
  EXPECT_TRUE(options.boolean("loop"));
  EXPECT_EQ(options.integer("count"), 3);
  EXPECT_EQ(options.number("factor"), 1.5);
  EXPECT_EQ(options.text("mode"), "fast");
  EXPECT_EQ(options.text("token"), "abc");
  EXPECT_EQ(options.durationMs("interval"), 10'000);
  EXPECT_EQ(options.bytes("limit"), 67'108'864);
  EXPECT_TRUE(options.list("hosts").empty());
  EXPECT_TRUE(options.map("labels").empty());
  EXPECT_FALSE(options.has("note"));
  EXPECT_EQ(options.text("note", "nothing noted"), "nothing noted");
}

TEST(Options, ReadsTheItemsOfAListsDefault) {
  using Items = std::vector<std::string>;
  for (const char* none : {"", "[]", "  ", "[ ]"}) EXPECT_EQ(itemsOf(none), Items{}) << none;
  for (const char* two : {"a, b", "a,b", "[a, b]", " a ,  b "})
    EXPECT_EQ(itemsOf(two), (Items{"a", "b"})) << two;
  static constexpr auto kHosts = options(list("hosts").fallback("a, b"));
  auto type = typeWithOptions();
  type.option_count = kHosts.size();
  type.options = kHosts.data();
  EXPECT_EQ(Options(Values(type, {}).top()).list("hosts"), (Items{"a", "b"}));
}

TEST(Options, ReadsWhatWasGiven) {
  const auto type = typeWithOptions();
  const Values values(type, {{"token", "abc"},
                             {"loop", "false"},
                             {"interval", "250ms"},
                             {"hosts", std::vector<std::string>{"a", "b"}},
                             {"labels", std::map<std::string, std::string>{{"site", "north"}}},
                             {"note", ""}});
  const Options options(values.top());
  EXPECT_FALSE(options.boolean("loop"));
  EXPECT_EQ(options.durationMs("interval"), 250);
  EXPECT_EQ(options.list("hosts"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(options.map("labels"),
            (std::vector<std::pair<std::string, std::string>>{{"site", "north"}}));
  EXPECT_TRUE(options.has("note"));
  EXPECT_EQ(options.text("note", "nothing noted"), "");
}

TEST(Options, RefusesToReadWhatIsNotThere) {
  const auto type = typeWithOptions();
  const Values values(type, {{"token", "abc"}});
  const Options options(values.top());
  EXPECT_THROW(options.text("note"), Error);
  EXPECT_THROW(options.text("tokne"), Error);
  EXPECT_THROW(options.integer("interval"), Error);
  EXPECT_THROW(options.text("count"), Error);
}

TEST(Values, RefusesWhatTheComponentDoesNotDeclare) {
  const auto type = typeWithOptions();
  EXPECT_THROW(Values(type, {{"token", "abc"}, {"colour", "red"}}), std::invalid_argument);
  EXPECT_THROW(Values(type, GivenOptions{}), std::invalid_argument) << "the token is required";
}

}  // namespace
}  // namespace pipevane
