#include "engine/config/log_settings.h"

#include "engine/config/variables.h"

namespace pipevane::config {

LogSettings readLogSettings(const Environment& environment, Problems& problems) {
  const Variables variables(environment, problems);
  LogSettings settings;
  if (variables.oneOf("NODE_ENV", {"production", "development"}) == "development")
    settings.level = "debug";
  const std::string level = variables.oneOf("LOG_LEVEL", {"error", "warn", "info", "debug"});
  const std::string format = variables.oneOf("LOG_FORMAT", {"text", "json"});
  if (!level.empty()) settings.level = level;
  if (!format.empty()) settings.format = format;
  return settings;
}

}  // namespace pipevane::config
