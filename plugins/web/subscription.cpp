#include "plugins/web/subscription.h"

#include <algorithm>

namespace pipevane::web {
namespace {

// How many messages a client can have missed and still be told only the differences.
constexpr std::size_t kMostRemembered = 256;

}  // namespace

bool Subscription::continueFrom(std::uint64_t sequence) {
  const auto at = std::ranges::find(sent_, sequence, &Sent::sequence);
  if (at == sent_.end()) return false;
  sequence_ = at->sequence;
  version_ = at->version;
  sent_.erase(at + 1, sent_.end());
  sent_at_ = {};
  answer_owed_ = true;
  return true;
}

std::string Subscription::snapshot(const LiveParts& parts, std::int64_t now_ms) {
  const Feed::Body body = feed_->snapshot(parts);
  sent_.clear();
  remember(parts.state.version());
  return header("snapshot", now_ms) + "," + *body + "}";
}

std::string Subscription::update(const LiveParts& parts, std::int64_t now_ms) {
  const Feed::Body body = feed_->changesSince(parts, version_);
  version_ = parts.state.version();
  if (!body && !answer_owed_) return {};
  answer_owed_ = false;
  remember(version_);
  return header("update", now_ms) + (body ? "," + *body : std::string()) + "}";
}

void Subscription::remember(Version version) {
  version_ = version;
  ++sequence_;
  if (sent_.size() == kMostRemembered) sent_.pop_front();
  sent_.push_back({sequence_, version});
}

std::string Subscription::header(std::string_view type, std::int64_t now_ms) const {
  std::string text;
  JsonWriter json(text);
  json.beginObject().key("type").text(type).key("subscription").text(name_);
  if (type == "snapshot") json.key("epoch").text(epoch_);
  json.key("sequence").count(sequence_).key("time_ms").integer(now_ms);
  return text;
}

}  // namespace pipevane::web
