// What of the metrics export to ask for, and when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// A node keeps its figures for half an hour. The first question is for all of that, a later one for
// what came since, which fills any gap by itself. This is how it is in one cycle.
class ExportPlan {
 public:
  static constexpr std::int64_t kKeptMs = 30 * 60'000;
  // Members answer one after the other, some rows are older than the newest: ask for them again.
  static constexpr std::int64_t kOverlapMs = 30'000;
  // Of the answer for all members, about: the server makes it in one piece, in its memory and then
  // in ours.
  static constexpr double kAtOnceBytes = 8 << 20;
  // Of one member's own answer for a time that was missed: half an hour of 240 guests. More of them
  // get less of the past.
  static constexpr double kAloneBytes = 40 << 20;
  // Of all members' such answers together.
  static constexpr double kRoundBytes = 96 << 20;
  // Once it was refused or failed several times.
  static constexpr std::int64_t kRetryMs = 5 * 60'000;

  // `works`: as far as is known. `exists`: this version of Proxmox VE has it.
  static bool due(bool exists, bool works, std::int64_t since_asked_ms) {
    return exists && (works || since_asked_ms >= kRetryMs);
  }

  // `list_bytes`: how large the list of resources is, from which follows how large a cycle's
  // figures are.
  ExportPlan(std::int64_t server_ms, std::size_t list_bytes)
      : server_ms_(server_ms), list_bytes_(list_bytes) {}

  // From when on figures are missing where all until `complete_until_ms`, by the server's clock,
  // are known; nothing at first.
  std::int64_t missingFromMs(std::optional<std::int64_t> complete_until_ms) const;
  std::int64_t missingMs(std::optional<std::int64_t> complete_until_ms) const {
    return server_ms_ - missingFromMs(complete_until_ms);
  }
  // That is further back than the question for all members goes in a large cluster: figures would
  // be left out.
  bool missed(std::optional<std::int64_t> complete_until_ms) const {
    return missingMs(complete_until_ms) > leastMs(1) + kOverlapMs;
  }
  // How large an answer is, about, with the figures since then of this part of the cluster.
  double bytes(std::int64_t from_ms, double part = 1) const;
  // The question for them; for fewer where that is more than `most_bytes`, but for a minute at
  // least, which is enough for what comes late, or for what of it can be read at all.
  std::string query(std::int64_t from_ms, double most_bytes = kAtOnceBytes, double part = 1) const;

 private:
  double bytesOfCycle(double part) const;
  std::int64_t leastMs(double part) const;

  std::int64_t server_ms_;
  std::size_t list_bytes_;
};

}  // namespace pipevane::proxmox_poll
