// One subscription of one client: a feed, the rate, and which version each message it sent brought
// the client to. Not for two threads at once; what takes LiveParts needs their lock.
#pragma once

#include "plugins/web/feed.h"
#include "plugins/web/steady_time.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace pipevane::web {

class Subscription {
 public:
  Subscription(std::shared_ptr<Feed> feed, std::string epoch)
      : feed_(std::move(feed)), epoch_(std::move(epoch)) {}

  void rename(std::string name, std::chrono::milliseconds rate) {
    name_ = std::move(name);
    rate_ = rate;
  }
  // It is known what the message of that number brought the client to.
  bool canContinueFrom(std::uint64_t sequence) const;
  // The client has that, and nothing after it; not where that is not known any more.
  void continueFrom(std::uint64_t sequence);

  // The body of the next message: the first one says everything, the others what changed since the
  // one before. Nothing where there is nothing to say; null for a message without a body, which
  // answers a resume so that the client knows where it stands.
  std::optional<Feed::Body> next(const LiveParts& parts);
  // What goes before the body that `next` gave.
  std::string head(std::int64_t now_ms) const;

  const std::string& name() const { return name_; }
  const std::string& epoch() const { return epoch_; }
  const Feed& feed() const { return *feed_; }
  bool begun() const { return !sent_.empty(); }
  bool behind(Version version) const { return answer_owed_ || version_ < version; }
  // The earliest time of the next update.
  SteadyTime due() const { return sent_at_ + rate_; }
  void sentAt(SteadyTime time) { sent_at_ = time; }

 private:
  struct Sent {
    std::uint64_t sequence;
    Version version;
  };
  void remember(Version version);

  std::shared_ptr<Feed> feed_;
  std::string epoch_;
  std::string name_;
  std::chrono::milliseconds rate_{1000};
  SteadyTime sent_at_{};
  bool answer_owed_ = false;  // to a resume
  bool whole_ = false;        // the newest message
  std::uint64_t sequence_ = 0;
  Version version_ = 0;    // the client has everything up to here
  std::deque<Sent> sent_;  // the newest messages
};

}  // namespace pipevane::web
