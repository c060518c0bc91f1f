// Makes subscriptions and their feeds, and keeps those of clients that went away for a while, so
// that they can resume. One thread.
#pragma once

#include "plugins/web/client_message.h"
#include "plugins/web/subscription.h"

#include <map>
#include <memory>

namespace pipevane::web {

class Subscriptions {
 public:
  // What the client asks for: a new subscription, or where `resume` allows, the one that it had.
  // Throws Error where the query cannot be read or there are too many feeds.
  std::unique_ptr<Subscription> open(const ClientMessage& message);
  // The client went away and may come back.
  void park(std::unique_ptr<Subscription> subscription, SteadyTime now);
  // Forgets those that did not come back.
  void expire(SteadyTime now);

 private:
  struct Parked {
    std::unique_ptr<Subscription> subscription;
    SteadyTime since;
  };
  std::unique_ptr<Subscription> resumed(const ClientMessage& message);
  std::shared_ptr<Feed> feedFor(const FeedKey& key);
  void forgetOldest();

  std::map<FeedKey, std::weak_ptr<Feed>> feeds_;
  std::map<std::string, Parked> parked_;  // by epoch
};

}  // namespace pipevane::web
