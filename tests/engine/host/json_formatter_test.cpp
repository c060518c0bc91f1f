#include "engine/host/json_formatter.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Message.h>

#include <gmock/gmock.h>

namespace pipevane::host {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Poco::JSON::Object::Ptr line(const std::string& text, Poco::Message::Priority priority) {
  Poco::Message message("component.web", text, priority);
  message.setTime(Poco::Timestamp::fromEpochTime(0) + 5'000);
  std::string formatted;
  JsonFormatter().format(message, formatted);
  EXPECT_THAT(formatted, Not(HasSubstr("\n"))) << "one line an entry";
  return Poco::JSON::Parser().parse(formatted).extract<Poco::JSON::Object::Ptr>();
}

TEST(JsonFormatter, WritesOneObjectALine) {
  const auto object = line("say \"hello\"\nto\tyou \\ them", Poco::Message::PRIO_WARNING);
  EXPECT_EQ(object->getValue<std::string>("time"), "1970-01-01T00:00:00.005000Z");
  EXPECT_EQ(object->getValue<std::string>("level"), "warn");
  EXPECT_EQ(object->getValue<std::string>("logger"), "component.web");
  EXPECT_EQ(object->getValue<std::string>("message"), "say \"hello\"\nto\tyou \\ them");
}

TEST(JsonFormatter, KnowsFourLevels) {
  const auto level = [](Poco::Message::Priority priority) {
    return line("x", priority)->getValue<std::string>("level");
  };
  EXPECT_EQ(level(Poco::Message::PRIO_ERROR), "error");
  EXPECT_EQ(level(Poco::Message::PRIO_WARNING), "warn");
  EXPECT_EQ(level(Poco::Message::PRIO_INFORMATION), "info");
  EXPECT_EQ(level(Poco::Message::PRIO_DEBUG), "debug");
}

}  // namespace
}  // namespace pipevane::host
