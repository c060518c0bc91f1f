#include "plugins/history/columns/frame.h"

#include "plugins/history/columns/sources.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <utility>

namespace pipevane::history {

std::uint32_t Frame::addColumn(SeriesId series) {
  columns.push_back({.series = series});
  return static_cast<std::uint32_t>(columns.size() - 1);
}

std::vector<std::uint32_t> Frame::strangers() const {
  constexpr std::size_t kSeldom = 3;
  std::size_t most = 0;
  for (const Row& row : open_.rows()) most = std::max(most, row.told());
  std::vector<std::size_t> apart(columns.size()), together(columns.size());
  for (const Row& row : open_.rows()) {
    auto& counts = row.told() * 2 < most ? apart : together;
    for (std::size_t i = 0; i < row.qualities.size(); ++i) counts[i] += row.tells(i) ? 1 : 0;
  }
  std::vector<std::uint32_t> found;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (together[i] == 0 && apart[i] >= kSeldom) found.push_back(static_cast<std::uint32_t>(i));
  return found;
}

Row& Frame::rowAt(std::int64_t time_ms, Workbench& bench, Tally& tally) {
  Row* row = open_.find(time_ms);
  if (row == nullptr) row = late_.find(time_ms);
  if (row == nullptr) {
    const bool behind = (!chunks_.empty() && time_ms <= chunks_.back().lastMs()) ||
                        (full() && time_ms < open_.firstMs());
    if (behind) {
      if (late_.full()) fold(bench, tally);
      row = &late_.insert(time_ms);
    } else {
      // What is to come between is not packed with what it comes between.
      if (full()) packFront(open_.before(time_ms), bench);
      row = &open_.insert(time_ms);
    }
  }
  row->widen(columns.size());
  return *row;
}

std::int64_t Frame::firstMs() const {
  std::int64_t first = open_.empty() ? std::numeric_limits<std::int64_t>::max() : open_.firstMs();
  if (!late_.empty()) first = std::min(first, late_.firstMs());
  return chunks_.empty() ? first : std::min(first, chunks_.front().firstMs());
}

// What was late may be the latest once what was later is forgotten.
std::int64_t Frame::lastMs() const {
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (const OpenRows* rows : {&open_, &late_})
    if (!rows->empty()) last = std::max(last, rows->lastMs());
  return open_.empty() && !chunks_.empty() ? std::max(last, chunks_.back().lastMs()) : last;
}

const Row* Frame::newest(std::int64_t time_ms) const {
  const bool has = !open_.empty() && open_.lastMs() == time_ms;
  return has ? &open_[open_.size() - 1] : nullptr;
}

void Frame::collect(std::size_t column, std::int64_t from_ms, std::int64_t to_ms, Workbench& bench,
                    std::vector<Point>& points) const {
  const auto before = static_cast<std::ptrdiff_t>(points.size());
  for (const Chunk& each : chunks_)
    if (each.lastMs() >= from_ms && each.firstMs() < to_ms) each.appendTo(column, bench, points);
  const auto addRows = [&](const OpenRows& rows) {
    for (const Row& each : rows.rows())
      if (each.tells(column))
        points.push_back({each.time_ms, each.values[column], each.qualities[column]});
  };
  addRows(late_);
  const bool mixed = points.begin() + before != points.end() && !late_.empty();
  addRows(open_);
  const auto begin = points.begin() + before;
  if (mixed) {
    // Of two of one time the packed one was first.
    std::ranges::stable_sort(begin, points.end(), {}, &Point::time_ms);
    points.erase(std::unique(begin, points.end(), sameTime), points.end());
  }
  points.erase(std::ranges::lower_bound(begin, points.end(), to_ms, {}, &Point::time_ms),
               points.end());
  points.erase(begin, std::ranges::lower_bound(begin, points.end(), from_ms, {}, &Point::time_ms));
}

std::optional<std::int64_t> Frame::firstOf(std::size_t column, std::int64_t from_ms,
                                           Workbench& bench) const {
  std::optional<std::int64_t> first;
  for (const Chunk& each : chunks_) {
    if (each.lastMs() >= from_ms) first = each.firstOf(column, from_ms, bench);
    if (first) break;
  }
  for (const OpenRows* rows : {&late_, &open_})
    for (const Row& row : rows->rows()) {
      if (!row.tells(column) || row.time_ms < from_ms) continue;
      first = std::min(first.value_or(row.time_ms), row.time_ms);
      break;
    }
  return first;
}

std::optional<std::int64_t> Frame::lastOf(std::size_t column, Workbench& bench) const {
  const auto of = [column](const OpenRows& rows) {
    std::optional<std::int64_t> last;
    for (std::size_t i = rows.size(); i > 0 && !last; --i)
      if (rows[i - 1].tells(column)) last = rows[i - 1].time_ms;
    return last;
  };
  // All chunks are before what is open; what is late may be before them.
  std::optional<std::int64_t> last = of(open_);
  for (auto each = chunks_.rbegin(); each != chunks_.rend() && !last; ++each)
    last = each->lastOf(column, bench);
  return std::max(last, of(late_));
}

bool Frame::restore(std::vector<Chunk> chunks, std::vector<Row> open, std::vector<Row> late) {
  const auto isRow = [this](const Row& row) {
    return row.values.size() == row.qualities.size() && row.values.size() <= columns.size();
  };
  const auto areRows = [&](const std::vector<Row>& rows) {
    return rows.size() <= OpenRows::kMost && std::ranges::all_of(rows, isRow) &&
           std::ranges::is_sorted(rows, std::ranges::less_equal(), &Row::time_ms);
  };
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    if (chunks[i].columns() > columns.size()) return false;
    if (i > 0 && chunks[i].firstMs() <= chunks[i - 1].lastMs()) return false;
  }
  if (!areRows(open) || !areRows(late)) return false;
  if (!open.empty() && !chunks.empty() && open.front().time_ms <= chunks.back().lastMs())
    return false;
  chunks_ = std::move(chunks);
  for (const Chunk& each : chunks_) chunk_bytes_ += each.bytes();
  open_.restore(std::move(open));
  late_.restore(std::move(late));
  return true;
}

std::size_t Frame::dropBefore(std::int64_t time_ms, Departed* departed) {
  std::size_t dropped = 0;
  while (!chunks_.empty() && chunks_.front().lastMs() < time_ms) {
    dropped += chunks_.front().samples();
    chunk_bytes_ -= chunks_.front().bytes();
    if (departed != nullptr) departed->chunks.push_back(std::move(chunks_.front()));
    chunks_.erase(chunks_.begin());
  }
  // What is late goes elsewhere together with what it belongs between.
  if (departed != nullptr && !chunks_.empty())
    time_ms = std::min(time_ms, chunks_.front().firstMs());
  dropped += dropFront(late_, late_.before(time_ms), departed);
  return dropped + dropFront(open_, open_.before(time_ms), departed);
}

std::size_t Frame::dropFront(OpenRows& rows, std::size_t count, Departed* departed) {
  if (departed != nullptr)
    departed->rows.insert(departed->rows.end(), rows.rows().begin(),
                          rows.rows().begin() + static_cast<std::ptrdiff_t>(count));
  return rows.dropFront(count);
}

Departed Frame::all() const {
  Departed all{.series = {}, .chunks = chunks_, .rows = late_.rows()};
  all.rows.insert(all.rows.end(), open_.rows().begin(), open_.rows().end());
  for (const Column& each : columns) all.series.push_back(each.whose());
  return all;
}

std::size_t Frame::dropAfter(std::int64_t time_ms, const std::vector<bool>& of, Workbench& bench) {
  std::size_t dropped = open_.dropAfter(time_ms, of) + late_.dropAfter(time_ms, of);
  for (std::size_t at = chunks_.size(); at > 0 && chunks_[at - 1].lastMs() > time_ms; --at)
    if (tellsAfter(chunks_[at - 1], time_ms, of, bench))
      dropped += dropAfter(at - 1, time_ms, of, bench);
  return dropped;
}

bool Frame::tellsAfter(const Chunk& chunk, std::int64_t time_ms, const std::vector<bool>& of,
                       Workbench& bench) {
  for (std::size_t i = 0; i < of.size(); ++i)
    if (of[i] && chunk.lastOf(i, bench).value_or(time_ms) > time_ms) return true;
  return false;
}

// Of one chunk, which makes way for what is left of it.
std::size_t Frame::dropAfter(std::size_t at, std::int64_t time_ms, const std::vector<bool>& of,
                             Workbench& bench) {
  const std::size_t before = chunks_[at].samples();
  const std::vector<std::int64_t> times_ms = chunks_[at].timesMs();
  const auto first =
      static_cast<std::size_t>(std::ranges::upper_bound(times_ms, time_ms) - times_ms.begin());
  std::vector<Chunk> left;
  const auto keep = [&](std::size_t from, std::size_t to, const std::vector<bool>* without) {
    if (from == to) return;
    OfSome source(chunks_[at], from, without);
    const std::span<const std::int64_t> part(times_ms);
    Chunk made(part.subspan(from, to - from), columns, source, bench);
    if (made.samples() > 0) left.push_back(std::move(made));
  };
  keep(0, first, nullptr);
  keep(first, times_ms.size(), &of);
  std::size_t after = 0;
  erase(at, 1);
  for (std::size_t i = 0; i < left.size(); ++i) {
    after += left[i].samples();
    insert(at + i, std::move(left[i]));
  }
  return before - after;
}

std::int64_t Frame::oldestEndMs() const {
  if (!chunks_.empty()) return chunks_.front().lastMs();
  return late_.empty() ? open_.lastMs() : late_.lastMs();
}

std::size_t Frame::dropOldest(Departed* departed) {
  if (!chunks_.empty()) return dropBefore(chunks_.front().lastMs() + 1, departed);
  if (!late_.empty()) return dropFront(late_, late_.size(), departed);
  return dropFront(open_, (open_.size() + 1) / 2, departed);
}

std::size_t Frame::samples() const {
  std::size_t samples = 0;
  for (const Chunk& each : chunks_) samples += each.samples();
  for (const OpenRows* rows : {&late_, &open_})
    for (const Row& row : rows->rows()) samples += row.told();
  return samples;
}

std::size_t Frame::bytes() const {
  // Itself, its columns, rows and chunks are pieces of memory of their own.
  constexpr std::size_t kPieces = 5;
  const std::size_t spare = (chunks_.capacity() - chunks_.size()) * sizeof(Chunk);
  return sizeof(Frame) + columns.capacity() * sizeof(Column) + open_.bytes() + late_.bytes() +
         chunk_bytes_ + spare + kPieces * kAllocationBytes;
}

void Frame::insert(std::size_t at, Chunk chunk) {
  chunk_bytes_ += chunk.bytes();
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at), std::move(chunk));
}

void Frame::erase(std::size_t at, std::size_t count) {
  const auto first = chunks_.begin() + static_cast<std::ptrdiff_t>(at);
  const auto last = first + static_cast<std::ptrdiff_t>(count);
  std::for_each(first, last, [this](const Chunk& each) { chunk_bytes_ -= each.bytes(); });
  chunks_.erase(first, last);
}

void Frame::packFront(std::size_t count, Workbench& bench) {
  const std::span<const Row> rows = std::span(open_.rows()).first(count);
  std::vector<std::int64_t> times_ms;
  for (const Row& each : rows) times_ms.push_back(each.time_ms);
  OfRows source(rows);
  insert(chunks_.size(), Chunk(times_ms, columns, source, bench));
  open_.dropFront(count);
  open_most_ = OpenRows::kMost;
  joinSmall(bench);
}

void Frame::joinSmall(Workbench& bench) {
  const std::size_t few = small_most_;
  if (chunks_.size() < few) return;
  const std::size_t first = chunks_.size() - few;
  const auto begin = chunks_.begin() + static_cast<std::ptrdiff_t>(first);
  const auto small = [](const Chunk& each) { return each.rows() <= OpenRows::kMost; };
  if (!std::all_of(begin, chunks_.end(), small)) return;
  std::vector<std::int64_t> times_ms;
  for (auto each = begin; each != chunks_.end(); ++each)
    std::ranges::copy(each->timesMs(), std::back_inserter(times_ms));
  OfChunks source(begin, chunks_.end());
  Chunk joined(times_ms, columns, source, bench);
  erase(first, few);
  insert(first, std::move(joined));
  small_most_ = kFew;
}

// Where a time belongs: into that chunk, or before it.
Frame::Place Frame::placeOf(std::int64_t time_ms) const {
  const auto at = std::ranges::lower_bound(chunks_, time_ms, {},
                                           [](const Chunk& each) { return each.lastMs(); });
  return {.at = static_cast<std::size_t>(at - chunks_.begin()),
          .inside = at != chunks_.end() && at->firstMs() <= time_ms};
}

// All that is late goes into the chunks, or becomes others between them.
void Frame::fold(Workbench& bench, Tally& tally) {
  std::span<const Row> rows = late_.rows();
  while (!rows.empty()) {
    const Place place = placeOf(rows.front().time_ms);
    const auto end = std::ranges::find_if(
        rows, [&](const Row& each) { return !(placeOf(each.time_ms) == place); });
    const auto count = static_cast<std::size_t>(end - rows.begin());
    foldInto(place, rows.first(count), bench, tally);
    rows = rows.subspan(count);
  }
  late_.dropFront(late_.size());
}

void Frame::foldInto(Place place, std::span<const Row> late, Workbench& bench, Tally& tally) {
  const Chunk* const chunk = place.inside ? &chunks_[place.at] : nullptr;
  std::vector<OfBoth::Row> rows;
  if (chunk != nullptr)
    for (const std::int64_t each : chunk->timesMs()) rows.push_back({each, rows.size(), nullptr});
  for (const Row& each : late) {
    const auto at = std::ranges::lower_bound(rows, each.time_ms, {}, &OfBoth::Row::time_ms);
    if (at != rows.end() && at->time_ms == each.time_ms)
      at->late = &each;
    else
      rows.insert(at, {each.time_ms, std::nullopt, &each});
  }
  const std::size_t pieces = (rows.size() - 1) / kRowsMost + 1;
  std::vector<Chunk> made;
  // What was there, and came, and is not there afterwards was told twice.
  std::size_t twice = chunk == nullptr ? 0 : chunk->samples();
  for (const Row& each : late) twice += each.told();
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::size_t from = rows.size() * i / pieces, to = rows.size() * (i + 1) / pieces;
    const std::span<const OfBoth::Row> piece = std::span(rows).subspan(from, to - from);
    std::vector<std::int64_t> times_ms;
    for (const OfBoth::Row& each : piece) times_ms.push_back(each.time_ms);
    OfBoth source(chunk, piece);
    made.emplace_back(times_ms, columns, source, bench);
    twice -= made.back().samples();
  }
  tally.samples -= twice;
  tally.duplicates += twice;
  if (chunk != nullptr) erase(place.at, 1);
  for (std::size_t i = 0; i < made.size(); ++i) insert(place.at + i, std::move(made[i]));
}

}  // namespace pipevane::history
