// Line protocol as Proxmox VE writes it, over UDP and HTTP.
#pragma once

#include "plugins/proxmox/push/influx_line.h"
#include "plugins/proxmox/push/push_counts.h"
#include "plugins/proxmox/push/push_keys.h"
#include "plugins/proxmox/push/pushed_cluster.h"

#include <array>
#include <string>

namespace pipevane::proxmox {

// [worker] Nothing is allocated for a value, nor for a line that is like those before.
class InfluxReader {
 public:
  explicit InfluxReader(PushCounts& counts) : counts_(counts) {}

  void read(const Push& push, PushedCluster& cluster);

 private:
  void take(const Push& push, PushedCluster& cluster);
  void takeNode(const Push& push, PushedCluster& cluster);
  void takeCard(const Push& push, PushedCluster& cluster);
  void takeGuest(Kind kind, const Push& push, PushedCluster& cluster);
  void takeStorage(const Push& push, PushedCluster& cluster);
  void pass();
  bool readFields(const PushKeys& keys);
  void putInto(Figures& figures) const;
  std::size_t bytesOf(PushedAs as, std::size_t longest) const;
  // Of the fields that were read; empty where it was not told, or is nothing to be shown.
  std::string_view said(PushedAs as, std::size_t longest);

  PushCounts& counts_;
  InfluxLine line_;
  static constexpr std::size_t kTexts = static_cast<std::size_t>(PushedAs::kStorageType) + 1;
  struct Found {
    Metric metric;
    double value;
  };
  std::array<Found, kMetricCount> found_;
  std::size_t found_count_ = 0;
  std::array<InfluxValue, kTexts> texts_;
  std::array<std::string, kTexts> scratch_;
};

}  // namespace pipevane::proxmox
