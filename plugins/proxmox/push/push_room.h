// How much all that a source's pushes name may take.
#pragma once

#include <cstddef>

namespace pipevane::proxmox {

// One for all clusters of a source, so that its memory is bounded whatever their number.
struct PushRoom {
  // Nodes, guests, and storages once for each node that tells of them, at a time. Room for what the
  // largest clusters have, 32 nodes with 20,000 guests and 12,000 storages of nodes, and as much as
  // the longest list of resources. Each takes 2 KB here, all of them 70 MB.
  static constexpr std::size_t kMostRows = 32'768;
  // Nodes, and addresses that tell of guests without a node: forty clusters of fifty.
  static constexpr std::size_t kMostTellers = 2'048;

  std::size_t rows = 0, tellers = 0;
  // Something found none since it was looked for last.
  bool wanted = false;

  bool hasRow() { return has(rows < kMostRows); }
  bool hasTeller() { return has(tellers < kMostTellers); }
  bool has(bool room) {
    wanted = wanted || !room;
    return room;
  }
};

}  // namespace pipevane::proxmox
