// Sends events on, those of one time in a batch.
#pragma once

#include "plugins/proxmox/events/event.h"

#include <pipevane/dictionary.h>
#include <pipevane/output.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox::events {

// [worker]
class EventWriter {
 public:
  // Entities that events of one source may name, as many as a source may tell of at a time: what is
  // about others is told of the cluster.
  static constexpr std::size_t kMostEntities = 32'768;
  // What is kept to be told again, the newest: what no task explains is some dozens a day. Where
  // all are long notifications, two megabytes.
  static constexpr std::size_t kMostKept = 500;

  explicit EventWriter(const Dictionary& dictionary) : dictionary_(dictionary) {}

  void setCluster(std::string cluster) { cluster_ = std::move(cluster); }
  const std::string& cluster() const { return cluster_; }

  void add(Event event, std::int64_t batch_ms, bool late);
  // The state that a guest has from then on.
  void addStatus(std::string_view kind, const std::string& id, std::string status,
                 std::int64_t batch_ms);
  // What was added, in that order: the clocks by which it happened may be apart.
  void push(const Output& output);

  // So many events went out, of this one and of those in whose place it is.
  std::uint64_t count() const { return count_; }
  // In the place of that one. Where it called the cluster otherwise, what it told is told again
  // under this name, but for tasks, which are asked for again, and the guests whose state it told
  // are given up: somebody else may have some under the other name.
  void goOnFrom(const EventWriter& before);

 private:
  struct Status {
    EntityId entity;
    std::string status;
  };
  struct Part {
    std::int64_t time_ms = 0;
    bool late = false;
    std::vector<Event> events = {};
    std::vector<Status> statuses = {};
  };

  struct Kept {
    Event event;
    std::int64_t batch_ms;
  };

  Part& partAt(std::int64_t batch_ms, bool late);
  EntityId entityOf(std::string_view kind, const std::string& id);
  void giveUp(const Output& output);
  void write(const Event& event, Draft& draft);

  Dictionary dictionary_;
  std::string cluster_;
  std::set<EntityId> entities_;
  std::vector<Part> parts_;                    // a batch each
  std::map<EntityId, std::int64_t> stated_;    // whose state was told, and when last
  std::map<EntityId, std::int64_t> given_up_;  // the same of another name
  std::deque<Kept> kept_;
  std::vector<pv_attribute> attributes_;
  std::uint64_t count_ = 0;
};

}  // namespace pipevane::proxmox::events
