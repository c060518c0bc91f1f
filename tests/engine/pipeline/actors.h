// A plugin linked into the pipeline's tests: a source that plays a script, a transform that
// doubles, a sink that keeps what it is given and misbehaves on request. Its components meet the
// test on a stage, by their ids.
#pragma once

#include "engine/base/guarded.h"
#include "engine/base/log.h"
#include "engine/config/pipeline_spec.h"
#include "engine/loader/catalogue.h"

#include <pipevane/plugin.h>
#include <pipevane/wake.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace pipevane::testing {

struct Seen {
  std::int64_t time_ms = 0;
  std::uint64_t sequence = 0;
  std::string component;
  std::vector<double> values;
  std::vector<std::string> changed, removed;  // entity keys
  std::size_t exchanges = 0;
};

// What the test and its components share. One a process; `clear` before each test.
struct Stage {
  Guarded<std::map<std::string, std::vector<Seen>>> seen;
  Guarded<std::map<std::string, std::function<Verdict(const Batch&)>>>
      behaviour;  // of a sink, by id
  Guarded<std::map<std::string, std::function<void()>>> on_create, on_start;
  Guarded<std::map<std::string, int>> hands;  // that the heir's place went through, by id
  Guarded<std::map<std::string, std::function<void(std::int64_t)>>>
      before_push;  // of a source, by id
  Guarded<std::map<std::string, std::function<void(std::int64_t)>>>
      before_doubling;                         // of a doubler, by id; given the batch's time
  Guarded<std::map<std::string, bool>> wakes;  // a source ends its wait for a refresh
  Guarded<std::map<std::string, int>> refreshes;
  Guarded<std::vector<std::string>> flushed;
  Guarded<std::map<std::string, Host>> hosts;          // of the keepers, by id
  Guarded<std::map<std::string, std::string>> entity;  // that a source tells, by id
  Guarded<std::map<std::string, int>> made, alive;     // instances, by id

  void clear();
  std::vector<Seen> of(const std::string& id) const {
    return seen.with([&id](const auto& all) {
      const auto at = all.find(id);
      return at == all.end() ? std::vector<Seen>{} : at->second;
    });
  }
};
Stage& stage();

const pv_plugin& actors();

// As long as a component's instance lives.
class Presence {
 public:
  explicit Presence(std::string id) : id_(std::move(id)) {
    stage().made.with([this](auto& all) { ++all[id_]; });
    stage().alive.with([this](auto& all) { ++all[id_]; });
  }
  ~Presence() {
    stage().alive.with([this](auto& all) { --all[id_]; });
  }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

 private:
  const std::string id_;
};
inline int made(const std::string& id) {
  return stage().made.with([&id](auto& all) { return all[id]; });
}
inline int alive(const std::string& id) {
  return stage().alive.with([&id](auto& all) { return all[id]; });
}

// A gate that components wait at until the test opens it.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void awaitSomebody() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

class QuietLog final : public Log {
 public:
  void write(std::string_view logger, LogLevel, std::string_view sentence) override {
    lines_.with(
        [&](auto& lines) { lines.push_back(std::string(logger) + ": " + std::string(sentence)); });
  }
  std::size_t count(const std::string& part) const {
    return lines_.with([&part](const auto& lines) {
      std::size_t found = 0;
      for (const auto& line : lines) found += line.find(part) != std::string::npos ? 1 : 0;
      return found;
    });
  }

 private:
  Guarded<std::vector<std::string>> lines_;
};

// A specification by hand.
config::ComponentSpec source(std::string id, std::int64_t batches, std::int64_t samples = 1,
                             std::int64_t interval_ms = 1000);
config::ComponentSpec transform(std::string id, std::vector<std::string> inputs);
config::ComponentSpec sink(std::string id, std::vector<std::string> inputs);

}  // namespace pipevane::testing
