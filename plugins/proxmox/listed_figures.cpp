#include "plugins/proxmox/listed_figures.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::proxmox {
namespace {

// Proxmox VE renews the figures of what runs every 10 s, and now and then skips a beat or two.
constexpr std::int64_t kRenewedMs = 30'000;

}  // namespace

// What the list repeats. Others are told by other answers, which may be as fresh as ever.
void ListedFigures::setStale(Object& object, const ResourceRow& row) {
  for (std::size_t i = 0; i < kMetricCount; ++i)
    if (row.number(static_cast<Metric>(i))) samples_.stale(object, static_cast<Metric>(i));
}

// With a working export only what it lacks is taken from here. Where the node's statistics do not
// go on the list repeats the old figures for five minutes, as if they were new.
void ListedFigures::write(Object& object, const ResourceRow& row, bool running,
                          const ListAnswer& answer) {
  noteUptime(object, row, answer);
  const bool old = frozen(row, object, running, answer);
  const bool exported = answer.exported(object.isShared() ? object.reporter : object.node);
  if (!exported && old) return setStale(object, row);
  figures_.clear();
  if (exported && !old) setHostMemory(object, row, answer);
  if (!exported)
    for (std::size_t i = 0; i < kMetricCount; ++i)
      figures_.set(static_cast<Metric>(i), row.number(static_cast<Metric>(i)));
  figures_.keepTrueOnes(object.kind, running);
  figures_.write(samples_, object, answer.time_ms, Quality::kEstimated);
}

// The list repeats it until the server renews its figures, or for minutes where it cannot. Told
// anew each time, an old one would look fresh. An uptime that went on gives a renewal away that
// brought the same value.
void ListedFigures::setHostMemory(Object& object, const ResourceRow& row,
                                  const ListAnswer& answer) {
  const auto memory = row.number(Metric::kMemoryHostUsed);
  const Track& told = object.track(Metric::kMemoryHostUsed);
  const bool renewed = object.renewed_ms == answer.time_ms;
  if (renewed || memory != told.last_value || told.quality != Quality::kEstimated)
    figures_.set(Metric::kMemoryHostUsed, memory);
}

// New is an uptime that went on, and that went on for about as long as time did: where it is far
// behind, the list has a last word from before its node was gone, or from when nobody asked.
void ListedFigures::noteUptime(Object& object, const ResourceRow& row, const ListAnswer& answer) {
  const auto uptime_s = row.number(Metric::kUptime);
  if (!uptime_s) return;
  const bool first = object.listed_ms == kNever;
  const double grown_s = first ? 0 : *uptime_s - object.listed_uptime_s.value_or(0);
  const auto passed_ms = static_cast<double>(first ? 0 : answer.time_ms - object.listed_ms);
  const bool behind = grown_s > 0 && passed_ms - 1000 * grown_s > kRenewedMs;
  object.listed_uptime_s = uptime_s;
  object.listed_ms = answer.time_ms;
  if (first || (grown_s != 0 && !behind)) object.renewed_ms = answer.time_ms;
}

// What has no uptime of its own is as fresh as its node.
bool ListedFigures::frozen(const ResourceRow& row, const Object& object, bool running,
                           const ListAnswer& answer) const {
  const Object* judged = &object;
  if (!running || object.kind == Kind::kStorage)
    judged = objects_.find("node/" + std::string(row.view(Text::kNode)));
  return judged != nullptr && judged->listed_uptime_s.value_or(0) > 0 &&
         answer.time_ms - judged->renewed_ms >= kRenewedMs;
}

// Of a container its cgroup tells, in every version.
void ListedFigures::setMemorySource(Object& object, const ResourceRow& row, bool running) {
  if (!running) object.memory_source.forget();
  if (!running || object.kind == Kind::kContainer)
    return object.attributes.setOrForget(Attribute::kMemorySource,
                                         running ? std::optional(kMemoryFromCgroup) : std::nullopt);
  object.memory_source.hear({.memory = row.number(Metric::kMemoryUsed),
                             .host_memory = row.number(Metric::kMemoryHostUsed),
                             .uptime_s = row.number(Metric::kUptime).value_or(0)});
  object.attributes.setOrForget(Attribute::kMemorySource, nameOf(object.memory_source.view()));
}

}  // namespace pipevane::proxmox
