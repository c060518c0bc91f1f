#include "engine/host/findings_text.h"

#include <gmock/gmock.h>

#include <algorithm>
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
            "    failed   token            no\n"
            "             what to do: say yes\n"
            "             z: 1\n"
            "             a: 2\n"
            "    ok       reach            it answers\n"
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

// A command that is the beginning of other words, or of another command, is not cut out of them.
TEST(FindingsOfAPlugin, HaveTheirCommandsWholeAndInTheOrderOfTheRemedy) {
  const auto text = [](const std::string& remedy, const std::string& commands) {
    return textOf(
        readFindings("lab", R"([{"check":"c","state":"failed","sentence":"s","remedy":")" + remedy +
                                R"(","commands":[)" + commands + "]}]"));
  };
  EXPECT_THAT(text("do: a b c d; end", R"("a b")"), HasSubstr("what to do: do: a b c d; end\n"));
  EXPECT_THAT(text("do: a, b; end", R"("a","a, b")"),
              HasSubstr("what to do: do:\n                 a, b\n             end\n"));
  EXPECT_THAT(text("do: x; then: y", R"("y","x")"),
              HasSubstr("                 x\n             then:\n                 y\n"));
}

TEST(FindingsOfAPlugin, OfEachComponentAreBelowTheirOwnTargets) {
  const char* const one = R"([{"target":"t","check":"c","state":"ok","sentence":"s"}])";
  Findings both = readFindings("x", one);
  both.push_back(readFindings("y", one).at(0));
  both.back().sentence = "r";
  EXPECT_EQ(textOf(both),
            "x\n"
            "  t\n"
            "    ok       c                s\n"
            "\n"
            "y\n"
            "  t\n"
            "    ok       c                r\n"
            "\n"
            "2 ok\n");
}

Finding foundBy(const std::string& component, const std::string& target, const std::string& state,
                const std::string& sentence) {
  Finding finding;
  finding.component = component;
  finding.target = target;
  finding.check = "c";
  finding.state = state;
  finding.sentence = sentence;
  return finding;
}

TEST(FindingsOfAPlugin, BeginWithWhatFailedAnywhereThenWarningsThenAllElse) {
  const Findings found = {foundBy("x", "t", "ok", "1"),      foundBy("x", "t", "warning", "2"),
                          foundBy("x", "t", "note", "3"),    foundBy("y", "u", "unknown", "4"),
                          foundBy("y", "u", "failed", "5"),  foundBy("y", "u", "ok", "6"),
                          foundBy("y", "v", "warning", "7"), foundBy("x", "t", "failed", "8")};
  EXPECT_EQ(textOf(found),
            "y\n"
            "  u\n"
            "    failed   c                5\n"
            "\n"
            "x\n"
            "  t\n"
            "    failed   c                8\n"
            "    warning  c                2\n"
            "\n"
            "y\n"
            "  v\n"
            "    warning  c                7\n"
            "\n"
            "x\n"
            "  t\n"
            "    ok       c                1\n"
            "    note     c                3\n"
            "\n"
            "y\n"
            "  u\n"
            "    unknown  c                4\n"
            "    ok       c                6\n"
            "\n"
            "2 failed, 2 warning, 1 note, 1 unknown, 2 ok\n");
}

TEST(FindingsOfAPlugin, ThatSeveralHaveAlikeAreSaidOnce) {
  Findings found = {foundBy("x", "t", "note", "may"), foundBy("x", "t", "ok", "1"),
                    foundBy("x", "u", "note", "may"), foundBy("x", "u", "ok", "2"),
                    foundBy("y", "v", "note", "may")};
  found[0].looked_ms = 5;
  EXPECT_EQ(textOf(found),
            "x\n"
            "  t\n"
            "    ok       c                1\n"
            "  u\n"
            "    ok       c                2\n"
            "\n"
            "x, y\n"
            "  t, u, v\n"
            "    note     c                may\n"
            "\n"
            "3 note, 2 ok\n");
  for (Finding& each : found) each.target = std::string(60, each.target.front());
  std::istringstream lines(textOf(found));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
  // Another command is another thing.
  found[4].commands = {"do"};
  EXPECT_THAT(textOf(found), HasSubstr("\ny\n"));
}

TEST(FindingsOfAPlugin, FillALineOfATerminalAndNoMore) {
  // Behind the state and the check there is room for 70.
  const std::string word(35, 'w');
  const auto lines = [&](const std::string& last) {
    const std::string text = textOf(readFindings(
        "lab", R"([{"check":"c","state":"ok","sentence":")" + word + " " + last + R"("}])"));
    return std::ranges::count(text, '\n');
  };
  EXPECT_EQ(lines(std::string(34, 'x')) + 1, lines(std::string(35, 'x')));
}

// A SHA-256 fingerprint and a comma.
TEST(FindingsOfAPlugin, PutALongWordOnALineOfItsOwnBelowTheOthers) {
  const std::string fingerprint(96, 'f'), endless(101, 'e');
  Finding found =
      foundBy("x", "t", "note", "the one is " + fingerprint + " and " + endless + " no");
  EXPECT_THAT(textOf({found}),
              HasSubstr("the one is\n             " + fingerprint + "\n             and\n" +
                        std::string(13, ' ') + endless + "\n             no\n"));
}

TEST(FindingsOfAPlugin, PutALongFactBelowItsName) {
  const std::string fact(95, 'f');
  Finding found = foundBy("x", "t", "failed", "no");
  found.facts = {{"fingerprint", fact}, {"short", "1"}};
  EXPECT_THAT(textOf(Findings{found}), HasSubstr("no\n             fingerprint:\n             " +
                                                 fact + "\n             short: 1\n"));
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

TEST(FindingsOfAPlugin, DoNotSayAFactAgainThatWasSaid) {
  const std::string text = textOf(readFindings(
      "lab", R"([{"check":"c","state":"ok","sentence":"node pve2 (10.0.0.1) is 300 s late",
                  "remedy":"do: x y; see page 7","commands":["x y"],
                  "facts":{"node":"pve2","how":"x y","both":"x y && z","page":"page 7",
                           "address":"10.0.0.1","part":"pve","end":"ve2","n":"30","zero":"0"}}])"));
  for (const char* said : {"node:", "address:", "how:", "both:", "page:"})
    EXPECT_THAT(text, Not(HasSubstr(std::string("  ") + said))) << text;
  EXPECT_THAT(text, AllOf(HasSubstr("part: pve\n"), HasSubstr("end: ve2\n"), HasSubstr("n: 30\n"),
                          HasSubstr("zero: 0\n")));
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
