#include "plugins/web/subscriptions.h"

#include "plugins/web/random_text.h"

#include <pipevane/error.h>

#include <algorithm>

namespace pipevane::web {
namespace {

constexpr std::chrono::minutes kParkedFor{5};
constexpr std::size_t kMostParked = 512;
// Each has a note for every entity.
constexpr std::size_t kMostFeeds = 256;
constexpr std::size_t kEpochBytes = 12;
// Of texts that the next client may be told as well.
constexpr std::size_t kMostKeptBytes = 16 << 20;

}  // namespace

std::unique_ptr<Subscription> Subscriptions::open(const ClientMessage& message) {
  auto subscription = message.resume ? resumed(message) : nullptr;
  if (!subscription)
    subscription = std::make_unique<Subscription>(feedFor(message.feed), randomText(kEpochBytes));
  subscription->rename(message.subscription, std::chrono::milliseconds(message.rate_ms));
  return subscription;
}

std::unique_ptr<Subscription> Subscriptions::resumed(const ClientMessage& message) {
  const Wanted wanted = [&message](const Subscription& each) {
    return each.epoch() == message.resume->epoch && each.feed().key() == message.feed &&
           each.canContinueFrom(message.resume->sequence);
  };
  std::unique_ptr<Subscription> subscription;
  const auto at = parked_.find(message.resume->epoch);
  if (at == parked_.end()) {
    subscription = take_over_(wanted);
  } else if (wanted(*at->second.subscription)) {
    subscription = std::move(at->second.subscription);
    parked_.erase(at);
  }
  if (subscription) subscription->continueFrom(message.resume->sequence);
  return subscription;
}

std::shared_ptr<Feed> Subscriptions::feedFor(const FeedKey& key) {
  std::erase_if(feeds_, [](const auto& each) { return each.second.expired(); });
  if (const auto known = feeds_.find(key); known != feeds_.end())
    if (auto feed = known->second.lock()) return feed;
  auto feed = std::make_shared<Feed>(key);
  while (feeds_.size() >= kMostFeeds && !parked_.empty()) {
    forgetOldest();
    std::erase_if(feeds_, [](const auto& each) { return each.second.expired(); });
  }
  if (feeds_.size() >= kMostFeeds)
    throw Error("cannot subscribe: there are too many different subscriptions");
  feeds_[key] = feed;
  return feed;
}

void Subscriptions::park(std::unique_ptr<Subscription> subscription, SteadyTime now) {
  if (!subscription->begun()) return;
  if (parked_.size() >= kMostParked) forgetOldest();
  const std::string epoch = subscription->epoch();
  parked_[epoch] = {std::move(subscription), now};
}

void Subscriptions::expire(SteadyTime now) {
  std::erase_if(parked_, [now](const auto& each) { return now - each.second.since > kParkedFor; });
}

void Subscriptions::trim(Version version) {
  std::size_t bytes = 0;
  for (const auto& [key, each] : feeds_)
    if (const auto feed = each.lock()) {
      feed->trim(bytes < kMostKeptBytes ? std::optional(version) : std::nullopt);
      bytes += feed->keptBytes();
    }
}

void Subscriptions::forgetOldest() {
  const auto oldest = std::min_element(
      parked_.begin(), parked_.end(),
      [](const auto& one, const auto& other) { return one.second.since < other.second.since; });
  if (oldest != parked_.end()) parked_.erase(oldest);
}

}  // namespace pipevane::web
