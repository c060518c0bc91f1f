// Logging by Poco: one logger a room and a component, lines on the error output, as text or as
// JSON.
#pragma once

#include "engine/base/log.h"
#include "engine/config/log_settings.h"

#include <string_view>

namespace pipevane::host {

class PocoLog final : public Log {
 public:
  // Sets up Poco's root logger.
  explicit PocoLog(const config::LogSettings& settings);
  void write(std::string_view logger, LogLevel level, std::string_view sentence) override;
};

}  // namespace pipevane::host
