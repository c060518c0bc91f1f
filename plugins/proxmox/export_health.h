// Whether there is a metrics export to be had.
#pragma once

#include "plugins/proxmox/refused.h"
#include "plugins/proxmox/version.h"

#include <cstdint>
#include <optional>

namespace pipevane::proxmox {

class ExportHealth {
 public:
  // `of_some`: of named members only, of which one may hang.
  void note(std::int32_t status, bool of_some) {
    if (status == 200) {
      state_ = State::kWorks;
      failures_ = 0;
    } else if (refused(status) || (!of_some && ++failures_ >= kFailuresMax)) {
      state_ = State::kRefused;
    }
  }
  // False where it is known not to exist or to be refused.
  bool works(const std::optional<Version>& version) const {
    if (version && *version < kMetricsExport) return false;
    if (state_ == State::kUntried) return version.has_value();
    return state_ == State::kWorks;
  }

 private:
  enum class State : std::uint8_t { kUntried, kWorks, kRefused };
  // One lost answer is an accident.
  static constexpr int kFailuresMax = 3;

  State state_ = State::kUntried;
  int failures_ = 0;
};

}  // namespace pipevane::proxmox
