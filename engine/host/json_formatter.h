// A log line as one JSON object: {"time": "...", "level": "info", "logger": "component.web",
// "message": "..."}.
#pragma once

#include <Poco/Formatter.h>

namespace pipevane::host {

class JsonFormatter final : public Poco::Formatter {
 public:
  void format(const Poco::Message& message, std::string& line) override;
};

}  // namespace pipevane::host
