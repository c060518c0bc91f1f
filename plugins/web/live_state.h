// Every entity with the newest sample of each of its series, each judged by its own age. Not for
// two threads at once.
#pragma once

#include "plugins/web/live_entity.h"
#include "plugins/web/live_names.h"
#include "plugins/web/own_clock.h"

#include <pipevane/batch.h>
#include <pipevane/dictionary.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::web {

class LiveState {
 public:
  LiveState(const Dictionary& dictionary, std::int64_t stale_after_ms)
      : names_(dictionary), stale_after_ms_(stale_after_ms), clock_(stale_after_ms) {}

  // The time of day and the steady clock before anything comes, so that it is known if the first is
  // set until then.
  void readClock(std::int64_t now_ms, std::int64_t steady_ms) { clock_.read(now_ms, steady_ms); }
  // What is there goes on: under these names, and stale after that time.
  void goOnWith(const Dictionary& dictionary, std::int64_t stale_after_ms);
  // Takes a batch's samples and entity changes. An older sample than the one that is there is
  // ignored, unless the source's clock was put right since, and so is one from the far future.
  // It comes at `now_ms` by the time of day, at `steady_ms` by the steady clock.
  void apply(const Batch& batch, std::int64_t now_ms, std::int64_t steady_ms);
  // Metrics that nothing was heard of for long become stale, by the steady clock.
  void sweep(std::int64_t steady_ms);

  // How long that is.
  std::int64_t staleAfterMs() const { return stale_after_ms_; }

  // Grows with everything that changes.
  Version version() const { return version_; }
  // A new version, for a change outside of the entities.
  Version advance() { return ++version_; }
  // Every sample that was taken.
  std::uint64_t samplesTaken() const { return samples_taken_; }
  bool hasSamples() const { return samples_taken_ > 0; }

  // By key; also those that went away (`present` says which).
  const std::map<std::string_view, LiveEntity*>& entities() const { return names_.byKey(); }
  const std::vector<const LiveEntity*>& all() const { return names_.all(); }  // as they were met
  const LiveEntity* find(std::string_view key) const { return names_.find(key); }
  const LiveEntity* find(EntityId entity) const { return names_.find(entity); }

  const Dictionary& dictionary() const { return names_.dictionary(); }
  const LiveMetric& metric(SeriesId series) const { return names_.metric(series); }
  // The entity's metric of that name; null where it has none.
  const LiveMetric* metric(const LiveEntity& entity, std::string_view name) const {
    return names_.metric(entity, name);
  }
  std::optional<SeriesId> series(const LiveEntity& entity, std::string_view name) const {
    return names_.series(entity, name);
  }
  const LiveMetricInfo& info(MetricId metric) const { return names_.infos()[metric]; }
  const std::vector<LiveMetricInfo>& infos() const { return names_.infos(); }

 private:
  // How the batch being applied came.
  struct Arrival {
    std::int64_t time_ms, now_ms, steady_ms;
    bool backfill;
    std::int64_t born_ms = steady_ms;  // when the steady clock was at the source's time, if past
  };
  static bool setRight(LiveMetric& metric, const Arrival& arrival);
  void take(LiveEntity& entity, LiveMetric& metric, double value, Quality quality,
            const Arrival& arrival);
  OwnClock& clockFor(std::string_view component);
  void applySamples(const Batch& batch, Arrival arrival);
  void change(const pv_entity_change& change);
  void upsert(LiveEntity& entity, const pv_entity_change& change);
  void set(LiveEntity& entity, const pv_attribute& attribute);
  void remove(LiveEntity& entity);
  void appear(LiveEntity& entity, bool present);
  void touch(LiveEntity& entity);
  void judgeTouched(std::int64_t steady_ms);
  bool judge(LiveEntity& entity, std::int64_t steady_ms, Version version);
  Quality judgeMetrics(LiveEntity& entity, std::int64_t steady_ms);
  bool tooOld(std::int64_t born_ms, std::int64_t steady_ms) const {
    return born_ms < steady_ms - stale_after_ms_;
  }

  LiveNames names_;
  std::int64_t stale_after_ms_;
  OwnClock clock_;  // as it is for a component that nothing came from yet
  std::map<std::string, OwnClock, std::less<>> clocks_;  // by component
  Version version_ = 0;
  std::uint64_t samples_taken_ = 0;
  std::vector<LiveEntity*> touched_;  // in the batch being applied
};

}  // namespace pipevane::web
