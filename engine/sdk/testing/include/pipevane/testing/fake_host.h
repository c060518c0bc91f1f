// An engine for tests of one component: clocks that only the test and a wait move, a dictionary, an
// output that keeps what was pushed. One thread, but for `requestStop`, `pass`, `log` and `report`,
// which any thread may call.
//
//   FakeHost host;
//   FakeComponent scale(host, pipevane_plugin, "scale", {{"factor", "2"}});
//   scale.process(MadeBatch(1000).sample(host.series("lab/node/pve1", "cpu_usage_ratio"), 0.5));
//   EXPECT_EQ(host.pushed().at(0).values(), std::vector{1.0});
#pragma once

#include <pipevane/abi.h>
#include <pipevane/host.h>
#include <pipevane/reload.h>
#include <pipevane/testing/fake_dictionary.h>
#include <pipevane/testing/made_batch.h>
#include <pipevane/testing/values.h>
#include <pipevane/wake.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::testing {

class FakeHost {
 private:
  template <class Body>
  auto locked(Body body) const {
    const std::lock_guard lock(mutex_);
    return body();
  }

 public:
  struct LogLine {
    std::int32_t level;
    std::string sentence;
  };
  struct Offered {
    std::string id;
    pv_service service;
  };
  struct Explanation {
    std::int64_t retry_after_ms = 0;
    std::string why;
  };

  explicit FakeHost(std::string id = "under_test") : id_(std::move(id)) {
    raw_ = {
        .size = sizeof(pv_host),
        .self = this,
        .id = text(id_),
        .now_ms = [](void* self) { return of(self).time_ms_ + of(self).set_by_ms_; },
        .log = [](void* self, std::int32_t level,
                  pv_text message) { of(self).keepLog(level, message); },
        .report = [](void* self, bool healthy, pv_text why) { of(self).keepReport(healthy, why); },
        .explain =
            [](void* self, std::int64_t after, pv_text why) {
              of(self).explanation_ = {after, str(why)};
            },
        .wait_until =
            [](void* self, std::int64_t time_ms) {
              return of(self).waitUntil(shifted(time_ms, -of(self).set_by_ms_));
            },
        .stopping = [](void* self) { return of(self).stop_.load(); },
        .extension = [](void* self, const char* name) { return of(self).extension(name); },
        .steady_ms = [](void* self) { return shifted(of(self).time_ms_, kSteadyAheadMs); },
        .wait_until_steady =
            [](void* self, std::int64_t steady_ms) {
              return of(self).waitUntil(shifted(steady_ms, -kSteadyAheadMs));
            }};
  }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  const pv_host& raw() const { return raw_; }
  Host host() const { return Host(raw_); }

  // ---- what the test sets
  // Until then all time passes.
  void setNow(std::int64_t time_ms) { time_ms_ = time_ms - set_by_ms_; }
  // So much time passes meanwhile, as while a call is waited for.
  void pass(std::int64_t ms) { time_ms_ += ms; }
  // Somebody sets the time of day, ahead or back: no time passes.
  void setClockBy(std::int64_t ms) { set_by_ms_ += ms; }
  // What the time of day would be if nobody had set it: what a simulator goes by, and what all of
  // the test's times are in.
  std::int64_t timeMs() const { return time_ms_; }
  // From that time on a wait answers that a stop was asked for.
  void stopAt(std::int64_t time_ms) {
    stop_at_ms_ = time_ms;
    stop_ = false;  // of the component before
  }
  void requestStop() { stop_ = true; }
  // Called in every wait with the time that it is for, before the clocks move.
  void onWait(std::function<void(std::int64_t)> hook) { on_wait_ = std::move(hook); }
  void setWanted(std::uint32_t wanted) { wanted_ = wanted; }
  void setFolders(std::string data, std::string share) {
    data_ = std::move(data);
    share_ = std::move(share);
  }
  // Another component's service that the component under test shall find. They come in the order in
  // which they were first offered.
  void offer(const std::string& name, const void* table, void* self,
             const std::string& id = "fake") {
    auto& all = offered_[name];
    const auto known =
        std::find_if(all.begin(), all.end(), [&id](const Offered& each) { return each.id == id; });
    Offered& offered = known == all.end() ? all.emplace_back() : *known;
    offered = {id, {table, self, this}};
  }
  // What pipevane.reload/1 shall answer; without it the extension is not there.
  void answerReload(pv_reload_outcome outcome) { reload_outcome_ = outcome; }
  // What pipevane.pipeline/1 shall show.
  void show(pv_pipeline_status status) { pipeline_status_ = status; }

  SeriesId series(std::string_view entity, std::string_view metric, std::string_view unit = "",
                  bool counter = false) {
    return dictionary_.series(dictionary_.entity(entity),
                              dictionary_.metric(metric, unit, counter));
  }

  // ---- what the component did
  FakeDictionary& dictionary() { return dictionary_; }
  const std::vector<MadeBatch>& pushed() const { return pushed_; }
  void clearPushed() { pushed_.clear(); }
  // The series' newest pushed value.
  std::optional<double> latest(std::string_view entity, std::string_view metric) const {
    const SeriesId id =
        dictionary_.findSeries(dictionary_.findEntity(entity), dictionary_.findMetric(metric));
    for (std::size_t i = pushed_.size(); i-- > 0;)
      if (const auto value = pushed_[i].value(id)) return value;
    return std::nullopt;
  }
  bool healthy() const {
    return locked([this] { return healthy_; });
  }
  std::string why() const {
    return locked([this] { return why_; });
  }
  Explanation explanation() const { return explanation_; }
  std::vector<LogLine> logged() const {
    return locked([this] { return log_; });
  }

 private:
  // Asked by any thread, while nobody offers.
  const std::vector<Offered>& offeredAs(const std::string& name) const {
    static const std::vector<Offered> kNone;
    const auto found = offered_.find(name);
    return found == offered_.end() ? kNone : found->second;
  }
  static FakeHost& of(void* self) { return *static_cast<FakeHost*>(self); }

  void keepLog(std::int32_t level, pv_text message) {
    const std::lock_guard lock(mutex_);
    log_.push_back({level, str(message)});
  }
  void keepReport(bool healthy, pv_text why) {
    const std::lock_guard lock(mutex_);
    healthy_ = healthy;
    why_ = str(why);
  }
  // What is for ever stays so.
  static std::int64_t shifted(std::int64_t time_ms, std::int64_t by_ms) {
    constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t kLongAgo = std::numeric_limits<std::int64_t>::min();
    if (time_ms == kForEver || (by_ms > 0 && time_ms > kForEver - by_ms)) return kForEver;
    if (by_ms < 0 && time_ms < kLongAgo - by_ms) return kLongAgo;
    return time_ms + by_ms;
  }
  bool waitUntil(std::int64_t time_ms) {
    if (on_wait_) on_wait_(time_ms);
    if (stop_ || (time_ms >= stop_at_ms_ && !woken_)) {
      stop_ = true;
      return false;
    }
    if (time_ms > time_ms_ && !woken_.exchange(false)) time_ms_ = time_ms;
    return true;
  }

  pv_status keep(MadeBatch batch) {
    batch.number(pushed_.size() + 1);
    pushed_.push_back(std::move(batch));
    return stop_ ? PV_STOPPED : PV_OK;
  }
  const void* extension(const char* name);
  struct Tables;

  std::string id_;
  std::string data_, share_;
  pv_host raw_{};
  // Whoever takes one clock for the other one is found out.
  static constexpr std::int64_t kSteadyAheadMs = 1'000'000'000'000'000;
  std::atomic<std::int64_t> time_ms_ = 0;
  std::atomic<std::int64_t> set_by_ms_ = 0;
  std::int64_t stop_at_ms_ = std::numeric_limits<std::int64_t>::max();
  std::atomic<bool> stop_ = false;
  std::atomic<bool> woken_ = false;
  std::function<void(std::int64_t)> on_wait_;
  std::uint32_t wanted_ = PV_SAMPLES | PV_ENTITIES | PV_EVENTS | PV_EXCHANGES;
  std::map<std::string, std::vector<Offered>> offered_;
  std::optional<pv_reload_outcome> reload_outcome_;
  pv_pipeline_status pipeline_status_{.size = sizeof(pv_pipeline_status),
                                      .started_ms = 0,
                                      .component_count = 0,
                                      .components = nullptr,
                                      .edge_count = 0,
                                      .edges = nullptr,
                                      .entity_count = 0,
                                      .metric_count = 0,
                                      .series_count = 0};
  FakeDictionary dictionary_;
  std::vector<MadeBatch> pushed_;
  Explanation explanation_;
  mutable std::mutex mutex_;
  bool healthy_ = true;
  std::string why_;
  std::vector<LogLine> log_;
};

struct FakeHost::Tables {
  static constexpr pv_dictionary kDictionary = {
      .size = sizeof(pv_dictionary),
      .entity = [](void* self, pv_text key) { return of(self).dictionary_.entity(view(key)); },
      .metric =
          [](void* self, pv_text name, pv_text unit, bool counter) {
            return of(self).dictionary_.metric(view(name), view(unit), counter);
          },
      .series = [](void* self, pv_entity_id entity,
                   pv_metric_id metric) { return of(self).dictionary_.series(entity, metric); },
      .find_entity = [](void* self,
                        pv_text key) { return of(self).dictionary_.findEntity(view(key)); },
      .find_metric = [](void* self,
                        pv_text name) { return of(self).dictionary_.findMetric(view(name)); },
      .find_series =
          [](void* self, pv_entity_id entity, pv_metric_id metric) {
            return of(self).dictionary_.findSeries(entity, metric);
          },
      .entity_key =
          [](void* self, pv_entity_id entity) {
            return of(self).dictionary_.knowsEntity(entity) ? text(of(self).dictionary_.key(entity))
                                                            : absent();
          },
      .metric_info =
          [](void* self, pv_metric_id metric, pv_metric* out) {
            if (!of(self).dictionary_.knows(metric)) return false;
            const Metric info = of(self).dictionary_.info(metric);
            sizedFill(*out, {.size = sizeof(pv_metric),
                             .counter = info.counter,
                             .name = text(info.name),
                             .unit = text(info.unit)});
            return true;
          },
      .series_info =
          [](void* self, pv_series_id series, pv_entity_id* entity, pv_metric_id* metric) {
            if (!of(self).dictionary_.knowsSeries(series)) return false;
            const SeriesInfo info = of(self).dictionary_.of(series);
            *entity = info.entity;
            *metric = info.metric;
            return true;
          },
      .remember_metric =
          [](void* self, pv_text name, pv_text unit, bool counter) {
            return of(self).dictionary_.rememberMetric(view(name), view(unit), counter);
          }};

  // As the engine has it: without a draft nothing happens, but for `push`.
  template <class Body>
  static void fill(void* raw, Body body) {
    if (raw != nullptr) body(*static_cast<MadeBatch*>(raw));
  }
  static pv_columns samples(void* raw, std::size_t count) {
    constexpr std::size_t kMost = std::size_t{1} << 24;  // about what the engine's limit is
    pv_columns room{nullptr, nullptr, nullptr};
    if (count <= kMost) fill(raw, [&](MadeBatch& draft) { room = draft.room(count); });
    return room;
  }
  static pv_status push(void* self, void* raw) {
    const std::unique_ptr<MadeBatch> taken(static_cast<MadeBatch*>(raw));
    if (taken) return of(self).keep(std::move(*taken));
    of(self).explanation_ = {0, "cannot push a batch: it was never begun, or is pushed"};
    return PV_FAILED;
  }
  static constexpr pv_output kOutput = {
      .size = sizeof(pv_output),
      .wanted = [](void* self) { return of(self).wanted_; },
      .begin = [](void*, std::int64_t time_ms, std::uint32_t flags) -> void* {
        return new MadeBatch(time_ms, flags);
      },
      .samples = samples,
      .change =
          [](void* raw, const pv_entity_change* change) {
            fill(raw, [change](MadeBatch& draft) { draft.change(sizedCopy(*change)); });
          },
      .event =
          [](void* raw, const pv_event* event) {
            fill(raw, [event](MadeBatch& draft) { draft.event(sizedCopy(*event)); });
          },
      .exchange =
          [](void* raw, const pv_exchange* exchange) {
            fill(raw, [exchange](MadeBatch& draft) { draft.exchange(sizedCopy(*exchange)); });
          },
      .push = push,
      .forward =
          [](void* self, const pv_batch* batch, std::uint32_t flags) {
            MadeBatch copy = MadeBatch::copyOf(*batch);
            copy.flag(flags);
            return of(self).keep(std::move(copy));
          },
      .discard = [](void* raw) { delete static_cast<MadeBatch*>(raw); }};

  static constexpr pv_paths kPaths = {
      .size = sizeof(pv_paths), .path = [](void* self, std::int32_t which) {
        return text(which == PV_PATH_DATA ? of(self).data_ : of(self).share_);
      }};

  static constexpr pv_services kServices = {
      .size = sizeof(pv_services),
      .count = [](void* self, const char* name) { return of(self).offeredAs(name).size(); },
      .provider =
          [](void* self, const char* name, std::size_t index) {
            const auto& all = of(self).offeredAs(name);
            return index < all.size() ? text(all[index].id) : absent();
          },
      .acquire =
          [](void* self, const char* name, pv_text id) {
            const auto& all = of(self).offeredAs(name);
            if (all.empty()) return pv_service{nullptr, nullptr, nullptr};
            const auto found = std::find_if(all.begin(), all.end(), [&id](const Offered& each) {
              return present(id) && view(id) == each.id;
            });
            // Whoever asks for none of them gets the first.
            return found == all.end() ? all.front().service : found->service;
          },
      .release = [](void*, pv_service) {}};

  static constexpr pv_pipeline kPipeline = {
      .size = sizeof(pv_pipeline),
      .read = [](void* self, void* context, void (*visit)(void*, const pv_pipeline_status*)) {
        visit(context, &of(self).pipeline_status_);
      }};

  static constexpr pv_wake kWake = {.size = sizeof(pv_wake),
                                    .wake = [](void* self) { of(self).woken_ = true; }};

  static constexpr pv_reload kReload = {
      .size = sizeof(pv_reload),
      .request = [](void* self, void* context,
                    void (*visit)(void*, const pv_reload_outcome*)) -> pv_status {
        visit(context, &*of(self).reload_outcome_);
        return PV_OK;
      }};
};

inline const void* FakeHost::extension(const char* name) {
  const auto is = [name](const char* known) { return std::strcmp(name, known) == 0; };
  if (is(PV_DICTIONARY)) return &Tables::kDictionary;
  if (is(PV_OUTPUT)) return &Tables::kOutput;
  if (is(PV_PATHS)) return &Tables::kPaths;
  if (is(PV_SERVICES)) return &Tables::kServices;
  if (is(PV_PIPELINE)) return &Tables::kPipeline;
  if (is(PV_WAKE)) return &Tables::kWake;
  if (is(PV_RELOAD) && reload_outcome_) return &Tables::kReload;
  return nullptr;
}

}  // namespace pipevane::testing
