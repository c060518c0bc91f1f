// Makes subscriptions and their feeds, and keeps those of clients that went away for a while, so
// that they can resume; also while the server takes them for connected still. One thread.
#pragma once

#include "plugins/web/client_message.h"
#include "plugins/web/subscription.h"

#include <functional>
#include <map>
#include <memory>

namespace pipevane::web {

class Subscriptions {
 public:
  using Wanted = std::function<bool(const Subscription&)>;
  // Takes the subscription that is wanted from the client that has it; null where none has.
  using TakeOver = std::function<std::unique_ptr<Subscription>(const Wanted&)>;
  explicit Subscriptions(TakeOver take_over) : take_over_(std::move(take_over)) {}

  // What the client asks for: a new subscription, or where `resume` allows, the one that it had.
  // Throws Error where the query cannot be read or there are too many feeds.
  std::unique_ptr<Subscription> open(const ClientMessage& message);
  // The client went away and may come back.
  void park(std::unique_ptr<Subscription> subscription, SteadyTime now);
  // Forgets those that did not come back.
  void expire(SteadyTime now);
  bool noneParked() const { return parked_.empty(); }
  // Lets go of the texts of other versions, and of all where they are too many.
  void trim(Version version);

 private:
  struct Parked {
    std::unique_ptr<Subscription> subscription;
    SteadyTime since;
  };
  std::unique_ptr<Subscription> resumed(const ClientMessage& message);
  std::shared_ptr<Feed> feedFor(const FeedKey& key);
  void forgetOldest();

  const TakeOver take_over_;
  std::map<FeedKey, std::weak_ptr<Feed>> feeds_;
  std::map<std::string, Parked> parked_;  // by epoch
};

}  // namespace pipevane::web
