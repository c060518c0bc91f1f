#include "engine/host/arguments.h"

#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>

#include <gmock/gmock.h>

namespace pipevane::host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Poco::Util::OptionSet options() {
  Poco::Util::OptionSet set;
  set.addOption(Poco::Util::Option("config", "c", "").argument("FILE"));
  set.addOption(Poco::Util::Option("plugins", "p", "").argument("FOLDER").repeatable(true));
  set.addOption(Poco::Util::Option("scrub", "", ""));
  return set;
}

TEST(Arguments, AreTakenInEveryWayToWriteThem) {
  for (const std::vector<std::string>& given :
       {std::vector<std::string>{"--config", "a.yaml"}, {"--config=a.yaml"}, {"-c", "a.yaml"}}) {
    const Arguments arguments = readArguments(options(), given, 0);
    EXPECT_EQ(arguments.value("config"), "a.yaml") << given[0];
    EXPECT_FALSE(arguments.has("scrub"));
  }
  const Arguments arguments =
      readArguments(options(), {"--plugins", "a", "NAME", "--scrub", "-p", "b"}, 1);
  EXPECT_THAT(arguments.values("plugins"), ElementsAre("a", "b"));
  EXPECT_THAT(arguments.words, ElementsAre("NAME"));
  EXPECT_TRUE(arguments.has("scrub"));
  EXPECT_EQ(arguments.value("config", "none"), "none");
}

TEST(Arguments, AWordThatNobodyReadsIsRefused) {
  try {
    readArguments(options(), {"some.yaml"}, 0);
    FAIL() << "it was taken";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("did you mean --config some.yaml?"));
  }
  EXPECT_THROW(readArguments(options(), {"one", "two"}, 1), UsageError);
  EXPECT_THROW(readArguments({}, {"extra"}, 0), UsageError);
}

TEST(Arguments, AnOptionThatIsNotThereIsRefused) {
  EXPECT_THROW(readArguments(options(), {"--colour"}, 0), Poco::Util::OptionException);
}

}  // namespace
}  // namespace pipevane::host
