// How a history and its tiers go together.
#include "plugins/history/history.h"

#include <chrono>
#include <utility>

namespace pipevane::history {

// What left the memory while it was read is in `samples_`, and goes there first.
void History::openTiers(const std::filesystem::path& folder) {
  if (!tier_limits_.any()) return;
  const auto complain = [this](const std::string& why) {
    complaints_.set(Complaints::kTiers,
                    why.empty() ? why
                                : "cannot keep minutes and hours on the disk: " + why +
                                      "; they are written once that is mended, if that is soon");
  };
  std::unique_ptr<TierStore> tiers;
  try {
    tiers = tiersIn(folder);
  } catch (const DiskError& error) {
    complain(error.what());
  }
  TierKeeper::Pace pace;
  pace.retention = std::chrono::milliseconds(limits_.retention_ms) + std::chrono::minutes(30);
  auto keeper = std::make_shared<TierKeeper>(
      [this, folder] { return tiersIn(folder); }, std::move(tiers),
      TierKeeper::Client{
          .now_ms = [this] { return host_.nowMs(); },
          .report = complain,
          .warn = [this](const std::vector<std::string>& sentences) { warn(sentences); }},
      pace);
  locked([&] {
    keeper->note(samples_.takeDeparted());
    tier_keeper_ = std::move(keeper);
  });
}

std::unique_ptr<TierStore> History::tiersIn(const std::filesystem::path& folder) {
  std::vector<std::string> problems;
  auto tiers = std::make_unique<TierStore>(folder, host_.dictionary(), tier_limits_, problems);
  warn(problems);
  return tiers;
}

std::shared_ptr<const TierStore> History::tiers() const {
  const std::lock_guard lock(mutex_);
  return tier_keeper_ ? tier_keeper_->store() : nullptr;
}

}  // namespace pipevane::history
