// What an entity tells of itself that totals are made of.
#pragma once

#include "plugins/derive/quality.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace pipevane::derive {

enum class Figure : std::uint8_t {
  kCpuCount,
  kCpuUsage,
  kMemoryUsed,
  kMemoryTotal,
  kDiskUsed,
  kDiskTotal,
  kNetworkReceive,
  kNetworkTransmit,
  kDiskRead,
  kDiskWritten
};
inline constexpr std::size_t kFigureCount = 10;

std::optional<Figure> figureNamed(std::string_view metric);

// Before every time, with room for a span to be taken off.
inline constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min() / 4;

// The newest sample of a figure.
struct Reading {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::int64_t time_ms = kNoTime;
  Quality quality = Quality::kUnknown;
};

}  // namespace pipevane::derive
