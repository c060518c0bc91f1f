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
  auto keeper = std::make_shared<TierKeeper>(
      gate, open, std::move(tiers),
      TierKeeper::Client{
          .report = complain,
          .warn = [this](const std::vector<std::string>& sentences) { warn(sentences); }},
      TierKeeper::Pace{});
  locked([&] {
    keeper->note(std::exchange(inherited_departed_, {}));
    tier_keeper_ = std::move(keeper);
    noteDeparted();
    if (state_ != Keeper::State::kUnread) read_at_ms_ = samples_.passedMs();
  });
}

// Locked.
void History::noteDeparted() {
  tier_keeper_->note(samples_.takeDeparted());
  // A chunk goes as a whole, and is of twenty minutes at the usual pace.
  constexpr std::int64_t kTogetherMs = 60 * 60'000;
  if (!read_at_ms_ || samples_.passedMs() - *read_at_ms_ < limits_.retention_ms + kTogetherMs)
    return;
  tier_keeper_->forgetLoaded();
  read_at_ms_.reset();
}

std::vector<Departed> History::endTiers() {
  const auto keeper = locked([this] { return std::exchange(tier_keeper_, nullptr); });
  if (!keeper) return {};
  std::vector<Departed> departed = keeper->stop();
  if (const auto waiting = keeper->figures().waiting; waiting > 0)
    host_.log(LogLevel::kError, "cannot write the minutes of " + std::to_string(waiting) +
                                    " samples to the disk before the end; they are lost unless a "
                                    "reload goes on with them");
  return departed;
}

std::shared_ptr<const TierStore> History::tiers() const {
  const std::lock_guard lock(mutex_);
  return tier_keeper_ ? tier_keeper_->store() : nullptr;
}

}  // namespace pipevane::history
