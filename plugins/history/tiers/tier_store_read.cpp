// What there is of series, for whoever asks: from any thread.
#include "plugins/history/tiers/tier_store.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <tuple>

namespace pipevane::history {
namespace {

// That are held open.
constexpr std::size_t kOpenMost = 8;
// Of who asks, where the disk hangs.
constexpr std::chrono::seconds kPatience{2};
constexpr const char* kHangs = "the disk of the history does not answer";

bool sameTime(const Summary& one, const Summary& other) {
  return one.begin_ms == other.begin_ms && one.step_ms == other.step_ms;
}

// Each time once.
void order(std::vector<Summary>& all) {
  const auto sooner = [](const Summary& one, const Summary& other) {
    return std::tie(one.begin_ms, one.step_ms) < std::tie(other.begin_ms, other.step_ms);
  };
  if (!std::ranges::is_sorted(all, sooner)) std::ranges::stable_sort(all, sooner);
  std::size_t made = 0;
  for (const Summary& each : all) {
    if (made > 0 && sameTime(all[made - 1], each))
      all[made - 1].add(each);
    else
      all[made++] = each;
  }
  all.resize(made);
}

}  // namespace

std::string TierStore::read(std::span<const SeriesId> series, const TierRange& range,
                            std::span<std::vector<Summary>> all) const {
  std::vector<SeriesId> ascending(series.begin(), series.end());
  std::ranges::sort(ascending);
  ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
  std::vector<std::vector<Summary>> found(ascending.size());
  std::string why;
  {
    const std::unique_lock lock(mutex_, kPatience);
    if (!lock) return kHangs;
    eachFile([&](std::uint32_t, TierFile& file) {
      if (file.lastMs() < range.from_ms || file.firstMs() >= range.to_ms) return;
      try {
        file.read(ascending, range, read_bench_, found);
      } catch (const DiskError& error) {
        why = unreadable_ = error.what();
      }
      closeSome(file);
    });
  }
  for (std::vector<Summary>& each : found) {
    if (range.tier_ms >= kHourMs)
      each = summed(std::move(each), kHourMs);
    else
      order(each);
  }
  for (std::size_t i = 0; i < series.size(); ++i) {
    const auto at = std::ranges::lower_bound(ascending, series[i]);
    all[i] = found[static_cast<std::size_t>(at - ascending.begin())];
  }
  return why;
}

void TierStore::closeSome(const TierFile& but) const {
  std::size_t open = 0;
  for (const auto& [number, segment] : segments_) open += segment->isOpen() ? 1 : 0;
  for (const auto& [number, segment] : segments_) {
    if (open <= kOpenMost) return;
    if (!segment->isOpen() || segment.get() == &but) continue;
    segment->close();
    --open;
  }
}

std::optional<TierStore::Extent> TierStore::extent() const {
  const std::lock_guard lock(told_mutex_);
  return extent_;
}

TierStore::Figures TierStore::figures() const {
  const std::lock_guard lock(told_mutex_);
  return figures_;
}

std::optional<TierStore::Extent> TierStore::extentOf(std::span<const SeriesId> series) const {
  const std::unique_lock lock(mutex_, kPatience);
  if (!lock) return this->extent();
  Extent extent{kLast, kFirst};
  eachFile([&](std::uint32_t, TierFile& file) {
    if (file.firstMs() >= extent.first_ms && file.lastMs() <= extent.last_ms) return;
    if (std::ranges::none_of(series, [&](SeriesId each) { return file.has(each); })) return;
    extent.first_ms = std::min(extent.first_ms, file.firstMs());
    extent.last_ms = std::max(extent.last_ms, file.lastMs());
  });
  if (extent.first_ms > extent.last_ms) return std::nullopt;
  return extent;
}

std::vector<SeriesId> TierStore::series() const {
  std::vector<SeriesId> all;
  const std::unique_lock lock(mutex_, kPatience);
  if (!lock) throw DiskError(DiskError::Kind::kElse, kHangs);
  eachFile([&](std::uint32_t, TierFile& file) {
    std::ranges::copy(file.series(), std::back_inserter(all));
  });
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace pipevane::history
