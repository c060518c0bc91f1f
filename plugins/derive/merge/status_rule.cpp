#include "plugins/derive/merge/status_rule.h"

#include <algorithm>

namespace pipevane::derive {
namespace {

// It takes back what was said before, and says nothing instead.
bool takesBack(const Word& word) { return !word.present || word.value == "unknown"; }

// Nobody measures it: it is of the moment in which it is said.
bool ofTheMoment(const Word& word) { return takesBack(word) || word.value == "offline"; }

// Whether it is still stood by when another one takes its word back: its component goes on telling
// figures, or went on for longer than that other one, whose silence is then no news of it; and no
// node went down since.
bool stands(const ToldEntity& entity, const Word& word, const Word& taken_back,
            const StatusRule::Surroundings& around) {
  const std::int64_t as_of_ms = StatusRule::asOf(entity, word);
  if (as_of_ms > taken_back.as_of_ms) return true;
  if (around.away[word.component]) return false;
  // No figures bear that out: whoever said it takes it back itself.
  if (word.value == "offline") return true;
  const Teller* by = entity.find(word.component);
  if (by == nullptr || as_of_ms <= around.node_down.since_ms || by->heard <= around.node_down.batch)
    return false;
  const Teller* silent = entity.find(taken_back.component);
  const std::int64_t silent_since_ms = silent == nullptr ? kLongAgo : silent->rows_ms;
  return by->rows_ms >= taken_back.told_ms - kStandsMs || by->rows_ms > silent_since_ms + kStandsMs;
}

}  // namespace

std::int64_t StatusRule::asOfTold(const ToldEntity& entity, const Word& word, bool lists) {
  const Teller* by = entity.find(word.component);
  if (!ofTheMoment(word)) {
    // What differs from before was measured right after its last figures, at the earliest.
    if (by != nullptr && by->rows_ms != kLongAgo) return by->rows_ms + 1;
    return lists ? word.told_ms - kListLagMs : word.told_ms;
  }
  // The figures of another one may be of a clock that is ahead.
  std::int64_t as_of_ms = word.told_ms;
  for (const Word& each : entity.words())
    if (each.name == word.name && each.component != word.component)
      as_of_ms = std::max(as_of_ms, asOf(entity, each) + 1);
  return as_of_ms;
}

std::int64_t StatusRule::asOf(const ToldEntity& entity, const Word& word) {
  const Teller* by = entity.find(word.component);
  if (by == nullptr || ofTheMoment(word)) return word.as_of_ms;
  const bool stopped = word.value == "stopped";
  if (stopped && by->rows_ms <= by->ran_ms) return word.as_of_ms;
  const bool by_uptime = !stopped && entity.hasUptime();
  return std::max(word.as_of_ms, by_uptime ? by->ran_ms : by->rows_ms);
}

Word* StatusRule::choose(ToldEntity& entity, AttributeName status, const Surroundings& around) {
  Word* best = nullptr;
  Word* taken_back = nullptr;
  for (Word& each : entity.words()) {
    if (each.name != status) continue;
    Word*& newest = takesBack(each) ? taken_back : best;
    const std::int64_t as_of_ms = asOf(entity, each);
    const std::int64_t newest_ms = newest == nullptr ? kLongAgo : asOf(entity, *newest);
    if (newest == nullptr || as_of_ms > newest_ms || (as_of_ms == newest_ms && each.counts))
      newest = &each;
  }
  Word* counts = best;
  if (best == nullptr || (taken_back != nullptr && !stands(entity, *best, *taken_back, around)))
    counts = taken_back;
  for (Word& each : entity.words())
    if (each.name == status) each.counts = &each == counts;
  return counts;
}

bool StatusRule::alive(const Word* word) {
  return word != nullptr && !ofTheMoment(*word) && word->value != "stopped";
}

}  // namespace pipevane::derive
