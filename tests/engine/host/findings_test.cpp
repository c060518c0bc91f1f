#include "engine/host/findings_text.h"

#include <gmock/gmock.h>

#include <sstream>
#include <string>

namespace pipevane::host {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kTwo =
    R"([{"component":"x","target":"https://a","check":"reach","state":"ok","sentence":"it answers"},
        {"component":"x","target":"https://a","check":"token","state":"failed","sentence":"no",
         "remedy":"say yes","facts":{"z":"1","a":"2"}}])";

TEST(FindingsOfAPlugin, ArePrintedByComponentAndTarget) {
  const Findings findings = readFindings("lab", kTwo);
  EXPECT_TRUE(anyFailed(findings));
  EXPECT_EQ(textOf(findings),
            "lab\n"
            "  https://a\n"
            "    ok       reach            it answers\n"
            "    failed   token            no\n"
            "             what to do: say yes\n"
            "             z: 1\n"
            "             a: 2\n"
            "\n"
            "1 failed, 1 ok\n");
}

// Ready to be copied: nothing stands before or behind it but blanks.
TEST(FindingsOfAPlugin, HaveEachCommandOfARemedyOnALineOfItsOwn) {
  EXPECT_THAT(textOf(readFindings("lab",
                                  R"([{"check":"c","state":"failed","sentence":"s","remedy":
              "on a node: a b; then where that is so: a b c, and look, as d (e) says: f; the end",
              "commands":["a b","a b c","e","f"]}])")),
              HasSubstr("             what to do: on a node:\n"
                        "                 a b\n"
                        "             then where that is so:\n"
                        "                 a b c\n"
                        "             and look, as d (e) says:\n"
                        "                 f\n"
                        "             the end\n"));
}

TEST(FindingsOfAPlugin, AreNoWiderThanATerminalButForCommands) {
  const std::string words(300, 'w'), command(150, 'c');
  std::string sentence;
  for (int i = 0; i < 60; ++i) sentence += "word" + std::to_string(i) + " ";
  const std::string text =
      textOf(readFindings("lab", R"([{"check":"c","state":"failed","sentence":")" + sentence +
                                     R"(","remedy":")" + sentence + "do: " + command + "; " +
                                     words + " " + sentence + R"(","commands":[")" + command +
                                     R"("],"facts":{"x":")" + sentence + "more" + R"("}}])"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool has_long =
        line.find(command) != std::string::npos || line.find(words) != std::string::npos;
    EXPECT_TRUE(has_long || line.size() <= 100) << line;
  }
  EXPECT_THAT(text, HasSubstr("\n                 " + command + "\n"));
}

TEST(FindingsOfAPlugin, DoNotSayAFactAgainThatTheSentenceHas) {
  const std::string text = textOf(readFindings(
      "lab", R"([{"check":"c","state":"ok","sentence":"node pve2 is 300 s late","remedy":"do: x y",
                  "commands":["x y"],"facts":{"node":"pve2","how":"x y","part":"pve","n":"30"}}])"));
  EXPECT_THAT(text, AllOf(Not(HasSubstr("node: pve2")), Not(HasSubstr("how:")),
                          HasSubstr("part: pve\n"), HasSubstr("n: 30\n")));
}

TEST(FindingsOfAPlugin, AreTheSameAsJson) {
  EXPECT_EQ(jsonOf(readFindings("lab", R"([{"target":"t","check":"c","state":"note","sentence":"s",
                                            "remedy":"r","commands":["a\u0007b",1],
                                            "looked_ms":12,"facts":{"b":"1"}}])")),
            "{\n  \"findings\": [\n    {\n      \"component\": \"lab\",\n      \"target\": \"t\",\n"
            "      \"check\": \"c\",\n      \"state\": \"note\",\n      \"sentence\": \"s\",\n"
            "      \"remedy\": \"r\",\n"
            "      \"commands\": [\n        \"a b\"\n      ],\n      \"looked_ms\": 12,\n"
            "      \"facts\": {\n        \"b\": \"1\"\n      }\n    }\n  "
            "]\n}\n");
}

TEST(FindingsOfAPlugin, ThatCannotBeReadAreAFindingThemselves) {
  for (const char* json : {"", "nonsense", "{}", "[1]", "[", R"({"findings":[]})"}) {
    SCOPED_TRACE(json);
    const Findings findings = readFindings("lab", json);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].state, "unknown");
    EXPECT_EQ(findings[0].component, "lab");
    EXPECT_THAT(findings[0].sentence, HasSubstr("cannot read what the plugin says"));
  }
  EXPECT_FALSE(anyFailed(readFindings("lab", R"([{"state":"on fire"}])")));
  EXPECT_EQ(readFindings("lab", R"([{"state":"on fire"}])")[0].state, "unknown");
}

TEST(FindingsOfAPlugin, DoNotCommandTheTerminal) {
  const std::string text = textOf(readFindings(
      "lab",
      R"([{"check":"a\u001b[2J","sentence":"b\r\nc","state":"ok","facts":{"d\u0007":"e"}}])"));
  for (const char* each : {"\\u0085", "\\u009b", "\\u202e", "\\u2066", "\\u200f", "\\u061c"})
    EXPECT_EQ(readFindings("lab", std::string(R"([{"sentence":"a)") + each + R"(b"}])")[0].sentence,
              "a b")
        << each;
  EXPECT_THAT(text, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\r")), Not(HasSubstr("\x07")),
                          HasSubstr("b c")));
}

}  // namespace
}  // namespace pipevane::host
