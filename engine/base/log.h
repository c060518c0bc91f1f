// Where rooms and components write their sentences. The host decides what becomes of them.
#pragma once

#include <pipevane/host.h>

#include <string_view>

namespace pipevane {

// [any] Implementations take calls from every thread.
class Log {
 public:
  virtual ~Log() = default;
  // `logger` names the room or the component ("pipeline", "component.homelab").
  virtual void write(std::string_view logger, LogLevel level, std::string_view sentence) = 0;
};

}  // namespace pipevane
