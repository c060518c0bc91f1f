// Every node reports a shared storage; the rows of one of them count, as long as it can use it.
#pragma once

#include "plugins/proxmox/export_rows.h"

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

// Of one answer at a time: begin, hear all its rows, choose; then ask. What lasts is kept in the
// objects.
class SharedStorages {
 public:
  void begin(std::int64_t now_ms);
  // What one node has of one storage at one time, in order of time.
  void hear(const ExportGroup& group, std::span<const ExportedFigure> figures);
  // For each storage that the answer names: who reports it from here on.
  void choose();

  bool counts(const ExportGroup& group) const { return group.reporter == group.object->reporter; }
  // Those that no node can use any more, with the time at which that was told.
  template <class Visit>
  void eachLost(Visit visit) const {
    for (const auto& each : heard_)
      if (const Heard& heard = each.second; heard.lost) visit(*heard.storage, heard.newest_ms);
  }

 private:
  struct Report {
    std::string_view node;
    std::int64_t time_ms;
    bool active;
  };
  struct Heard {
    Object* storage = nullptr;
    std::vector<Report> reports;  // the newest of each node
    std::int64_t newest_ms = kNever;
    bool lost = false;
  };

  void choose(Heard& heard) const;

  std::int64_t now_ms_ = kNever;
  std::map<EntityId, Heard> heard_;  // in the same order in every run
};

}  // namespace pipevane::proxmox
