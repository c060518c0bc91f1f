#include "plugins/proxmox_poll/archive/rrd_cache.h"

#include <iterator>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

// Of the list and the map, about, and the question twice.
constexpr std::size_t kAround = 256;

}  // namespace

RrdCache::Found RrdCache::find(const std::string& question, std::int64_t to_ms,
                               std::int64_t step_ms, std::int64_t now_ms) {
  const auto found = places_.find(question);
  if (found == places_.end()) return {};
  const Answer& answer = *found->second;
  const std::int64_t age_ms = now_ms - answer.asked_ms;
  const std::int64_t nothing_ms = answer.refusal.empty() ? kNothingMs : kRefusedMs;
  const std::int64_t good_ms = answer.nothing ? nothing_ms : step_ms;
  const bool whole = !answer.nothing && to_ms <= answer.rows->endMs();
  if (!whole && age_ms >= good_ms) return {};
  answers_.splice(answers_.begin(), answers_, found->second);
  return {answer.rows, answer.refusal};
}

void RrdCache::keep(const std::string& question, Rows rows, std::int64_t now_ms) {
  const std::size_t bytes = rows->bytes() + question.size() + kAround;
  add({question, std::move(rows), now_ms, false, bytes});
}

void RrdCache::keepNothing(const std::string& question, std::int64_t now_ms,
                           const std::string& refusal) {
  static const Rows kNone = std::make_shared<const proxmox::RrdRows>();
  add({question, kNone, now_ms, true, question.size() + refusal.size() + kAround, refusal});
}

void RrdCache::add(Answer answer) {
  const auto known = places_.find(answer.question);
  if (known != places_.end()) drop(known->second);
  bytes_ += answer.bytes;
  answers_.push_front(std::move(answer));
  places_.emplace(answers_.front().question, answers_.begin());
  while (answers_.size() > kAnswersMax || (bytes_ > kBytesMax && answers_.size() > 1))
    drop(std::prev(answers_.end()));
}

void RrdCache::drop(Place place) {
  bytes_ -= place->bytes;
  places_.erase(place->question);
  answers_.erase(place);
}

}  // namespace pipevane::proxmox_poll
