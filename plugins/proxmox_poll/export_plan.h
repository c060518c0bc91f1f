// What of the metrics export to ask for, and when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// A node keeps its figures for half an hour. The first question is for all of that, a later one for
// what came since, which fills any gap by itself.
class ExportPlan {
 public:
  static constexpr std::int64_t kKeptMs = 30 * 60'000;
  // Members answer one after the other, some rows are older than the newest: ask for them again.
  static constexpr std::int64_t kOverlapMs = 30'000;
  // Of one answer, about. A large cluster's half hour would be hundreds of MB, of its memory and
  // of ours; it gets less of the past.
  static constexpr std::int64_t kMostBytes = 8 << 20;
  // Once it was refused or failed several times.
  static constexpr std::int64_t kRetryMs = 5 * 60'000;

  // `works`: as far as is known. `exists`: this version of Proxmox VE has it.
  static bool due(bool exists, bool works, std::int64_t since_asked_ms) {
    return exists && (works || since_asked_ms >= kRetryMs);
  }
  // `complete_until_ms` by the server's clock, nothing at first. `list_bytes`: how large the list
  // of resources is, from which follows how large a cycle's figures are.
  static std::string query(std::optional<std::int64_t> complete_until_ms, std::int64_t server_ms,
                           std::size_t list_bytes);
};

}  // namespace pipevane::proxmox_poll
