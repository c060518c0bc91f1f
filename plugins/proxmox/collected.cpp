#include "plugins/proxmox/collected.h"

#include <algorithm>

namespace pipevane::proxmox {

void Collected::fill(Draft& draft, Position from, Position to) {
  const auto count = static_cast<std::size_t>(to - from);
  if (count == 0) return;
  const Columns room = draft.samples(count);
  for (std::size_t i = 0; i < count; ++i, ++from) {
    room.series[i] = from->series;
    room.values[i] = from->value;
    room.qualities[i] = static_cast<std::uint8_t>(from->quality);
  }
}

void Collected::sort() {
  const auto before = [](const Sample& a, const Sample& b) {
    return a.time_ms == b.time_ms ? a.history > b.history : a.time_ms < b.time_ms;
  };
  // As the export tells them.
  if (std::ranges::is_sorted(samples_, before)) return;
  std::ranges::stable_sort(samples_, before);
}

// Behind the last one that goes into the same batch.
Collected::Position Collected::sameAs(Position from) const {
  return std::find_if(from, samples_.cend(), [from](const Sample& each) {
    return each.time_ms != from->time_ms || each.history != from->history;
  });
}

bool Collected::push(const Output& output, std::int64_t now_ms, bool ends) {
  if (samples_.empty()) return !ends || output.push(output.begin(now_ms, PV_END_OF_CYCLE));
  sort();
  for (Position from = samples_.cbegin(); from != samples_.cend();) {
    const Position to = sameAs(from);
    std::uint32_t flags = from->history ? PV_BACKFILL : 0;
    if (ends && to == samples_.cend()) flags |= PV_END_OF_CYCLE;
    Draft draft = output.begin(from->time_ms, flags);
    fill(draft, from, to);
    if (!output.push(std::move(draft))) return false;
    from = to;
  }
  return true;
}

bool Collected::push(const Output& output, Draft draft, std::int64_t draft_ms) {
  if (one_time_ && !samples_.empty() && samples_.front().time_ms == draft_ms &&
      !samples_.front().history) {
    fill(draft, samples_.cbegin(), samples_.cend());
    return output.push(std::move(draft));
  }
  sort();
  for (Position from = samples_.cbegin(); from != samples_.cend();) {
    const Position to = sameAs(from);
    if (from->time_ms == draft_ms && !from->history) {
      fill(draft, from, to);
    } else {
      Draft other = output.begin(from->time_ms, from->history ? PV_BACKFILL : 0);
      fill(other, from, to);
      if (!output.push(std::move(other))) return false;
    }
    from = to;
  }
  return output.push(std::move(draft));
}

}  // namespace pipevane::proxmox
