// How much all that a source's pushes name may take.
#pragma once

#include <cstddef>

namespace pipevane::proxmox {

// One for all clusters of a source, so that its memory is bounded whatever their number.
struct PushRoom {
  // Nodes, guests, and storages once for each node that tells of them, at a time. Room for what the
  // largest clusters have, 32 nodes with 20,000 guests and 12,000 storages of nodes, and as much as
  // the longest list of resources.
  static constexpr std::size_t kMostRows = 32'768;
  // What each of these takes beside its texts, as measured, with a little to spare; and all of them
  // with what differs: 80 bytes of texts for each are more than a cluster has, and every one of
  // them may have some forty times that.
  static constexpr std::size_t kRowBytes = 2'304;
  static constexpr std::size_t kMostBytes = kMostRows * kRowBytes + (16u << 20);
  // A text stands here and in what is told next, and its memory grows by doubling.
  static constexpr std::size_t kCopies = 2;
  // A network card, and who else tells of a guest, with their names.
  static constexpr std::size_t kCardBytes = 192, kRivalBytes = 256;
  // Nodes, and addresses that tell of guests without a node: forty clusters of fifty.
  static constexpr std::size_t kMostTellers = 2'048;

  std::size_t rows = 0, tellers = 0, bytes = 0;
  // Something found none since it was looked for last.
  bool wanted = false;

  bool hasRow() { return has(rows < kMostRows); }
  bool hasBytes(std::size_t more) { return has(bytes + more <= kMostBytes); }
  bool hasTeller() { return has(tellers < kMostTellers); }
  bool has(bool room) {
    wanted = wanted || !room;
    return room;
  }
};

}  // namespace pipevane::proxmox
