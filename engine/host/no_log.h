// A log of what is told in another way.
#pragma once

#include "engine/base/log.h"

namespace pipevane::host {

class NoLog final : public Log {
 public:
  void write(std::string_view, LogLevel, std::string_view) override {}
};

}  // namespace pipevane::host
