// One cluster's sums: what each of its parts adds to which group.
#pragma once

#include "plugins/derive/totals/roster.h"

#include <array>
#include <cstdint>
#include <vector>

namespace pipevane::derive {

class Summing {
 public:
  Summing(Roster& roster, std::int64_t stale_after_ms)
      : roster_(roster), stale_after_ms_(stale_after_ms) {}

  // Anew, into the groups of the cluster, its nodes and its pools.
  void sumUp(Cluster& cluster, Group& total, std::int64_t now_ms);

 private:
  void begin(Group& group) const;
  void addNode(const Part& node);
  void addGuest(const Part& guest);
  void addStorage(const Part& storage);
  void countGuest(Group& group, const Part& guest, Life life) const;
  void addUsage(Group& group, const Part& part) const;
  void addRate(Group& group, Measure measure, const Part& part, Figure figure) const;
  bool countedBefore(const Part& storage, double used, double total);
  Reading current(const Part& part, Figure figure) const {
    return part.current(figure, now_ms_, stale_after_ms_);
  }

  Reading lasting(const Part& part, Figure figure) const {
    return part.lasting(figure, now_ms_, stale_after_ms_);
  }

  struct Disk {
    std::uint32_t node;
    double used, total;
  };

  Roster& roster_;
  const std::int64_t stale_after_ms_;
  std::int64_t now_ms_ = 0;
  Group* total_ = nullptr;
  bool guests_hidden_ = false;
  std::vector<Disk> disks_;
};

}  // namespace pipevane::derive
