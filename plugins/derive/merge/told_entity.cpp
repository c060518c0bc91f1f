#include "plugins/derive/merge/told_entity.h"

#include <algorithm>

namespace pipevane::derive {

Teller& ToldEntity::teller(ComponentIndex component) {
  const auto known = std::ranges::find(tellers_, component, &Teller::component);
  if (known != tellers_.end()) return *known;
  tellers_.push_back({.component = component});
  return tellers_.back();
}

const Teller* ToldEntity::find(ComponentIndex component) const {
  const auto known = std::ranges::find(tellers_, component, &Teller::component);
  return known == tellers_.end() ? nullptr : &*known;
}

void ToldEntity::setBack(const Report& report) {
  for (Word& each : words_)
    if (each.component == report.component) {
      each.told_ms = std::min(each.told_ms, report.time_ms);
      each.as_of_ms = std::min(each.as_of_ms, report.time_ms);
    }
}

Word* ToldEntity::word(ComponentIndex component, AttributeName name) {
  const auto known = std::ranges::find_if(
      words_, [=](const Word& each) { return each.component == component && each.name == name; });
  return known == words_.end() ? nullptr : &*known;
}

const Word* ToldEntity::current(AttributeName name) const {
  const auto known = std::ranges::find_if(
      words_, [name](const Word& each) { return each.name == name && each.counts; });
  return known == words_.end() ? nullptr : &*known;
}

// A component without figures tells of what happened, perhaps late, and not in order.
Word* ToldEntity::tell(const Report& report, AttributeName name, pv_text value) {
  Word* own = word(report.component, name);
  if (own == nullptr) {
    if (words_.size() == kMostWords) return nullptr;
    own = &words_.emplace_back(Word{.component = report.component, .name = name});
  } else if (shared() && teller(report.component).rows_ms == kLongAgo &&
             report.time_ms < own->told_ms && own->told_ms - report.time_ms < kMostLateMs) {
    return nullptr;
  }
  own->told_ms = own->as_of_ms = report.time_ms;
  own->batch = report.batch;
  own->present = present(value);
  own->value = view(value).substr(0, kMostValueBytes);
  return own;
}

std::int64_t ToldEntity::asOf(const Word& word) const {
  const Teller* by = find(word.component);
  return by == nullptr ? word.told_ms : std::max(word.told_ms, by->rows_ms);
}

// Makes it the one that counts; true where the value is another one by that.
bool ToldEntity::count(Word& word) {
  bool other = true;
  for (Word& each : words_) {
    if (each.name != word.name || !each.counts) continue;
    other = each.differs(word);
    each.counts = false;
  }
  word.counts = true;
  return other;
}

bool ToldEntity::choose(const Word& told) {
  const Word* now = current(told.name);
  Word* best = word(told.component, told.name);
  if (now == nullptr || now == best) {
    // Its own new word may be of before another one's.
    for (Word& each : words_)
      if (each.name == told.name && each.told_ms > best->told_ms) best = &each;
  } else if (told.told_ms < asOf(*now)) {
    return false;
  }
  return count(*best);
}

void ToldEntity::findDisputes() {
  disputed_ = false;
  if (!shared()) return;
  for (const Word& each : words_)
    if (const Word* now = current(each.name); now != nullptr && now->differs(each))
      disputed_ = true;
}

void ToldEntity::remove(const Report& report) {
  std::erase_if(words_, [&report](const Word& each) { return each.component == report.component; });
  // By each one's own clock, where it measured something. Who only said that it is there, as one
  // that stands by, has nothing on its way.
  for (Teller& each : tellers_) {
    each.back_after_ms = each.newest_ms == kLongAgo ? report.time_ms : each.newest_ms + kGraceMs;
    each.has_it = false;
  }
  gone_ = true;
  removed_by_ = report.component;
  removed_ms_ = report.time_ms;
}

void ToldEntity::giveUp(ComponentIndex component) {
  teller(component).has_it = false;
  std::erase_if(words_, [component](const Word& each) {
    return each.component == component && !each.counts;
  });
  findDisputes();
}

void ToldEntity::comeBack() {
  gone_ = false;
  for (Word& each : words_)
    if (const Word* now = current(each.name); now == nullptr || now->told_ms < each.told_ms)
      count(each);
}

bool ToldEntity::returns(ComponentIndex component, std::int64_t time_ms) {
  Teller& by = teller(component);
  if (by.back_after_ms == kLongAgo) by.back_after_ms = removed_ms_;
  return time_ms > by.back_after_ms;
}

}  // namespace pipevane::derive
