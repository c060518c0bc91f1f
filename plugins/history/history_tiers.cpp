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
  const auto gate = std::make_shared<Gate>(host_.dictionary());
  // Its own thread may outlive this.
  const auto open = [this, gate, folder, limits = tier_limits_] {
    std::vector<std::string> problems;
    auto tiers = std::make_unique<TierStore>(folder, gate->dictionary(), limits, problems);
    gate->tell([&] { warn(problems); });
    return tiers;
  };
  std::unique_ptr<TierStore> tiers;
  try {
    tiers = open();
  } catch (const DiskError& error) {
    complain(error.what());
  }
  TierKeeper::Pace pace;
  pace.retention = std::chrono::milliseconds(limits_.retention_ms) + std::chrono::minutes(30);
  auto keeper = std::make_shared<TierKeeper>(
      gate, open, std::move(tiers),
      TierKeeper::Client{
          .now_ms = [this] { return host_.nowMs(); },
          .report = complain,
          .warn = [this](const std::vector<std::string>& sentences) { warn(sentences); }},
      pace);
  if (state_ != Keeper::State::kUnread) keeper->allRead();
  locked([&] {
    keeper->note(samples_.takeDeparted());
    tier_keeper_ = std::move(keeper);
  });
}

std::shared_ptr<const TierStore> History::tiers() const {
  const std::lock_guard lock(mutex_);
  return tier_keeper_ ? tier_keeper_->store() : nullptr;
}

}  // namespace pipevane::history
