#include "plugins/history/tiers/tier_head.h"

#include "plugins/history/summary.h"

namespace pipevane::history {

std::vector<std::byte> TierHeadCode::write(const TierHead& head) {
  Out out;
  TierHead copy = head;
  code(out, copy);
  return out.finish();
}

bool TierHeadCode::read(std::span<const std::byte> bytes, TierHead& head) {
  head = {};
  In in(bytes);
  code(in, head);
  return !in.broken() && isTierTime(head.first_ms) && isTierTime(head.last_ms) &&
         isTierTime(head.written_ms);
}

template <class Code>
void TierHeadCode::code(Code& code, TierHead& head) {
  constexpr std::size_t kMostFiles = 1U << 16U;
  if constexpr (!Code::kReads)
    for (const SeriesId each : head.series) names_.numberOf(each);
  names_.code(code);
  head.written_ms = signedOf(code, times_, head.written_ms);
  head.generation = static_cast<std::uint32_t>(numberOf(code, numbers_, head.generation));
  head.has_minutes = code.bit(has_minutes_, head.has_minutes);
  head.first_ms = signedOf(code, times_, head.first_ms);
  head.last_ms = plus(head.first_ms, signedOf(code, times_, minus(head.last_ms, head.first_ms)));
  const std::size_t files = countOf(code, counts_, head.instead_of.size(), kMostFiles);
  if constexpr (Code::kReads) head.instead_of.resize(files);
  for (std::uint32_t& each : head.instead_of)
    each = static_cast<std::uint32_t>(numberOf(code, numbers_, each));
  codeSeries(code, head);
}

// Mostly one after the other, and told last at the same time.
template <class Code>
void TierHeadCode::codeSeries(Code& code, TierHead& head) {
  const std::size_t count = countOf(code, counts_, head.series.size(), SeriesNames::kMostSeries);
  const bool spans = code.bit(has_spans_, !head.spans_ms.empty());
  if constexpr (Code::kReads) {
    code.spend(count * (sizeof(SeriesId) + 2 * sizeof(std::int64_t)));
    if (code.broken()) return;
    head.series.resize(count);
    if (spans) head.spans_ms.resize(count);
  }
  std::int64_t number = -1, first_ms = head.first_ms, last_ms = head.last_ms;
  for (std::size_t i = 0; i < count && !code.broken(); ++i) {
    std::int64_t told = number;
    if constexpr (!Code::kReads) told = names_.find(head.series[i]);
    number = plus(plus(number, 1), signedOf(code, steps_, minus(minus(told, number), 1)));
    if (spans) {
      auto& [first, last] = head.spans_ms[i];
      first_ms = first = plus(first_ms, signedOf(code, spans_, minus(first, first_ms)));
      last_ms = last = plus(last_ms, signedOf(code, spans_, minus(last, last_ms)));
    }
    if constexpr (Code::kReads) {
      if (number < 0 || static_cast<std::size_t>(number) >= names_.series().size())
        return code.refuse();
      head.series[i] = names_.series()[static_cast<std::size_t>(number)].id;
    }
  }
}

}  // namespace pipevane::history
