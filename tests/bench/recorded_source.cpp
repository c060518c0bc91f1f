// A plugin for the real program: a source that tells a whole history of recorded guests at once,
// up to now, and then no more.
#include "tests/bench/recorded_guests.h"

#include <pipevane/plugin.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace pipevane::bench {
namespace {

constexpr std::int64_t kCycleMs = 10'000;
constexpr std::uint64_t kSeed = 7;

std::string_view unitOf(std::string_view metric) {
  if (metric.find("bytes") != std::string_view::npos) return "bytes";
  return metric.ends_with("seconds") ? "seconds" : "";
}

class RecordedSource final : public Source {
 public:
  static constexpr auto kOptions = options(integer("cycles"), integer("guests"));

  RecordedSource(const Options& options, const Host& host)
      : host_(host),
        cycles_(options.integer("cycles")),
        guests_(static_cast<std::size_t>(options.integer("guests")), kSeed) {
    const Dictionary names = host.dictionary();
    for (std::int64_t i = 0; i < options.integer("guests"); ++i) {
      const EntityId guest = names.entity("lab/vm/" + std::to_string(100 + i));
      for (const auto& [metric, counter] : RecordedGuests::kKinds)
        series_.push_back(names.series(guest, names.metric(metric, unitOf(metric), counter)));
    }
  }

  // A batch for each node, as they have clocks of their own.
  void run(Output& output) override {
    constexpr std::size_t kBatch = RecordedGuests::kOnOneNode * RecordedGuests::kMetrics;
    const std::int64_t first_ms = host_.nowMs() - cycles_ * kCycleMs;
    for (std::int64_t cycle = 1; cycle <= cycles_; ++cycle) {
      guests_.cycle();
      for (std::size_t at = 0; at < series_.size(); at += kBatch) {
        const std::size_t count = std::min(kBatch, series_.size() - at);
        Draft draft = output.begin(first_ms + cycle * kCycleMs, PV_END_OF_CYCLE);
        const Columns room = draft.samples(count);
        std::copy_n(series_.begin() + static_cast<std::ptrdiff_t>(at), count, room.series.begin());
        std::copy_n(guests_.values().begin() + static_cast<std::ptrdiff_t>(at), count,
                    room.values.begin());
        std::ranges::fill(room.qualities, std::uint8_t{PV_LIVE});
        if (!output.push(std::move(draft))) return;
      }
    }
    while (host_.waitFor(kCycleMs)) {
    }
  }

 private:
  const Host host_;
  const std::int64_t cycles_;
  RecordedGuests guests_;
  std::vector<SeriesId> series_;
};

}  // namespace
}  // namespace pipevane::bench

PIPEVANE_PLUGIN("recorded_guests", "1.0.0", "Tells an hour of guests.", "MIT",
                pipevane::source<pipevane::bench::RecordedSource>("recorded_guests",
                                                                  "Tells it at once."));
