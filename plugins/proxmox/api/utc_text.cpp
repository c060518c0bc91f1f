#include "plugins/proxmox/api/utc_text.h"

#include <array>
#include <ctime>

namespace pipevane::proxmox {

std::string utcText(std::int64_t time_ms) {
  const auto seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  std::array<char, 64> text{};
  if (gmtime_r(&seconds, &parts) == nullptr) return "a time that no calendar has";
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts);
  return {text.data(), size};
}

}  // namespace pipevane::proxmox
