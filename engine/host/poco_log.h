// Logging by Poco: one logger a room and a component, lines on the error output, as text or as
// JSON.
#pragma once

#include "engine/base/log.h"

#include <string>

namespace pipevane::host {

struct LogOptions {
  std::string level = "info";   // error, warn, info, debug
  std::string format = "text";  // text, json
};

class PocoLog final : public Log {
 public:
  // Sets up Poco's root logger. Throws Error on an unknown level or format.
  explicit PocoLog(const LogOptions& options);
  void write(std::string_view logger, LogLevel level, std::string_view sentence) override;
};

}  // namespace pipevane::host
