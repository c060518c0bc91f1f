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

Reading Part::current(Figure figure, std::int64_t now_ms, std::int64_t max_gap_ms) const {
  Reading reading = lasting(figure);
  if (!usable(reading.value, reading.quality)) return {};
  if (now_ms - heard_ms > max_gap_ms || newest_ms - reading.time_ms > max_gap_ms)
    reading.quality = worse(reading.quality, Quality::kStale);
  else if (reading.time_ms < newest_ms)
    reading.quality = worse(reading.quality, Quality::kHeld);
  return reading;
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
