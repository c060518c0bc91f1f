// An entity as it is now. Every field bears the version in which it last changed, so that what
// changed since any version can be told without keeping the changes themselves. What went away
// stays as an absent field with the version in which it went.
#pragma once

#include <pipevane/batch.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::web {

using Version = std::uint64_t;

struct LiveAttribute {
  std::string name;
  std::optional<std::string> value;
  Version changed;
};

// The newest sample of one series.
struct LiveMetric {
  MetricId metric = PV_NONE;
  double value = std::numeric_limits<double>::quiet_NaN();
  std::int64_t time_ms = std::numeric_limits<std::int64_t>::min();  // by the source's clock
  // What its age counts from, by the host's steady clock: when that time was first heard, less what
  // it was old by then. A source whose clock is ahead does not stay young in silence.
  std::int64_t born_ms = std::numeric_limits<std::int64_t>::min();
  Version changed = 0;
  Version listing_changed = 0;
  Quality quality = Quality::kUnknown;  // as the source said
  std::optional<Quality> listing;       // where it differs from the entity's
  std::uint8_t late = 0;                // live samples in a row that were older than this one
  bool stale = false;                   // by age
  bool seen = false;                    // since the entity is there

  // Unknown is absent, never 0.
  bool known() const { return std::isfinite(value); }
  Quality judged() const {
    return stale && quality != Quality::kUnknown ? Quality::kStale : quality;
  }
};

struct LiveEntity {
  EntityId id = PV_NONE;
  std::string_view key;            // the dictionary's, as long as the process
  std::string_view cluster, kind;  // parts of the key
  bool present = false;
  bool removed = false;  // the source said so: only an upsert brings it back
  Quality quality = Quality::kUnknown;
  bool unjudged = true;                 // a sample's quality changed since the quality was found
  std::optional<std::int64_t> time_ms;  // of the newest sample
  std::int64_t born_ms = 0;             // what that sample's age counts from, as of a metric
  // No metric becomes stale before, by the steady clock.
  std::int64_t stale_at_ms = std::numeric_limits<std::int64_t>::max();
  Version appeared = 0;  // or went away
  Version changed = 0;   // the newest of all
  Version time_changed = 0;
  Version quality_changed = 0;
  std::vector<LiveAttribute> attributes;
  std::vector<SeriesId> series;

  const std::string* attribute(std::string_view name) const {
    for (const LiveAttribute& each : attributes)
      if (each.name == name) return each.value ? &*each.value : nullptr;
    return nullptr;
  }
  // As the source calls it, else as its key does.
  std::string_view name() const {
    const std::string* told = attribute("name");
    return told != nullptr ? std::string_view(*told) : key.substr(key.rfind('/') + 1);
  }
  std::string_view text(std::string_view name) const {
    const std::string* value = attribute(name);
    return value == nullptr ? std::string_view{} : std::string_view(*value);
  }
};

struct LiveMetricInfo {
  std::string name, unit;
  bool counter = false;
};

}  // namespace pipevane::web
