// The way from a thread to a component and its host, which it may outlive: once it is shut nobody
// comes through any more.
#pragma once

#include "plugins/history/disk/block_file.h"

#include <pipevane/dictionary.h>

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace pipevane::history {

// [any]
class Gate {
 public:
  explicit Gate(const Dictionary& dictionary) : behind_(dictionary) {}
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // The host's dictionary, whose calls come through here. Use it no longer than the gate is there.
  Dictionary dictionary() { return {kTable, this}; }
  // What `body` returns. Throws DiskError where it is shut. Nothing in it comes through again, and
  // nothing in it waits for a disk for longer than some seconds.
  template <class Body>
  auto through(Body body) {
    const std::lock_guard lock(mutex_);
    if (shut_) throw DiskError(DiskError::Kind::kElse, "nobody waits for the disk any more");
    return body();
  }
  // The same where it does not matter whether somebody hears it.
  template <class Body>
  void tell(Body body) {
    const std::lock_guard lock(mutex_);
    if (!shut_) body();
  }
  // Waits for whoever is inside.
  void shut() {
    const std::lock_guard lock(mutex_);
    shut_ = true;
  }
  bool isShut() const {
    const std::lock_guard lock(mutex_);
    return shut_;
  }

 private:
  template <class Call>
  static auto ask(void* self, Call call) {
    Gate& gate = *static_cast<Gate*>(self);
    return gate.through([&] { return call(gate.behind_); });
  }
  static pv_text entityKey(void* self, pv_entity_id entity);
  static bool metricInfo(void* self, pv_metric_id metric, pv_metric* out);
  static bool seriesInfo(void* self, pv_series_id series, pv_entity_id* entity,
                         pv_metric_id* metric);
  static const pv_dictionary kTable;
  // Inside. The same, for as long as the gate is there: who was given it reads it outside.
  pv_text kept(std::string_view text);

  const Dictionary behind_;
  mutable std::mutex mutex_;
  bool shut_ = false;
  std::set<std::string, std::less<>> texts_;
};

}  // namespace pipevane::history
