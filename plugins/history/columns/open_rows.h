// A few rows of a frame that are still written, by time. A row has a cell for each column that the
// frame had when it was made or written last.
#pragma once

#include "plugins/history/columns/cells.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace pipevane::history {

struct Row {
  std::int64_t time_ms = 0;
  std::vector<double> values;
  std::vector<std::uint8_t> qualities;

  void widen(std::size_t columns) {
    if (values.size() >= columns) return;
    values.resize(columns);
    qualities.resize(columns, kNotTold);
  }
  bool tells(std::size_t column) const {
    return column < qualities.size() && qualities[column] != kNotTold;
  }
  std::size_t told() const;  // how many cells
};

class OpenRows {
 public:
  // Three minutes at the usual pace. They take nine bytes a cell, packed ones two.
  static constexpr std::size_t kMost = 16;

  bool empty() const { return rows_.empty(); }
  bool full() const { return rows_.size() == kMost; }
  std::size_t size() const { return rows_.size(); }
  const Row& operator[](std::size_t row) const { return rows_[row]; }
  const std::vector<Row>& rows() const { return rows_; }
  std::int64_t firstMs() const { return rows_.front().time_ms; }
  std::int64_t lastMs() const { return rows_.back().time_ms; }
  // These instead, by ascending time.
  void restore(std::vector<Row> rows) { rows_ = std::move(rows); }
  // How many are older than that.
  std::size_t before(std::int64_t time_ms) const;

  // The row of that time; null where there is none.
  Row* find(std::int64_t time_ms);
  // A new one, of a time that no other has. Not where it is full.
  Row& insert(std::int64_t time_ms);
  // The oldest ones; how many cells were told in them.
  std::size_t dropFront(std::size_t count);
  // What is later than that of these columns, and rows of which nothing is left.
  std::size_t dropAfter(std::int64_t time_ms, const std::vector<bool>& columns);
  std::size_t bytes() const;

 private:
  void recycle(std::size_t from, std::size_t count);

  std::vector<Row> rows_;
  Row spare_;  // the memory of one that was dropped
};

}  // namespace pipevane::history
