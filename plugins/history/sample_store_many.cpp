// Questions about many series: piece by piece, each done in some milliseconds.
#include "plugins/history/columns/frame_moment.h"
#include "plugins/history/columns/frame_rows.h"
#include "plugins/history/sample_store.h"
#include "plugins/history/second_thread.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <tuple>

namespace pipevane::history {
namespace {

// A piece is done where so many cells are read, or what so many columns told at one time.
constexpr std::size_t kCellsAtOnce = 400'000;
constexpr std::size_t kColumnsAtOnce = 32'768;
// Who waits for the other thread to be done with one does so for a quarter of a millisecond.
constexpr std::size_t kColumnsOfPart = 1'024;

bool sooner(const Sought& one, const Sought& other) {
  return std::tie(one.place.frame, one.place.column) <
         std::tie(other.place.frame, other.place.column);
}

bool sameFrame(const Sought& one, const Sought& other) {
  return one.place.frame == other.place.frame;
}

}  // namespace

std::vector<Sought> SampleStore::find(std::span<const SeriesId> series) const {
  std::vector<Sought> sought;
  sought.reserve(series.size());
  for (std::uint32_t i = 0; i < series.size(); ++i) {
    const bool moved = frames_.hasFormer(series[i]);
    const auto home = frames_.placeOf(series[i]);
    if (moved || home) sought.push_back({series[i], i, moved ? Frames::kSeveral : *home});
  }
  if (!std::ranges::is_sorted(sought, sooner)) std::ranges::stable_sort(sought, sooner);
  return sought;
}

std::vector<Sought> SampleStore::findAll() const {
  std::vector<Sought> sought;
  sought.reserve(frames_.seriesCount());
  frames_.each([&](FrameId id, const KeptFrame& kept) {
    for (std::uint32_t column = 0; column < kept.frame.columns.size(); ++column) {
      const SeriesId series = kept.frame.columns[column].whose();
      if (series == PV_NONE) continue;
      const auto index = static_cast<std::uint32_t>(sought.size());
      const Frames::Place place{id, column};
      // One that has been in several is told of once.
      if (!frames_.hasFormer(series))
        sought.push_back({series, index, place});
      else if (frames_.placesOf(series).front() == place)
        sought.push_back({series, index, Frames::kSeveral});
    }
  });
  return sought;
}

// How many of the first ones are still where they were found, in the frame of the first one.
std::size_t SampleStore::stillThere(std::span<const Sought> sought) const {
  const auto end = std::ranges::find_if_not(sought, [&](const Sought& each) {
    return sameFrame(each, sought.front()) && !frames_.hasFormer(each.series) &&
           frames_.placeOf(each.series) == each.place;
  });
  return static_cast<std::size_t>(end - sought.begin());
}

std::size_t SampleStore::read(std::span<const Sought> sought, std::int64_t from_ms,
                              std::int64_t to_ms, SeriesReader& reader) const {
  std::size_t done = 0, cells = 0;
  while (done < sought.size() && cells < kCellsAtOnce) {
    const std::span<const Sought> left = sought.subspan(done);
    const std::size_t together = stillThere(left);
    if (together == 0) {
      cells += readAlone(left.front(), from_ms, to_ms, reader);
      ++done;
      continue;
    }
    const KeptFrame& kept = frames_[left.front().place.frame];
    FrameRows rows(kept.frame, std::max(from_ms, toldSince(kept)), to_ms, bench_);
    reader.rows(rows.timesMs());
    for (const Sought& each : left.first(together)) {
      reader.column(each.index, rows.read(each.place.column));
      ++done;
      cells += 1 + rows.timesMs().size();
      if (cells >= kCellsAtOnce) break;
    }
  }
  return done;
}

// One that is somewhere else than the others. How many samples it has.
std::size_t SampleStore::readAlone(const Sought& sought, std::int64_t from_ms, std::int64_t to_ms,
                                   SeriesReader& reader) const {
  std::vector<Point> points;
  collect(sought.series, from_ms, to_ms, points);
  std::vector<std::int64_t> times_ms;
  std::vector<double> values;
  std::vector<std::uint8_t> qualities;
  for (const Point& each : points) {
    times_ms.push_back(each.time_ms);
    values.push_back(each.value);
    qualities.push_back(each.quality);
  }
  reader.rows(times_ms);
  reader.column(sought.index, {values, qualities});
  return points.size() + 1;
}

// Nothing is changed meanwhile, as whoever asks holds the lock for both threads.
std::size_t SampleStore::at(std::span<const Sought> sought, std::int64_t since_ms,
                            std::int64_t time_ms, Snapshot& snapshot, SecondThread* second) const {
  sought = sought.first(std::min(sought.size(), kColumnsAtOnce));
  std::atomic<std::size_t> next = 0;
  const auto takeParts = [&](Workbench& bench, Snapshot& told) {
    for (std::size_t from; (from = next.fetch_add(kColumnsOfPart)) < sought.size();)
      readAt(sought.subspan(from, std::min(kColumnsOfPart, sought.size() - from)), since_ms,
             time_ms, bench, told);
  };
  if (second == nullptr) {
    takeParts(bench_, snapshot);
    return sought.size();
  }
  Snapshot other;
  second->run([&](bool there) {
    if (!there) return takeParts(bench_, snapshot);
    Workbench bench;
    takeParts(bench, other);
  });
  snapshot.append(other);
  return sought.size();
}

void SampleStore::readAt(std::span<const Sought> sought, std::int64_t since_ms,
                         std::int64_t time_ms, Workbench& bench, Snapshot& snapshot) const {
  MomentBench moment_bench;
  std::vector<std::uint32_t> columns;
  std::vector<std::optional<Point>> found;
  for (std::span<const Sought> left = sought; !left.empty();) {
    const std::size_t together = stillThere(left);
    if (together == 0) {
      const SeriesId series = left.front().series;
      if (const auto last = lastOf(series, since_ms, time_ms, bench, moment_bench))
        snapshot.add(series, *last);
      left = left.subspan(1);
      continue;
    }
    const KeptFrame& kept = frames_[left.front().place.frame];
    FrameMoment moment(kept.frame, std::max(since_ms, toldSince(kept)), time_ms, bench,
                       moment_bench);
    columns.clear();
    for (const Sought& each : left.first(together)) columns.push_back(each.place.column);
    found.assign(together, std::nullopt);
    moment.read(columns, found);
    for (std::size_t i = 0; i < together; ++i)
      if (found[i]) snapshot.add(left[i].series, *found[i]);
    left = left.subspan(together);
  }
}

}  // namespace pipevane::history
