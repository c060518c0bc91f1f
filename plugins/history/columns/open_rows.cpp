#include "plugins/history/columns/open_rows.h"

#include "plugins/history/tally.h"

#include <algorithm>

namespace pipevane::history {

std::size_t Row::told() const {
  return qualities.size() - static_cast<std::size_t>(std::ranges::count(qualities, kNotTold));
}

std::size_t OpenRows::before(std::int64_t time_ms) const {
  const auto at = std::ranges::lower_bound(rows_, time_ms, {}, &Row::time_ms);
  return static_cast<std::size_t>(at - rows_.begin());
}

Row* OpenRows::find(std::int64_t time_ms) {
  const std::size_t at = before(time_ms);
  return at < rows_.size() && rows_[at].time_ms == time_ms ? &rows_[at] : nullptr;
}

Row& OpenRows::insert(std::int64_t time_ms) {
  const auto at = static_cast<std::ptrdiff_t>(before(time_ms));
  Row& row = *rows_.insert(rows_.begin() + at, std::move(spare_));
  spare_ = {};
  row.time_ms = time_ms;
  std::ranges::fill(row.qualities, kNotTold);
  return row;
}

std::size_t OpenRows::dropFront(std::size_t count) {
  std::size_t told = 0;
  for (std::size_t i = 0; i < count; ++i) told += rows_[i].told();
  recycle(0, count);
  return told;
}

std::size_t OpenRows::dropAfter(std::int64_t time_ms, const std::vector<bool>& columns) {
  std::size_t dropped = 0;
  for (Row& row : rows_) {
    if (row.time_ms <= time_ms) continue;
    for (std::size_t i = 0; i < row.qualities.size(); ++i) {
      if (!columns[i] || !row.tells(i)) continue;
      row.qualities[i] = kNotTold;
      ++dropped;
    }
  }
  std::erase_if(rows_,
                [time_ms](const Row& row) { return row.time_ms > time_ms && row.told() == 0; });
  return dropped;
}

void OpenRows::recycle(std::size_t from, std::size_t count) {
  if (count == 0) return;
  spare_ = std::move(rows_[from]);
  const auto first = rows_.begin() + static_cast<std::ptrdiff_t>(from);
  rows_.erase(first, first + static_cast<std::ptrdiff_t>(count));
}

std::size_t OpenRows::bytes() const {
  const auto of = [](const Row& row) {
    if (row.values.capacity() == 0) return std::size_t{0};
    return row.values.capacity() * sizeof(double) + row.qualities.capacity() + 2 * kAllocationBytes;
  };
  std::size_t bytes = of(spare_) + rows_.capacity() * sizeof(Row);
  for (const Row& each : rows_) bytes += of(each);
  return bytes;
}

}  // namespace pipevane::history
