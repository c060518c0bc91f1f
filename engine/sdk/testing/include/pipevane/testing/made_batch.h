// A batch that owns everything in it: what a fake output caught, or what a test makes to feed a
// component with.
#pragma once

#include <pipevane/batch.h>

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::testing {

class MadeBatch {
 public:
  explicit MadeBatch(std::int64_t time_ms = 0, std::uint32_t flags = 0)
      : time_ms_(time_ms), flags_(flags) {}
  // What is in a batch points into it: moving keeps that in place, copying makes it anew.
  MadeBatch(const MadeBatch& other) : MadeBatch(copyOf(other.raw())) {}
  MadeBatch(MadeBatch&&) noexcept = default;
  MadeBatch& operator=(MadeBatch&&) noexcept = default;

  // That component pushed it.
  MadeBatch& from(std::string component) {
    component_ = std::move(component);
    return *this;
  }
  MadeBatch& sample(SeriesId series, double value, Quality quality = Quality::kLive) {
    series_.push_back(series);
    values_.push_back(value);
    qualities_.push_back(static_cast<std::uint8_t>(quality));
    return *this;
  }
  pv_columns room(std::size_t count) {
    const std::size_t before = series_.size();
    series_.resize(before + count);
    values_.resize(before + count);
    qualities_.resize(before + count);
    return {series_.data() + before, values_.data() + before, qualities_.data() + before};
  }
  MadeBatch& upsert(EntityId entity,
                    const std::vector<std::pair<std::string, std::string>>& attributes) {
    std::vector<pv_attribute> raw;
    for (const auto& [name, value] : attributes) raw.push_back(attribute(name, value));
    return change({.size = sizeof(pv_entity_change),
                   .kind = PV_UPSERT,
                   .entity = entity,
                   .attribute_count = raw.size(),
                   .attributes = raw.data()});
  }
  MadeBatch& remove(EntityId entity) {
    return change({.size = sizeof(pv_entity_change),
                   .kind = PV_REMOVE,
                   .entity = entity,
                   .attribute_count = 0,
                   .attributes = nullptr});
  }
  // These copy what they are given.
  MadeBatch& change(pv_entity_change change) {
    change.attributes = kept(change.attributes, change.attribute_count);
    changes_.push_back(change);
    return *this;
  }
  MadeBatch& event(pv_event event) {
    for (pv_text* part : {&event.id, &event.type, &event.state, &event.message})
      *part = kept(*part);
    event.attributes = kept(event.attributes, event.attribute_count);
    events_.push_back(event);
    return *this;
  }
  MadeBatch& exchange(pv_exchange exchange) {
    for (pv_text* part : {&exchange.source, &exchange.cluster, &exchange.host, &exchange.method,
                          &exchange.path, &exchange.query, &exchange.reason, &exchange.body})
      *part = kept(*part);
    exchange.headers = kept(exchange.headers, exchange.header_count);
    exchanges_.push_back(exchange);
    return *this;
  }
  // Takes over a batch that somebody else owns.
  static MadeBatch copyOf(const pv_batch& raw) {
    MadeBatch copy(raw.time_ms, raw.flags);
    copy.sequence_ = raw.sequence;
    copy.component_ = str(raw.component);
    const Batch batch(raw);
    copy.series_.assign(batch.series().begin(), batch.series().end());
    copy.values_.assign(batch.values().begin(), batch.values().end());
    copy.qualities_.assign(batch.qualities().begin(), batch.qualities().end());
    for (const auto& each : batch.changes()) copy.change(sizedCopy(each));
    for (const auto& each : batch.events()) copy.event(sizedCopy(each));
    for (const auto& each : batch.exchanges()) copy.exchange(sizedCopy(each));
    return copy;
  }

  // Valid as long as this and until it is changed.
  pv_batch raw() const {
    return {.size = sizeof(pv_batch),
            .flags = flags_,
            .time_ms = time_ms_,
            .sequence = sequence_,
            .component = text(component_),
            .sample_count = series_.size(),
            .series = series_.data(),
            .values = values_.data(),
            .qualities = qualities_.data(),
            .change_count = changes_.size(),
            .changes = changes_.data(),
            .event_count = events_.size(),
            .events = events_.data(),
            .exchange_count = exchanges_.size(),
            .exchanges = exchanges_.data()};
  }
  std::int64_t timeMs() const { return time_ms_; }
  std::uint32_t flags() const { return flags_; }
  void number(std::uint64_t sequence) { sequence_ = sequence; }
  void flag(std::uint32_t flags) { flags_ = flags; }
  const std::vector<SeriesId>& series() const { return series_; }
  const std::vector<double>& values() const { return values_; }
  const std::vector<std::uint8_t>& qualities() const { return qualities_; }
  const std::vector<pv_entity_change>& changes() const { return changes_; }
  const std::vector<pv_event>& events() const { return events_; }
  const std::vector<pv_exchange>& exchanges() const { return exchanges_; }
  // The value of the series' last sample in the batch.
  std::optional<double> value(SeriesId series) const {
    for (std::size_t i = series_.size(); i-- > 0;)
      if (series_[i] == series) return values_[i];
    return std::nullopt;
  }

 private:
  pv_text kept(pv_text from) {
    return present(from) ? text(texts_.emplace_back(view(from))) : absent();
  }
  const pv_attribute* kept(const pv_attribute* from, std::size_t count) {
    auto& copy = attributes_.emplace_back();
    for (std::size_t i = 0; i < count; ++i)
      copy.push_back({kept(from[i].name), kept(from[i].value)});
    return copy.data();
  }

  std::string component_ = "fake";
  std::int64_t time_ms_;
  std::uint32_t flags_;
  std::uint64_t sequence_ = 0;
  std::vector<SeriesId> series_;
  std::vector<double> values_;
  std::vector<std::uint8_t> qualities_;
  std::vector<pv_entity_change> changes_;
  std::vector<pv_event> events_;
  std::vector<pv_exchange> exchanges_;
  std::deque<std::string> texts_;
  std::deque<std::vector<pv_attribute>> attributes_;
};

}  // namespace pipevane::testing
