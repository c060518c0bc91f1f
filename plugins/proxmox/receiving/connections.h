// The connections of one door, and for whom there is room beside them.
#pragma once

#include "plugins/proxmox/receiving/connection.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::proxmox {

// [worker] Who connects and sends nothing keeps nobody out.
class Connections {
 public:
  // `most_of_one`: of one address.
  Connections(std::size_t most, std::size_t most_of_one) : most_(most), most_of_one_(most_of_one) {}

  // One more from that address would be too many.
  bool isFullFor(const std::string& sender) const;
  // Then the oldest that has proved nothing yet is closed for it: of the same address where that
  // has too many, else of the one that has most of these. False where there is none.
  bool makeRoomFor(const std::string& sender);
  void add(std::unique_ptr<Connection> connection);

  // Ends what has taken too long, and lets go of those that are over.
  void sweep(std::int64_t steady_ms);
  // When that is due next.
  std::int64_t nextMs() const;
  void clear() { connections_.clear(); }

  std::size_t size() const { return connections_.size(); }

 private:
  std::size_t countOf(const std::string& sender) const;
  std::string mostCrowded() const;

  std::size_t most_, most_of_one_;
  std::vector<std::unique_ptr<Connection>> connections_;  // the oldest first
};

}  // namespace pipevane::proxmox
