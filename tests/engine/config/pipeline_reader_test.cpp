#include "engine/config/pipeline_reader.h"

#include "engine/config/problems.h"
#include "tests/engine/config/toy_types.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace pipevane::config {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kFine = R"(version: 1
sources:
  a: {type: tap, path: x, count: 3}
transforms:
  f: {type: filter, inputs: [a]}
sinks:
  d: {type: drain, inputs: [f], keep: 1h 30m, room: 2 MiB, names: [one, two]}
)";

TEST(PipelineReader, ReadsComponentsInTheOrderOfTheirInputs) {
  const PipelineSpec spec = readPipeline(kFine, "p.yaml", toyTypes(), {});
  ASSERT_EQ(spec.components.size(), 3U);
  EXPECT_EQ(spec.components[0].id, "a");
  EXPECT_EQ(spec.components[1].id, "f");
  EXPECT_EQ(spec.components[2].id, "d");
  EXPECT_EQ(spec.components[2].inputs.at(0).from, "f");
  EXPECT_EQ(spec.components[2].place.line, 7);
}

struct Bad {
  std::string name, yaml, where, what;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class BadPipeline : public ::testing::TestWithParam<Bad> {};

TEST_P(BadPipeline, IsRefusedWithItsPlaceAndWhatToDo) {
  const std::string told = problemsOf(GetParam().yaml);
  EXPECT_THAT(told, HasSubstr("p.yaml" + GetParam().where));
  EXPECT_THAT(told, HasSubstr(GetParam().what));
}

const std::string kHead = "version: 1\nsources:\n  a: {type: tap, path: x}\n";
const std::string kTail = "sinks:\n  d: {type: drain, inputs: [a]}\n";

INSTANTIATE_TEST_SUITE_P(
    Every, BadPipeline,
    ::testing::Values(
        Bad{"Empty", "", "", "the file is empty"},
        Bad{"ALoneComma", ",", ", line 1, column 1", "belongs to nothing"},
        Bad{"ALoneCommaBelow", "version: 1\n---\n, 1", "", "more than one document"},
        Bad{"Malformed", "version: 1\nsources: {a: [", ", line 2", "this is not YAML"},
        Bad{"NoVersion", "sources: {}\n", ", line 1, column 1", "version: 1"},
        Bad{"NewerVersion", "version: 2\n", ", line 1", "version"},
        Bad{"UnknownKey", kHead + kTail + "sink: {}\n", ", line 6, column 1", R"("sinks")"},
        Bad{"UnknownType", "version: 1\nsources:\n  a: {type: tpa}\n" + kTail, ", line 3",
            R"(did you mean "tap")"},
        Bad{"TypeOfAnotherKind", "version: 1\nsources:\n  a: {type: drain}\n" + kTail, ", line 3",
            "sink"},
        Bad{"UnknownOption", "version: 1\nsources:\n  a: {type: tap, path: x, conut: 2}\n" + kTail,
            ", line 3, column 27", R"(did you mean "count")"},
        Bad{"MissingOption", "version: 1\nsources:\n  a: {type: tap}\n" + kTail, ", line 3",
            R"(option "path" of "tap" is missing)"},
        Bad{"WrongType", "version: 1\nsources:\n  a: {type: tap, path: x, count: many}\n" + kTail,
            ", line 3, column 34", "whole number"},
        Bad{"OutOfRange", "version: 1\nsources:\n  a: {type: tap, path: x, count: 11}\n" + kTail,
            ", line 3, column 34", "10"},
        Bad{"AListForAText", "version: 1\nsources:\n  a: {type: tap, path: [x]}\n" + kTail,
            ", line 3, column 24", "single value"},
        Bad{"UnknownInput", kHead + "sinks:\n  d: {type: drain, inputs: [b]}\n",
            ", line 5, column 29", R"(the input "b")"},
        Bad{"NoInput", kHead + "sinks:\n  d: {type: drain}\n", ", line 5", "reads from nothing"},
        Bad{"ASinkAsInput", kHead + kTail + "  e: {type: drain, inputs: [d]}\n", ", line 6",
            "it is a sink"},
        Bad{"ACircle",
            kHead +
                "transforms:\n  f: {type: filter, inputs: [a, g]}\n"
                "  g: {type: filter, inputs: [f]}\n" +
                kTail,
            ", line 5", "circle: f -> g -> f"},
        Bad{"AKeyTwice",
            "version: 1\nsources:\n  a: {type: tap, path: x}\n"
            "  a: {type: tap, path: y}\n" +
                kTail,
            ", line 4, column 3", "line 3"},
        Bad{"AnIdTwice",
            kHead + "transforms:\n  b: {type: filter, inputs: [a]}\n"
                    "sinks:\n  b: {type: drain, inputs: [a]}\n",
            ", line 7, column 3", R"(the id "b")"},
        Bad{"AMissingVariable",
            "version: 1\nsources:\n  a: {type: tap, path: \"${env:NOWHERE}\"}\n" + kTail,
            ", line 3, column 24", "NOWHERE is not set"},
        Bad{"AMissingFile",
            "version: 1\nsources:\n  a: {type: tap, path: \"${file:/no/such/file}\"}\n" + kTail,
            ", line 3, column 24", "cannot be read"},
        Bad{"AReferenceForAType", "version: 1\nsources:\n  a: {type: \"${env:T}\"}\n" + kTail,
            ", line 3", "value of an option only"},
        Bad{"AReferenceForAnInput", kHead + "sinks:\n  d: {type: drain, inputs: [\"${env:A}\"]}\n",
            ", line 5", "value of an option only"},
        Bad{"AMissingVariableOfAnEdge",
            kHead +
                "sinks:\n  d: {type: drain, inputs: [{from: a, capacity: \"${env:NOWHERE}\"}]}\n",
            ", line 5", "NOWHERE is not set"},
        Bad{"AReferenceWithoutQuotes",
            "version: 1\nsources:\n  a: {type: tap, path: ${env:X}}\n" + kTail, ", line 3",
            "stands in quotes"},
        Bad{"TooDeep", "version: 1\nsources: " + std::string(2'000, '[') + "\n", "",
            "deeper than 32 levels"},
        Bad{"ADurationBeyondCounting",
            kHead + "sinks:\n  d: {type: drain, inputs: [a], keep: 1e300d}\n", ", line 5",
            "too large"},
        Bad{"NotQuiteADuration", kHead + "sinks:\n  d: {type: drain, inputs: [a], keep: 1.2.3s}\n",
            ", line 5", "must be a duration"},
        Bad{"NoSource", "version: 1\nsinks:\n  d: {type: drain, inputs: [a]}\n", ", line 1",
            "no source"},
        Bad{"NoSink", kHead, ", line 1", "no sink"}),
    [](const auto& test) { return test.param.name; });

TEST(BadPipelines, AreToldWithEveryProblemAtOnce) {
  const std::string told = problemsOf(
      "version: 1\nsources:\n  a: {type: tap, count: 99}\n"
      "sinks:\n  d: {type: drain, inputs: [b], keep: soon, room: -1}\n");
  EXPECT_THAT(told, AllOf(HasSubstr("\"path\""), HasSubstr("\"count\""), HasSubstr("\"b\""),
                          HasSubstr("\"keep\""), HasSubstr("\"room\"")));
}

TEST(Secrets, ComeByReferenceAndInNoOtherWay) {
  const auto with = [](const std::string& key) {
    return problemsOf(
        "version: 1\nsources:\n  a: {type: tap, path: x, key: \"" + key + "\"}\n" + kTail,
        {{"KEY", "hunter2"}});
  };
  EXPECT_EQ(with("${env:KEY}"), "");
  for (const std::string literal :
       {"hunter3", "hunter3${env:KEY}", "${env:KEY}hunter3", "${env:KEY:-hunter3}",
        "${env:NOWHERE:-hunter3}", "$hunter3", "$${env:KEY}"}) {
    SCOPED_TRACE(literal);
    EXPECT_THAT(with(literal), HasSubstr("a secret is never written into the file"));
    EXPECT_THAT(with(literal), AllOf(Not(HasSubstr("hunter2")), Not(HasSubstr("hunter3"))));
  }
}

// A reference in the wrong place is shown as it is written, not with what it stands for.
TEST(Secrets, AreNotShownWhereTheyAreReferredToByAnotherOption) {
  for (const std::string secret : {"hunter2", "271828"})
    for (const std::string option :
         {"count: \"${env:KEY}x\"", "keep: \"${env:KEY}\"", "room: \"${env:KEY}\""}) {
      SCOPED_TRACE(option);
      const std::string told =
          problemsOf("version: 1\nsources:\n  a: {type: tap, path: x, " +
                         (option.starts_with("count") ? option : std::string("count: 1")) + "}\n" +
                         "sinks:\n  d: {type: drain, inputs: [a]" +
                         (option.starts_with("count") ? std::string() : ", " + option) + "}\n",
                     {{"KEY", secret}});
      EXPECT_THAT(told, AllOf(HasSubstr("${env:KEY}"), Not(HasSubstr(secret))));
    }
}

TEST(Secrets, MustHoldSomethingAndHaveNoDefaultToBeAdvised) {
  const auto with = [](const std::string& key) {
    return problemsOf("version: 1\nsources:\n  a: {type: tap, path: x, key: \"" + key + "\"}\n" +
                      kTail);
  };
  EXPECT_THAT(with("${file:/dev/null}"), HasSubstr("what it refers to is empty"));
  EXPECT_THAT(with("${env:NOWHERE}"),
              AllOf(HasSubstr("NOWHERE is not set"), Not(HasSubstr("default"))));
}

// A pipe without a writer: whoever opened it to wait would never come back.
TEST(References, AreToRegularFilesWhereNobodyIsToBeWaitedFor) {
  const auto pipe =
      std::filesystem::path(::testing::TempDir()) / ("references." + std::to_string(::getpid()));
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto told = [&](const std::string& path) {
    try {
      readPipeline(
          "version: 1\nsources:\n  a: {type: tap, path: \"${file:" + path + "}\"}\n" + kTail,
          "p.yaml", toyTypes(), {}, Files::kRegular);
      return std::string();
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
  };
  EXPECT_THAT(told(pipe), AllOf(HasSubstr("p.yaml, line 3"), HasSubstr(pipe.string()),
                                HasSubstr("read at the start only"), HasSubstr("restart")));
  EXPECT_THAT(told("/dev/null"), HasSubstr("read at the start only"));
  std::filesystem::remove(pipe);
  std::ofstream(pipe) << "regular";
  EXPECT_EQ(told(pipe), "");
  std::filesystem::remove(pipe);
}

TEST(References, StandForTheNumbersOfAnEdge) {
  const auto spec = readPipeline(
      kHead +
          "sinks:\n  d: {type: drain, inputs: [{from: a, policy: \"${env:P}\", capacity: "
          "\"${env:CAP:-8 MiB}\"}]}\n",
      "p.yaml", toyTypes(), {{"P", "drop_oldest"}});
  const EdgeSpec& edge = spec.components.at(1).inputs.at(0);
  EXPECT_EQ(edge.capacity_bytes, 8u << 20);
  EXPECT_EQ(edge.policy, PV_POLICY_DROP_OLDEST);
}

TEST(References, StandForWhatTheEnvironmentSays) {
  const auto path = [](const std::string& written, const Environment& environment) {
    const auto spec =
        readPipeline("version: 1\nsources:\n  a: {type: tap, path: \"" + written + "\"}\n" + kTail,
                     "p.yaml", toyTypes(), environment);
    for (const auto& option : spec.components[0].options.options)
      if (option.key == std::string("path")) return std::get<std::string>(option.value);
    return std::string("(none)");
  };
  EXPECT_EQ(path("${env:HERE}/x", {{"HERE", "/there"}}), "/there/x");
  EXPECT_EQ(path("${env:HERE:-/else}", {}), "/else");
  EXPECT_EQ(path("${env:HERE:-/else}", {{"HERE", ""}}), "/else");
  EXPECT_EQ(path("5$$ ${env:A}${env:B}", {{"A", "a"}, {"B", "b"}}), "5$ ab");
}

}  // namespace
}  // namespace pipevane::config
