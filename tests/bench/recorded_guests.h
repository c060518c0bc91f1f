// Guests whose figures are like those that were recorded of Proxmox VE 9.2: what a sample of them
// takes depends on nothing else. The same seed makes the same figures.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace pipevane::bench {

class RecordedGuests {
 public:
  struct Kind {
    std::string_view metric;
    bool counter;
  };
  static constexpr std::array<Kind, 12> kKinds = {{{"uptime_seconds", false},
                                                   {"cpu_usage_ratio", false},
                                                   {"cpu_count", false},
                                                   {"memory_used_bytes", false},
                                                   {"memory_total_bytes", false},
                                                   {"memory_host_used_bytes", false},
                                                   {"disk_used_bytes", false},
                                                   {"disk_total_bytes", false},
                                                   {"network_receive_bytes_total", true},
                                                   {"network_transmit_bytes_total", true},
                                                   {"disk_read_bytes_total", true},
                                                   {"disk_written_bytes_total", true}}};
  static constexpr std::size_t kMetrics = kKinds.size();

  // Every other one is a container; 40 are on one node.
  RecordedGuests(std::size_t guests, std::uint64_t seed);

  // Ten seconds pass. Guest after guest, by kind.
  void cycle();
  std::span<const double> values() const { return values_; }

 private:
  static constexpr std::size_t kOnOneNode = 40;

  struct Guest {
    bool container;
    double cpus, memory_total, disk_total;
    double load;                 // of its processors, 0 to 1
    double memory, memory_mean;  // used
    double disk_used;
    double uptime;
    std::array<double, 2> network, network_pace;  // bytes in a cycle
    std::array<double, 2> disk, disk_pace;        // blocks in a cycle
  };

  double uniform(double least, double most);
  double about(double value, double spread);
  void step(Guest& guest, double node_ticks, double* to);

  std::mt19937_64 random_;
  std::vector<Guest> guests_;
  std::vector<double> values_;
  std::uint64_t cycles_ = 0;
};

}  // namespace pipevane::bench
