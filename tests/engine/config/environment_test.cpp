#include "engine/config/environment.h"

#include "engine/config/problems.h"

#include <gmock/gmock.h>

#include <sstream>

namespace pipevane::config {
namespace {

using ::testing::HasSubstr;

Environment read(const std::string& text) {
  std::istringstream in(text);
  return readEnvFile(in, "x.env");
}

TEST(EnvFile, TakesEveryWayToWriteAValue) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"A=b", "b"},
      {"export A=b", "b"},
      {" A = b ", "b"},
      {"A=b # a comment", "b"},
      {"A=b\t# a comment", "b"},
      {"A=b#c", "b#c"},
      {"A=b#c # a comment", "b#c"},
      {"A=   # a comment", ""},
      {"A=# a comment", ""},
      {"A=\"b # c\" # a comment", "b # c"},
      {"A='b\\n'", "b\\n"},
      {"A=\"b\\n\"", "b\n"},
  };
  for (const auto& [line, value] : cases) {
    SCOPED_TRACE(line);
    EXPECT_EQ(read(line), (Environment{{"A", value}}));
  }
}

TEST(EnvFile, NamesTheLineThatItCannotRead) {
  for (const char* line : {"A", "1A=b", "A=\"b", "A='b' c"}) {
    SCOPED_TRACE(line);
    try {
      read(std::string("B=c\n") + line);
      FAIL() << "it was taken";
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what(), HasSubstr("x.env, line 2"));
    }
  }
}

}  // namespace
}  // namespace pipevane::config
