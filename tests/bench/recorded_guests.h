// Guests whose figures are like those that were recorded of Proxmox VE 9.2: what a sample of them
// takes depends on nothing else. The same seed makes the same figures.
//
// A share of a processor is made as there: what a guest worked, of a machine in ticks of 10 ms and
// of a container in whole milliseconds, by the time since it was looked at before, which all
// machines of a node have in common, and so have its containers, with fifteen digits. Of the 7,979
// that the two sessions tell and that are not 0 all are that to the last bit but 22, which are of
// a node that had just come back. Half of them are of machines, half of containers, and so it is
// here.
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
  static constexpr std::size_t kOnOneNode = 40;

  // Every other one is a container; those of a node follow each other.
  RecordedGuests(std::size_t guests, std::uint64_t seed);

  // Ten seconds pass. Guest after guest, by kind.
  void cycle();
  std::span<const double> values() const { return values_; }

 private:
  // Seconds since the machines of a node were looked at, and its containers.
  struct Passed {
    double machines, containers;
  };
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
  double passed();
  void step(Guest& guest, const Passed& passed, double* to);

  std::mt19937_64 random_;
  std::vector<Guest> guests_;
  std::vector<double> values_;
  std::uint64_t cycles_ = 0;
};

}  // namespace pipevane::bench
