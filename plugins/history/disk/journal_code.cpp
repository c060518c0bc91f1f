#include "plugins/history/disk/journal_code.h"

#include <algorithm>
#include <string>
#include <utility>

namespace pipevane::history {
namespace {

template <class Code>
void optionalText(Code& code, Likelihood& absent_place, Texts& places, pv_text& text,
                  std::string& own) {
  const bool none = code.bit(absent_place, !present(text));
  if constexpr (!Code::kReads)
    if (!none) own = view(text);
  if (!none) textOf(code, places, own);
  if constexpr (Code::kReads) text = none ? absent() : pv_text{own.data(), own.size()};
}

// By which it codes a value: a length of time is of many, and not known as long as one is told
// after the other.
bool codes(Rule::Kind kind) { return kind != Rule::Kind::kOfLength; }

}  // namespace

std::vector<std::byte> JournalCode::write(const Cycle& cycle) {
  if (!number(cycle)) return write(named(cycle));
  Out out;
  // It is only read from.
  code(out, const_cast<Cycle&>(cycle));
  return out.finish();
}

bool JournalCode::read(std::span<const std::byte> bytes, Cycle& cycle) {
  cycle.clear();
  In in(bytes);
  code(in, cycle);
  return !in.broken();
}

// Of all series and entities of the cycle; false where one has none.
bool JournalCode::number(const Cycle& cycle) {
  numbers_.clear();
  for (const SeriesId each : cycle.series) numbers_.push_back(names_.numberOf(each));
  for (const CycleEvent& each : cycle.events)
    if (each.event->raw().entity != PV_NONE) names_.numberOfEntity(each.event->raw().entity);
  return std::ranges::find(numbers_, SeriesNames::kNone) == numbers_.end();
}

// Without samples of what has no name, or is one too many.
Cycle JournalCode::named(const Cycle& cycle) {
  Cycle rest;
  rest.events = cycle.events;
  std::size_t at = 0;
  for (CycleBatch batch : cycle.batches) {
    const std::size_t end = at + std::exchange(batch.count, 0);
    for (; at < end; ++at) {
      if (numbers_[at] == SeriesNames::kNone) continue;
      rest.series.push_back(cycle.series[at]);
      rest.values.push_back(cycle.values[at]);
      rest.qualities.push_back(cycle.qualities[at]);
      ++batch.count;
    }
    if (batch.count > 0) rest.batches.push_back(batch);
  }
  return rest;
}

template <class Code>
void JournalCode::code(Code& code, Cycle& cycle) {
  const std::size_t first = names_.code(code);
  if (code.broken()) return;
  tracks_.resize(names_.series().size());
  next_.resize(tracks_.size(), 0);
  while (places_.size() < names_.metricCount()) places_.push_back(std::make_unique<ValuePlaces>());
  codeRules(code, first);

  const std::size_t batches = countOf(code, counts_, cycle.batches.size(), kMostBatches);
  if constexpr (Code::kReads) cycle.batches.resize(batches);
  Run run{};
  while (run.first_batch + run.batches < batches && !code.broken()) {
    run = {.first_batch = run.first_batch + run.batches,
           .batches = 0,
           .first = run.first + run.count,
           .count = 0};
    codeBatches(code, cycle, run);
    codeSeries(code, cycle, run);
    codeValues(code, cycle, run, false);
    codeValues(code, cycle, run, true);
  }
  codeEvents(code, cycle);
}

template <class Code>
void JournalCode::codeRules(Code& code, std::size_t first) {
  for (std::size_t i = first; i < tracks_.size() && !code.broken(); ++i) {
    ValueTrack& track = tracks_[i];
    if constexpr (!Code::kReads) {
      const Facts facts = facts_of_(names_.series()[i].id);
      if (facts.relation && codes(facts.relation->kind)) {
        track.of = names_.find(facts.relation->of);
        track.by = facts.relation->by == PV_NONE ? track.of : names_.find(facts.relation->by);
        if (track.of != kNoTrack && track.by != kNoTrack) track.kind = facts.relation->kind;
      }
    }
    track.kind =
        static_cast<Rule::Kind>(symbolOf<3>(code, rules_, static_cast<unsigned>(track.kind)));
    if (track.kind == Rule::Kind::kNone) continue;
    for (std::uint32_t* each : {&track.of, &track.by}) {
      const std::int64_t away =
          signedOf(code, rules_of_, std::int64_t{*each} - static_cast<std::int64_t>(i));
      if constexpr (Code::kReads) {
        const std::int64_t other = plus(static_cast<std::int64_t>(i), away);
        if (other < 0 || other >= std::ssize(tracks_)) return code.refuse();
        *each = static_cast<std::uint32_t>(other);
      }
    }
    if constexpr (Code::kReads)
      if (track.kind > Rule::Kind::kBeside) return code.refuse();
  }
}

// Those of one time that follow each other.
template <class Code>
void JournalCode::codeBatches(Code& code, Cycle& cycle, Run& run) {
  const std::span<CycleBatch> rest = std::span(cycle.batches).subspan(run.first_batch);
  std::size_t alike = 1;
  if constexpr (!Code::kReads)
    while (alike < rest.size() && rest[alike].time_ms == rest[0].time_ms) ++alike;
  run.batches = countOf(code, counts_, alike, rest.size());
  if constexpr (Code::kReads)
    if (run.batches == 0) return code.refuse();
  time_ms_ = plus(time_ms_, signedOf(code, times_, minus(rest[0].time_ms, time_ms_)));
  for (CycleBatch& each : rest.first(run.batches)) {
    each.time_ms = time_ms_;
    codeHead(code, each);
    run.count += each.count;
  }
  if constexpr (Code::kReads) {
    if (run.first + run.count > kMostSamples) code.refuse();
    if (code.broken()) return;
    cycle.series.resize(run.first + run.count);
    cycle.values.resize(run.first + run.count);
    cycle.qualities.resize(run.first + run.count);
    numbers_.resize(run.first + run.count);
  }
}

template <class Code>
void JournalCode::codeHead(Code& code, CycleBatch& batch) {
  Arrival& arrival = batch.arrival;
  arrival.backfill = code.bit(backfill_, arrival.backfill);
  arrival_.now_ms =
      plus(arrival_.now_ms, signedOf(code, now_steps_, minus(arrival.now_ms, arrival_.now_ms)));
  arrival_.steady_ms =
      plus(arrival_.steady_ms,
           signedOf(code, steady_steps_, minus(arrival.steady_ms, arrival_.steady_ms)));
  arrival.now_ms = arrival_.now_ms;
  arrival.steady_ms = arrival_.steady_ms;
  batch.count = countOf(code, samples_, batch.count, kMostSamples);
}

template <class Code>
void JournalCode::codeSeries(Code& code, Cycle& cycle, const Run& run) {
  for (std::size_t i = run.first; i < run.first + run.count; ++i) {
    if (code.broken()) return;
    const std::uint32_t expected = last_ < next_.size() ? next_[last_] : 0;
    std::uint32_t number = Code::kReads ? expected : numbers_[i];
    if (expected >= tracks_.size()) {
      if constexpr (Code::kReads) code.refuse();
      return;
    }
    ValuePlaces& guess = placesOf(expected);
    const bool follows = code.bit(guess.follows[followed_ ? 1 : 0], number == expected);
    followed_ = follows;
    if (!follows)
      number = static_cast<std::uint32_t>(
          plus(last_, signedOf(code, others_, std::int64_t{number} - std::int64_t{last_})));
    if constexpr (Code::kReads) {
      if (number >= tracks_.size()) return code.refuse();
      numbers_[i] = number;
      cycle.series[i] = names_.series()[number].id;
    }
    next_[last_] = number;
    last_ = number;
    ValueTrack& track = tracks_[number];
    ValuePlaces& places = placesOf(number);
    std::uint8_t& quality = cycle.qualities[i];
    if (code.bit(places.quality_same[0], quality == track.quality))
      quality = track.quality;
    else
      quality = static_cast<std::uint8_t>(symbolOf<3>(code, places.qualities, quality));
    track.quality = quality;
  }
}

template <class Code>
void JournalCode::codeValues(Code& code, Cycle& cycle, const Run& run, bool computed) {
  for (std::size_t i = run.first; i < run.first + run.count; ++i) {
    if (code.broken()) return;
    ValueTrack& track = tracks_[numbers_[i]];
    if (Rule::computed(track.kind) != computed) continue;
    const ValueTrack* const of = track.kind == Rule::Kind::kNone ? nullptr : &tracks_[track.of];
    const ValueTrack* const by = track.kind == Rule::Kind::kNone ? nullptr : &tracks_[track.by];
    cycle.values[i] =
        valueOf(code, track, placesOf(numbers_[i]), of, by, time_ms_, cycle.values[i]);
  }
}

template <class Code>
void JournalCode::codeEvents(Code& code, Cycle& cycle) {
  const std::size_t count = countOf(code, events_.counts, cycle.events.size(), kMostEvents);
  if constexpr (Code::kReads) {
    code.spend(count * sizeof(CycleEvent));
    if (code.broken()) return;
    cycle.events.resize(count);
  }
  for (CycleEvent& each : cycle.events) {
    if (code.broken()) return;
    codeEvent(code, each);
  }
}

template <class Code>
void JournalCode::codeEvent(Code& code, CycleEvent& event) {
  pv_event raw{.size = sizeof(pv_event),
               .severity = 0,
               .time_ms = 0,
               .entity = PV_NONE,
               .id = absent(),
               .type = absent(),
               .state = absent(),
               .message = absent(),
               .attribute_count = 0,
               .attributes = nullptr};
  if constexpr (!Code::kReads) raw = event.event->raw();
  textOf(code, events_.texts, event.component);
  raw.severity = static_cast<std::int32_t>(signedOf(code, events_.severities, raw.severity));
  event_ms_ = plus(event_ms_, signedOf(code, events_.times, minus(raw.time_ms, event_ms_)));
  raw.time_ms = event_ms_;
  // One more than its number.
  std::uint64_t entity = 0;
  if constexpr (!Code::kReads)
    if (raw.entity != PV_NONE) entity = names_.numberOfEntity(raw.entity) + std::uint64_t{1};
  entity = numberOf(code, events_.entities, entity);
  if constexpr (Code::kReads) {
    if (entity > names_.entities().size()) return code.refuse();
    raw.entity = entity == 0 ? EntityId{PV_NONE} : names_.entities()[entity - 1];
  }
  std::array<std::string, 4> texts;
  std::size_t next = 0;
  for (pv_text* each : {&raw.id, &raw.type, &raw.state, &raw.message})
    optionalText(code, events_.absent, events_.texts, *each, texts[next++]);
  const std::size_t count = countOf(code, events_.counts, raw.attribute_count, kMostAttributes);
  if constexpr (Code::kReads) {
    code.spend(sizeof(OwnedEvent) + count * sizeof(pv_attribute));
    if (code.broken()) return;
  }
  std::vector<std::pair<std::string, std::string>> own(count);
  std::vector<pv_attribute> attributes(raw.attributes, raw.attributes + raw.attribute_count);
  attributes.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (code.broken()) return;
    optionalText(code, events_.absent, events_.texts, attributes[i].name, own[i].first);
    optionalText(code, events_.absent, events_.texts, attributes[i].value, own[i].second);
  }
  if constexpr (Code::kReads) {
    raw.attribute_count = count;
    raw.attributes = attributes.data();
    event.event = std::make_shared<const OwnedEvent>(raw);
  }
}

std::size_t JournalCode::bytes() const {
  return names_.bytes() + tracks_.capacity() * sizeof(ValueTrack) +
         (next_.capacity() + numbers_.capacity()) * sizeof(std::uint32_t) +
         places_.size() * sizeof(ValuePlaces);
}

}  // namespace pipevane::history
