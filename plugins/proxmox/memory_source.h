// Where the figure of a virtual machine's memory comes from: its guest, or the host's look at it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pipevane::proxmox {

// From 9 on the list of resources has two figures: `memory`, which the guest told through its
// balloon device, or else the host's view again; and the host's view itself. Both are of one look,
// so where they differ the guest told the first one: that is certain. Where they are the same to
// the byte it is the host's view, but for a chance of some millions. A machine whose guest told
// once has to show that chance three times in a row with three different figures to be taken for
// one that does not any more.
class MemorySource {
 public:
  enum class View : std::uint8_t { kUnknown, kGuest, kHost };
  static constexpr int kSameAtLeast = 3;

  struct Listed {
    std::optional<double> memory, host_memory;  // nothing or 0 is no figure
    double uptime_s = 0;
  };
  // Of a machine that runs. One that began anew is another run of it.
  void hear(const Listed& listed);
  // It does not run.
  void forget() { *this = {}; }
  View view() const { return view_; }

 private:
  View view_ = View::kUnknown;
  double uptime_s_ = 0;
  double last_same_ = 0;
  int same_ = 0;  // in a row, with different figures
};

// As the attribute `memory_source` has it; nothing where it is not known.
std::optional<std::string_view> nameOf(MemorySource::View view);

inline constexpr std::string_view kMemoryFromHost = "host";
inline constexpr std::string_view kMemoryFromCgroup = "cgroup";

}  // namespace pipevane::proxmox
