// The engine as a component sees it. A small value: keep a copy. It outlives the component.
#pragma once

#include <pipevane/abi.h>
#include <pipevane/dictionary.h>
#include <pipevane/error.h>
#include <pipevane/text.h>

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace pipevane {

enum class LogLevel : std::int32_t {
  kError = PV_LOG_ERROR,
  kWarn = PV_LOG_WARN,
  kInfo = PV_LOG_INFO,
  kDebug = PV_LOG_DEBUG
};

class Host {
 public:
  explicit Host(const pv_host& raw) : raw_(&raw) {}

  // The component's id in the pipeline.
  std::string_view id() const { return view(raw_->id); }
  // [any] The time of day by the injected clock, ms since the epoch, UTC: for times that are told,
  // kept, or compared with those of others. Somebody may set it, back as well as ahead, by hours.
  std::int64_t nowMs() const { return raw_->now_ms(raw_->self); }
  // [any] The injected clock that nobody sets and that never goes back, in ms since some moment
  // before the process began: for pauses, rests, and how long ago something was heard. It means
  // nothing beside nowMs(), nor to another process, and goes on while the machine sleeps. In
  // an engine older than this clock it is nowMs(), which is what such an engine waits by.
  std::int64_t steadyMs() const { return hasSteadyClock() ? raw_->steady_ms(raw_->self) : nowMs(); }
  // [any] One sentence, then key=value. Never a secret, never once per sample.
  void log(LogLevel level, std::string_view sentence) const {
    raw_->log(raw_->self, static_cast<std::int32_t>(level), text(sentence));
  }
  // [any] The component works, or works less well and why. Say it at every change; repeating it
  // costs nothing.
  void running() const { raw_->report(raw_->self, true, absent()); }
  void degraded(std::string_view why) const { raw_->report(raw_->self, false, text(why)); }
  // [worker] Sleeps until then by nowMs() as it is at the call: a clock that is set meanwhile
  // changes nothing. False when a stop was asked for, then return from run(). It may return true
  // early, see <pipevane/wake.h>.
  bool waitUntil(std::int64_t time_ms) const { return raw_->wait_until(raw_->self, time_ms); }
  // The same until then by steadyMs().
  bool waitUntilSteady(std::int64_t steady_ms) const {
    return hasSteadyClock() ? raw_->wait_until_steady(raw_->self, steady_ms) : waitUntil(steady_ms);
  }
  // For so long; what is longer than time lasts is for ever.
  bool waitFor(std::int64_t duration_ms) const {
    constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();
    const std::int64_t now_ms = steadyMs();
    if (duration_ms <= 0) return waitUntilSteady(now_ms);
    return waitUntilSteady(duration_ms > kForEver - now_ms ? kForEver : now_ms + duration_ms);
  }
  // [any] A stop was asked for: leave long work.
  bool stopping() const { return raw_->stopping(raw_->self); }

  Dictionary dictionary() const { return {need<pv_dictionary>(PV_DICTIONARY), raw_->self}; }

  // [any] The folder for what must survive a restart; empty: keep nothing.
  std::string dataFolder() const { return path(PV_PATH_DATA); }
  // [any] The folder of the installed files.
  std::string shareFolder() const { return path(PV_PATH_SHARE); }

  // [any] Null where this engine lacks it.
  const void* extension(const char* name) const { return raw_->extension(raw_->self, name); }
  template <class Table>
  const Table& need(const char* name) const {
    const void* table = extension(name);
    if (table == nullptr)
      throw Error("cannot run in this engine: it lacks \"" + std::string(name) + "\"");
    return *static_cast<const Table*>(table);
  }
  const pv_host& raw() const { return *raw_; }

 private:
  // Of an older engine the table ends before it.
  bool hasSteadyClock() const {
    return raw_->size >= offsetof(pv_host, wait_until_steady) + sizeof(raw_->wait_until_steady);
  }
  std::string path(std::int32_t which) const {
    const auto* paths = static_cast<const pv_paths*>(extension(PV_PATHS));
    return paths == nullptr ? std::string() : str(paths->path(raw_->self, which));
  }

  const pv_host* raw_;
};

// A service that another component offers, held for as long as this lives: the engine does not take
// the component away meanwhile, so hold it for one piece of work and not longer. `Table` is the
// service's C table.
template <class Table>
class Lease {
 public:
  // The named component's service, or with no name the first one's.
  Lease(const Host& host, const char* service, std::string_view component = {})
      : host_(host), services_(static_cast<const pv_services*>(host.extension(PV_SERVICES))) {
    if (services_ == nullptr) return;
    held_ = services_->acquire(host.raw().self, service,
                               component.empty() ? absent() : text(component));
  }
  ~Lease() {
    if (held_.lease != nullptr) services_->release(host_.raw().self, held_);
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  // False: nobody offers it, or not any more.
  explicit operator bool() const { return held_.table != nullptr; }
  const Table* operator->() const { return static_cast<const Table*>(held_.table); }
  // First argument of the table's calls.
  void* self() const { return held_.self; }

 private:
  Host host_;
  const pv_services* services_;
  pv_service held_{};
};

// Ids of all components that offer the service.
inline std::vector<std::string> providers(const Host& host, const char* service) {
  std::vector<std::string> ids;
  const auto* services = static_cast<const pv_services*>(host.extension(PV_SERVICES));
  if (services == nullptr) return ids;
  const std::size_t count = services->count(host.raw().self, service);
  for (std::size_t i = 0; i < count; ++i) {
    const pv_text id = services->provider(host.raw().self, service, i);
    if (present(id)) ids.push_back(str(id));
  }
  return ids;
}

}  // namespace pipevane
