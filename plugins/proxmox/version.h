// Versions of Proxmox VE, and what came with them.
#pragma once

#include <array>
#include <charconv>
#include <compare>
#include <optional>
#include <string_view>

namespace pipevane::proxmox {

struct Version {
  std::array<int, 3> parts{};

  auto operator<=>(const Version&) const = default;

  // "9.2.11", "8.4", "7.4-20"; nothing where no number leads.
  static std::optional<Version> parse(std::string_view text) {
    Version version;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (int& part : version.parts) {
      const auto read = std::from_chars(at, end, part);
      if (read.ec != std::errc{} || part < 0) return std::nullopt;
      at = read.ptr;
      if (at == end || *at != '.') return version;
      ++at;
    }
    return version;
  }
};

inline constexpr Version kMetricsExport{{8, 2, 5}};
// Where the export can be asked of some nodes only.
inline constexpr Version kExportNodeList{{9, 0, 0}};
// Where a node's history has the cache of ZFS in it.
inline constexpr Version kArcInHistory{{9, 0, 0}};
// Where the list has a machine's memory and the host's view of it.
inline constexpr Version kHostMemory{{9, 0, 0}};
// Before, the export's waiting time was a count of ticks.
inline constexpr Version kIowaitRatio{{8, 3, 4}};

}  // namespace pipevane::proxmox
