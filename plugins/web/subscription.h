// One subscription of one client: a feed, the rate, and which version each message it sent brought
// the client to. Not for two threads at once; the writing calls need the lock of the live parts.
#pragma once

#include "plugins/web/feed.h"
#include "plugins/web/steady_time.h"

#include <chrono>
#include <deque>
#include <memory>
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
  // The client has what the message of that number brought, and nothing after it. False where that
  // is not known any more: only a snapshot will do.
  bool continueFrom(std::uint64_t sequence);

  // A message that says everything, to begin with.
  std::string snapshot(const LiveParts& parts, std::int64_t now_ms);
  // One that says what changed since the last one; empty where nothing did. The first one after a
  // resume always says something, so that the client knows where it stands.
  std::string update(const LiveParts& parts, std::int64_t now_ms);

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
  std::string header(std::string_view type, std::int64_t now_ms) const;

  std::shared_ptr<Feed> feed_;
  std::string epoch_;
  std::string name_;
  std::chrono::milliseconds rate_{1000};
  SteadyTime sent_at_{};
  bool answer_owed_ = false;  // to a resume
  std::uint64_t sequence_ = 0;
  Version version_ = 0;    // the client has everything up to here
  std::deque<Sent> sent_;  // the newest messages
};

}  // namespace pipevane::web
