#include "engine/host/poco_log.h"

#include "engine/host/json_formatter.h"
#include "engine/host/one_line.h"

#include <Poco/ConsoleChannel.h>
#include <Poco/FormattingChannel.h>
#include <Poco/Logger.h>
#include <Poco/Message.h>
#include <Poco/PatternFormatter.h>

#include <iostream>

namespace pipevane::host {
namespace {

Poco::Message::Priority priorityOf(LogLevel level) {
  switch (level) {
    case LogLevel::kError:
      return Poco::Message::PRIO_ERROR;
    case LogLevel::kWarn:
      return Poco::Message::PRIO_WARNING;
    case LogLevel::kInfo:
      return Poco::Message::PRIO_INFORMATION;
    case LogLevel::kDebug:
      return Poco::Message::PRIO_DEBUG;
  }
  return Poco::Message::PRIO_INFORMATION;
}

Poco::Message::Priority priorityNamed(const std::string& name) {
  if (name == "error") return Poco::Message::PRIO_ERROR;
  if (name == "warn") return Poco::Message::PRIO_WARNING;
  return name == "debug" ? Poco::Message::PRIO_DEBUG : Poco::Message::PRIO_INFORMATION;
}

Poco::Formatter::Ptr formatterNamed(const std::string& name) {
  if (name == "json") return new JsonFormatter;
  Poco::AutoPtr<Poco::PatternFormatter> pattern(
      new Poco::PatternFormatter("%Y-%m-%dT%H:%M:%S.%iZ %p %s: %t"));
  pattern->setProperty("priorityNames", "error,error,error,warn,info,info,debug,debug");
  return pattern;
}

}  // namespace

PocoLog::PocoLog(const config::LogSettings& settings) {
  Poco::Channel::Ptr console(new Poco::ConsoleChannel(std::cerr));
  Poco::Channel::Ptr channel(new Poco::FormattingChannel(formatterNamed(settings.format), console));
  Poco::Logger::root().setChannel(channel);
  Poco::Logger::root().setLevel(priorityNamed(settings.level));
}

void PocoLog::write(std::string_view logger, LogLevel level, std::string_view sentence) {
  const std::string name(logger);
  Poco::Logger& target = Poco::Logger::get(name);
  if (!target.is(priorityOf(level))) return;
  target.log(Poco::Message(name, oneLine(sentence), priorityOf(level)));
}

}  // namespace pipevane::host
