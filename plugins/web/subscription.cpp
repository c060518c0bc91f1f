#include "plugins/web/subscription.h"

#include <algorithm>

namespace pipevane::web {
namespace {

// How many messages a client can have missed and still be told only the differences.
constexpr std::size_t kMostRemembered = 256;

}  // namespace

bool Subscription::canContinueFrom(std::uint64_t sequence) const {
  return std::ranges::find(sent_, sequence, &Sent::sequence) != sent_.end();
}

void Subscription::continueFrom(std::uint64_t sequence) {
  const auto at = std::ranges::find(sent_, sequence, &Sent::sequence);
  sequence_ = at->sequence;
  version_ = at->version;
  sent_.erase(at + 1, sent_.end());
  sent_at_ = {};
  answer_owed_ = true;
}

std::optional<Feed::Body> Subscription::next(const LiveParts& parts) {
  whole_ = !begun();
  Feed::Body body = whole_ ? feed_->snapshot(parts) : feed_->changesSince(parts, version_);
  version_ = parts.state.version();
  if (!body && !answer_owed_) return std::nullopt;
  answer_owed_ = false;
  remember(version_);
  return body;
}

void Subscription::remember(Version version) {
  version_ = version;
  ++sequence_;
  if (sent_.size() == kMostRemembered) sent_.pop_front();
  sent_.push_back({sequence_, version});
}

std::string Subscription::head(std::int64_t now_ms) const {
  std::string text;
  JsonWriter json(text);
  json.beginObject().key("type").text(whole_ ? "snapshot" : "update");
  json.key("subscription").text(name_);
  if (whole_) json.key("epoch").text(epoch_);
  json.key("sequence").count(sequence_).key("time_ms").integer(now_ms);
  return text;
}

}  // namespace pipevane::web
