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

void Collected::fill(Draft& draft) { fill(draft, samples_.cbegin(), samples_.cend()); }

bool Collected::push(const Output& output, std::int64_t now_ms, std::int64_t history_ms) {
  if (samples_.empty()) return output.push(output.begin(now_ms, PV_END_OF_CYCLE));
  std::ranges::stable_sort(samples_, {}, &Sample::time_ms);
  for (Position from = samples_.cbegin(); from != samples_.cend();) {
    const std::int64_t time_ms = from->time_ms;
    const Position to = std::find_if(
        from, samples_.cend(), [time_ms](const Sample& each) { return each.time_ms != time_ms; });
    std::uint32_t flags = time_ms < history_ms ? PV_BACKFILL : 0;
    if (to == samples_.cend()) flags |= PV_END_OF_CYCLE;
    Draft draft = output.begin(time_ms, flags);
    fill(draft, from, to);
    if (!output.push(std::move(draft))) return false;
    from = to;
  }
  return true;
}

}  // namespace pipevane::proxmox
