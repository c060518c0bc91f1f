#include "plugins/history/history.h"

#include "plugins/history/moment_query.h"
#include "plugins/history/range_query.h"

#include <pipevane/handover_table.h>
#include <pipevane/inspect.h>

#include <algorithm>
#include <initializer_list>
#include <tuple>

namespace pipevane::history {
namespace {

// Runs `body` on the component behind a service; nothing it throws crosses.
template <class Body>
pv_status answer(void* self, Body body) noexcept {
  try {
    body(static_cast<const History&>(*static_cast<Component*>(self)));
    return PV_OK;
  } catch (...) {
    return PV_FAILED;
  }
}

struct Field {
  template <class Number>
  Field(const char* field, Number number) : name(field), value(std::to_string(number)) {}
  std::string name, value;
};

// As JSON; the names need no escaping.
std::string object(std::initializer_list<Field> fields) {
  std::string json;
  for (const Field& each : fields)
    json.append(json.empty() ? "{\"" : ",\"").append(each.name).append("\":").append(each.value);
  return json + "}";
}

// Both 0: of nothing.
void widen(std::pair<std::int64_t, std::int64_t>& extent,
           const std::optional<TierStore::Extent>& by) {
  if (!by) return;
  extent.first = extent.second == 0 ? by->first_ms : std::min(extent.first, by->first_ms);
  extent.second = std::max(extent.second, by->last_ms);
}

constexpr pv_history kHistory = {
    .size = sizeof(pv_history),
    .query =
        [](void* self, const pv_history_query* query, void* context,
           void (*visit)(void*, const pv_history_points*)) {
          return answer(self,
                        [&](const History& history) { history.query(*query, context, visit); });
        },
    .events =
        [](void* self, std::int64_t from_ms, std::int64_t to_ms, std::size_t limit, void* context,
           void (*visit)(void*, const pv_event*)) {
          return answer(self, [&](const History& history) {
            history.events(from_ms, to_ms, limit, context, visit);
          });
        },
    .extent =
        [](void* self, std::int64_t* oldest_ms, std::int64_t* newest_ms) {
          return answer(self, [&](const History& history) {
            std::tie(*oldest_ms, *newest_ms) = history.extent();
          });
        },
    .at =
        [](void* self, const pv_history_moment* moment, void* context,
           void (*visit)(void*, const pv_history_values*)) {
          return answer(self, [&](const History& history) { history.at(*moment, context, visit); });
        }};

constexpr pv_history_stored kStored = {
    .size = sizeof(pv_history_stored),
    .query =
        [](void* self, const pv_history_query* query, void* context,
           void (*visit)(void*, const pv_history_points*)) {
          return answer(
              self, [&](const History& history) { history.queryStored(*query, context, visit); });
        },
    .extent =
        [](void* self, pv_series_id series, std::int64_t* oldest_ms, std::int64_t* newest_ms) {
          return answer(self, [&](const History& history) {
            std::tie(*oldest_ms, *newest_ms) = history.extentOf(series);
          });
        }};

constexpr pv_inspect kInspect = {
    .size = sizeof(pv_inspect),
    .read = [](void* self, void* context, void (*visit)(void*, pv_text)) {
      return answer(self,
                    [&](const History& history) { visit(context, text(history.describe())); });
    }};

}  // namespace

History::History(const Options& options, const Host& host)
    : host_(host),
      limits_{.retention_ms = options.durationMs("retention"),
              .bytes = static_cast<std::size_t>(options.bytes("memory_limit")),
              .ratio_places = static_cast<unsigned>(options.integer("ratio_places"))},
      tier_limits_{.minutes_ms = options.durationMs("retention_1m"),
                   .hours_ms = options.durationMs("retention_1h")},
      archives_(host),
      samples_(limits_, clusterBy(host.dictionary()), factsBy(host.dictionary())),
      loading_(!host.dataFolder().empty()),
      complaints_(host) {
  if (tier_limits_.any() && host.dataFolder().empty())
    throw Error(
        "retention_1m and retention_1h are kept on the disk, and there is no data folder: set "
        "data_dir (DATA_DIR), or leave them out");
  samples_.keepDeparted(tier_limits_.any());
}

History::~History() {
  static_cast<void>(endKeeper());
  static_cast<void>(endTiers());
}

Verdict History::process(const Batch& batch) {
  if (keeper_) keeper_->makeRoom();
  const Arrival arrival{
      .now_ms = host_.nowMs(), .steady_ms = host_.steadyMs(), .backfill = batch.backfill()};
  const Evictions evictions = locked([&] {
    samples_.add(batch.timeMs(), batch.series(), batch.values(), batch.qualities(), arrival);
    for (const pv_event& event : batch.events()) events_.add(batch.component(), event);
    if (keeper_)
      keeper_->note(batch, arrival, [this](SeriesId series) { return samples_.has(series); });
    // At once: an image that is made from now on has it no more.
    if (tier_keeper_) noteDeparted();
    const std::uint64_t count = samples_.tally().evicted;
    return Evictions{count, count == evicted_ ? std::string() : samples_.evictedFrom()};
  });
  watchEvictions(evictions, arrival.steady_ms);
  return Verdict::done();
}

// Samples that go before the retention is over are told once, and so is when that is over: when
// none went for as long.
void History::watchEvictions(const Evictions& evictions, std::int64_t steady_ms) {
  if (evictions.count != evicted_) {
    if (!evicted_at_ms_)
      complaints_.set(Complaints::kMemory,
                      "cannot keep samples for the retention of " +
                          std::to_string(limits_.retention_ms / 60'000) +
                          " minutes: they take more than the memory_limit of " +
                          std::to_string(limits_.bytes >> 20U) + " MiB, so the oldest of \"" +
                          evictions.from + "\", which has most, go early");
    evicted_at_ms_ = steady_ms;
  } else if (evicted_at_ms_ && steady_ms - *evicted_at_ms_ > limits_.retention_ms) {
    complaints_.set(Complaints::kMemory, {});
    evicted_at_ms_.reset();
  }
  evicted_ = evictions.count;
}

const void* History::service(std::string_view name) {
  if (name == PV_HISTORY) return &kHistory;
  if (name == PV_HISTORY_STORED) return &kStored;
  if (name == PV_INSPECT) return &kInspect;
  if (name == PV_HANDOVER) return &handoverTable<History>();
  return nullptr;
}

std::unique_ptr<History::Legacy> History::handOver() {
  Keeper::Rest disk = endKeeper();
  std::vector<Departed> departed = endTiers();
  return locked([&] {
    return std::make_unique<Legacy>(Legacy{std::move(samples_), std::move(events_), std::move(disk),
                                           std::move(departed), folder_});
  });
}

void History::takeOver(std::unique_ptr<Legacy> legacy) {
  locked([&] {
    samples_ = std::move(legacy->samples);
    samples_.goOnWith(limits_, clusterBy(host_.dictionary()), factsBy(host_.dictionary()));
    samples_.keepDeparted(tier_limits_.any());
    events_ = std::move(legacy->events);
    inherited_ = std::move(legacy->disk);
    inherited_departed_ = std::move(legacy->departed);
    inherited_folder_ = std::move(legacy->folder);
    took_over_ = true;
    evicted_ = samples_.tally().evicted;
  });
}

void History::query(const pv_history_query& query, void* context,
                    void (*visit)(void*, const pv_history_points*)) const {
  awaitLoaded();
  RangeQuery(query, host_, &archives_, tiers(), samples_, mutex_).answer(context, visit);
}

void History::queryStored(const pv_history_query& query, void* context,
                          void (*visit)(void*, const pv_history_points*)) const {
  awaitLoaded();
  // Samples as they are do not go with what became of older ones.
  const auto tiers = query.step_ms > 0 ? this->tiers() : nullptr;
  RangeQuery(query, host_, nullptr, tiers, samples_, mutex_).answer(context, visit);
}

void History::events(std::int64_t from_ms, std::int64_t to_ms, std::size_t limit, void* context,
                     void (*visit)(void*, const pv_event*)) const {
  awaitLoaded();
  for (const EventLog::Shared& event :
       locked([&] { return events_.newest(from_ms, to_ms, limit); }))
    visit(context, &event->raw());
}

void History::at(const pv_history_moment& moment, void* context,
                 void (*visit)(void*, const pv_history_values*)) const {
  awaitLoaded();
  MomentQuery(moment, tiers(), samples_, mutex_).answer(context, visit);
}

std::pair<std::int64_t, std::int64_t> History::extent() const {
  awaitLoaded();
  auto extent = locked([this] { return samples_.extent(); });
  if (const auto tiers = this->tiers()) widen(extent, tiers->extent());
  return extent;
}

std::pair<std::int64_t, std::int64_t> History::extentOf(SeriesId series) const {
  awaitLoaded();
  auto extent = locked([this, series]() -> std::pair<std::int64_t, std::int64_t> {
    const auto oldest = samples_.begin(series);
    if (!oldest) return {0, 0};
    return {*oldest, samples_.kept({&series, 1}).second};
  });
  if (const auto tiers = this->tiers()) widen(extent, tiers->extentOf({&series, 1}));
  return extent;
}

std::string History::describe() const {
  // A disk that is slow holds nobody up.
  const auto keeper = locked([this] { return tier_keeper_; });
  const TierKeeper::Figures tier = keeper ? keeper->figures() : TierKeeper::Figures{};
  return locked([&] {
    const Keeper::Figures disk = keeper_ ? keeper_->figures() : Keeper::Figures{};
    const Tally tally = samples_.tally();
    const auto [oldest_ms, newest_ms] = samples_.extent();
    return object({{"retention_ms", limits_.retention_ms},
                   {"memory_limit_bytes", limits_.bytes},
                   {"memory_bytes", tally.bytes},
                   {"series", samples_.seriesCount()},
                   {"frames", samples_.frameCount()},
                   {"samples", tally.samples},
                   {"oldest_ms", oldest_ms},
                   {"newest_ms", newest_ms},
                   {"duplicates", tally.duplicates},
                   {"expired", tally.expired},
                   {"ahead", tally.ahead},
                   {"evicted", tally.evicted},
                   {"refused", tally.refused},
                   {"disk_bytes", disk.bytes},
                   {"disk_written_bytes", disk.written_bytes},
                   {"disk_memory_bytes", disk.memory_bytes},
                   {"disk_cycles", disk.cycles},
                   {"disk_written_ms", disk.written_ms},
                   {"disk_missing_samples", disk.unwritten},
                   {"tier_oldest_ms", tier.oldest_ms},
                   {"tier_files", tier.store.files},
                   {"tier_bytes", tier.store.bytes},
                   {"tier_written_bytes", tier.store.written_bytes},
                   {"tier_memory_bytes", tier.store.memory_bytes},
                   {"tier_missing_samples", tier.waiting},
                   {"tier_lost_samples", tier.lost},
                   {"events", events_.size()},
                   {"event_bytes", events_.bytes()},
                   {"events_evicted", events_.evicted()},
                   {"events_refused", events_.refused()}});
  });
}

}  // namespace pipevane::history
