#include "plugins/derive/totals/part.h"

#include <algorithm>

namespace pipevane::derive {

void Part::take(Figure figure, const Reading& reading, std::int64_t now_ms) {
  Reading& known = readings[static_cast<std::size_t>(figure)];
  if (!present || reading.time_ms < known.time_ms) return;
  known = reading;
  newest_ms = std::max(newest_ms, reading.time_ms);
  heard_ms = now_ms;
}

void Part::takeLate(Figure figure, const Reading& reading) {
  Reading& known = readings[static_cast<std::size_t>(figure)];
  if (!present || !usable(known.value, known.quality) || reading.time_ms <= known.time_ms) return;
  known = reading;
  newest_ms = std::max(newest_ms, reading.time_ms);
}

Reading Part::current(Figure figure, std::int64_t now_ms, std::int64_t stale_after_ms) const {
  Reading reading = lasting(figure, now_ms, stale_after_ms);
  if (!usable(reading.value, reading.quality)) return {};
  if (newest_ms - reading.time_ms > stale_after_ms)
    reading.quality = worse(reading.quality, Quality::kStale);
  else if (reading.time_ms < newest_ms)
    reading.quality = worse(reading.quality, Quality::kHeld);
  return reading;
}

Reading Part::lasting(Figure figure, std::int64_t now_ms, std::int64_t stale_after_ms) const {
  Reading reading = readings[static_cast<std::size_t>(figure)];
  if (now_ms - heard_ms > stale_after_ms) reading.quality = worse(reading.quality, Quality::kStale);
  return reading;
}

Quality Part::stateQuality(std::int64_t now_ms, std::int64_t stale_after_ms) const {
  // Nobody has told a figure of it yet: it has just come.
  if (heard_ms == kNoTime) return Quality::kLive;
  if (now_ms - heard_ms > stale_after_ms) return Quality::kStale;
  bool stale = false;
  for (const Reading& each : readings) {
    if (!usable(each.value, each.quality)) continue;
    if (each.quality != Quality::kStale) return Quality::kLive;
    stale = true;
  }
  return stale ? Quality::kStale : Quality::kLive;
}

void Part::forget() {
  present = is_template = false;
  life = Life::kUnknown;
  node = pool = kNobody;
  newest_ms = heard_ms = kNoTime;
  readings.fill({});
}

Kind kindNamed(std::string_view kind) {
  if (kind == "node") return Kind::kNode;
  if (kind == "vm") return Kind::kVm;
  if (kind == "container") return Kind::kContainer;
  if (kind == "storage") return Kind::kStorage;
  if (kind == "pool") return Kind::kPool;
  if (kind == "cluster") return Kind::kCluster;
  return Kind::kOther;
}

Life lifeOf(Kind kind, std::string_view status) {
  if (status.empty() || status == "unknown") return Life::kUnknown;
  if (kind == Kind::kNode) return status == "online" ? Life::kRunning : Life::kStopped;
  if (status == "running") return Life::kRunning;
  return status == "stopped" ? Life::kStopped : Life::kPaused;
}

}  // namespace pipevane::derive
