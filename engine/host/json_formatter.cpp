#include "engine/host/json_formatter.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/JSON/Object.h>
#include <Poco/Message.h>

#include <sstream>

namespace pipevane::host {
namespace {

const char* nameOf(Poco::Message::Priority priority) {
  if (priority <= Poco::Message::PRIO_ERROR) return "error";
  if (priority == Poco::Message::PRIO_WARNING) return "warn";
  return priority >= Poco::Message::PRIO_DEBUG ? "debug" : "info";
}

}  // namespace

void JsonFormatter::format(const Poco::Message& message, std::string& line) {
  Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
  object.set("time", Poco::DateTimeFormatter::format(message.getTime(),
                                                     Poco::DateTimeFormat::ISO8601_FRAC_FORMAT));
  object.set("level", nameOf(message.getPriority()));
  object.set("logger", message.getSource());
  object.set("message", message.getText());
  std::ostringstream out;
  object.stringify(out);
  line = out.str();
}

}  // namespace pipevane::host
