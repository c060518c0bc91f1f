// Who there is: entities by id, with their clusters, as far as the sources announced them.
#pragma once

#include "plugins/derive/totals/group.h"
#include "plugins/derive/totals/part.h"

#include <pipevane/batch.h>
#include <pipevane/dictionary.h>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::derive {

struct Cluster {
  std::string_view name;  // the dictionary's, as long as the process
  std::uint32_t self = kNobody;
  std::vector<std::uint32_t> members{};  // parts, also those that went away
  bool guests_known = false;             // its source has shown one: no guest is none
  bool guests_hidden = false;            // there may be more than its source sees now
  bool changed = false;                  // an entity, since the last sums
  // The components that something came from, since the last sums: a bit each.
  std::uint64_t told_by = 0;
  std::int64_t summed_ms = kNoTime;  // the host's time
};

class Roster {
 public:
  explicit Roster(const Dictionary& dictionary) : dictionary_(dictionary) {}

  // The part that changed; null where it is none that totals know of.
  Part* apply(const pv_entity_change& change);
  // The entity's index among the parts, made where it is new; nobody for a kind without totals.
  std::uint32_t partOf(EntityId entity);

  Part& part(std::uint32_t index) { return parts_[index]; }
  Group& group(std::uint32_t index) { return groups_[index]; }
  Cluster& cluster(std::uint32_t index) { return clusters_[index]; }
  std::vector<Cluster>& clusters() { return clusters_; }
  // The group of the cluster itself; null until its source has announced it with all that is in it.
  Group* total(const Cluster& cluster);

 private:
  void set(Part& part, const pv_attribute& attribute);
  std::uint32_t neighbour(const Part& part, std::string_view kind, std::string_view name);
  std::uint32_t clusterNamed(std::string_view name);
  void giveGroup(Part& part);

  Dictionary dictionary_;
  std::deque<Part> parts_;
  std::deque<Group> groups_;
  std::vector<Cluster> clusters_;
  std::vector<std::uint32_t> index_;  // of parts, by entity
  std::string key_;
};

}  // namespace pipevane::derive
