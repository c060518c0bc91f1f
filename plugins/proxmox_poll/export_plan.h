// What of the metrics export to ask for, and when.
#pragma once

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
  // Once it was refused or failed several times.
  static constexpr std::int64_t kRetryMs = 5 * 60'000;

  // `works`: as far as is known. `exists`: this version of Proxmox VE has it.
  bool due(bool exists, bool works, std::int64_t now_ms) const {
    return exists && (works || now_ms - asked_ms_ >= kRetryMs);
  }
  // `complete_until_ms` by the server's clock, nothing at first.
  std::string query(std::optional<std::int64_t> complete_until_ms, std::int64_t server_ms) const;
  void asked(std::int64_t now_ms) { asked_ms_ = now_ms; }

 private:
  std::int64_t asked_ms_ = 0;
};

}  // namespace pipevane::proxmox_poll
