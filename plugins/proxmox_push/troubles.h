// What is not as it should be, in words.
#pragma once

#include "plugins/proxmox_push/doors.h"
#include "plugins/proxmox_push/intake.h"

#include <array>
#include <cstdint>
#include <string>

namespace pipevane::proxmox_push {

// [worker]
class Troubles {
 public:
  // For so long something that was refused is spoken of.
  static constexpr std::int64_t kRecentMs = 5 * 60'000;
  // A clock that is further off is wrong.
  static constexpr std::int64_t kWrongClockMs = 30'000;

  explicit Troubles(std::int64_t steady_ms) : began_ms_(steady_ms) {}

  // Empty: there are none.
  std::string look(const Intake& intake, const Doors& doors, std::int64_t now_ms,
                   std::int64_t steady_ms);

 private:
  // Something that is counted grew lately.
  struct Growth {
    std::uint64_t count = 0;
    std::int64_t grew_ms = 0;
    bool ever = false;
    bool lately(std::uint64_t now, std::int64_t steady_ms);
  };
  void tellSilence(const Intake& intake, std::int64_t steady_ms);
  void tellConflicts(const proxmox::PushDecoder::Told& told, std::int64_t now_ms);
  void tellTellers(const Intake& intake, std::int64_t now_ms);
  void tellRefused(const Intake& intake, std::int64_t steady_ms);
  void tellLost(const Lost& lost, std::int64_t steady_ms);
  void add(const std::string& why);

  std::int64_t began_ms_;
  std::array<Growth, proxmox::kRefusals> refused_;
  Growth over_limit_, by_kernel_, turned_away_, wrong_tokens_, too_much_, bad_requests_;
  std::string why_;
};

}  // namespace pipevane::proxmox_push
