#include "plugins/replay/answer_order.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace pipevane::replay {
namespace {

// Half a minute of a busy recording is some hundred answers and some megabytes.
constexpr std::size_t kHeldMax = 4096;
constexpr std::size_t kHeldBytesMax = std::size_t{128} << 20;

}  // namespace

bool AnswerOrder::later(const Held& a, const Held& b) {
  return std::pair(a.exchange.answeredUs(), a.number) >
         std::pair(b.exchange.answeredUs(), b.number);
}

bool AnswerOrder::next(session::RecordedExchange& out) {
  while (!ended_ && !earliestIsCertain()) ended_ = !hold();
  if (held_.empty()) return false;
  std::ranges::pop_heap(held_, later);
  out = std::move(held_.back().exchange);
  held_.pop_back();
  held_bytes_ -= out.body.size();
  return true;
}

bool AnswerOrder::hold() {
  session::RecordedExchange exchange;
  if (!reader_.next(exchange)) return false;
  newest_call_us_ = std::max(newest_call_us_, exchange.time_ms * 1000);
  held_bytes_ += exchange.body.size();
  held_.push_back({std::move(exchange), ++count_});
  std::ranges::push_heap(held_, later);
  return true;
}

bool AnswerOrder::earliestIsCertain() const {
  if (held_.empty()) return false;
  if (reader_.inOrderOfAnswer()) return true;
  if (held_.size() >= kHeldMax || held_bytes_ >= kHeldBytesMax) return true;
  return held_.front().exchange.answeredUs() <= newest_call_us_;
}

}  // namespace pipevane::replay
