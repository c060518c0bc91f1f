// What chunks are made of: open rows, chunks, or both.
#pragma once

#include "plugins/history/columns/chunk.h"
#include "plugins/history/columns/open_rows.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

// Rows that are not packed yet.
class OfRows final : public ColumnSource {
 public:
  explicit OfRows(std::span<const Row> rows) : rows_(rows) {}
  void read(std::size_t column, Cells cells, Workbench& /*bench*/) override {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!rows_[i].tells(column)) continue;
      cells.values[i] = rows_[i].values[column];
      cells.qualities[i] = rows_[i].qualities[column];
    }
  }

 private:
  std::span<const Row> rows_;
};

// Chunks one after the other.
class OfChunks final : public ColumnSource {
 public:
  using At = std::vector<Chunk>::const_iterator;
  OfChunks(At begin, At end) : begin_(begin), end_(end) {}
  void read(std::size_t column, Cells cells, Workbench& bench) override {
    std::size_t row = 0;
    for (auto each = begin_; each != end_; row += each++->rows())
      each->copyTo(column, cells.part(row, each->rows()), bench);
  }

 private:
  At begin_, end_;
};

// Rows of one chunk, from that one on, without some of the columns.
class OfSome final : public ColumnSource {
 public:
  OfSome(const Chunk& chunk, std::size_t from, const std::vector<bool>* without)
      : chunk_(chunk), from_(from), without_(without) {}
  void read(std::size_t column, Cells cells, Workbench& bench) override {
    if (without_ != nullptr && (*without_)[column]) return;
    std::array<double, kRowsMost> values;
    std::array<std::uint8_t, kRowsMost> qualities;
    qualities.fill(kNotTold);
    const Cells all{std::span(values).first(chunk_.rows()),
                    std::span(qualities).first(chunk_.rows())};
    chunk_.copyTo(column, all, bench);
    const Cells some = all.part(from_, cells.values.size());
    std::ranges::copy(some.values, cells.values.begin());
    std::ranges::copy(some.qualities, cells.qualities.begin());
  }

 private:
  const Chunk& chunk_;
  std::size_t from_;
  const std::vector<bool>* without_;
};

// Rows of a chunk and late ones between them. What is packed was first.
class OfBoth final : public ColumnSource {
 public:
  struct Row {
    std::int64_t time_ms;
    std::optional<std::size_t> packed;  // which row of the chunk
    const history::Row* late = nullptr;
  };
  OfBoth(const Chunk* chunk, std::span<const Row> rows) : chunk_(chunk), rows_(rows) {}

  void read(std::size_t column, Cells cells, Workbench& bench) override {
    std::array<double, kRowsMost> values;
    std::array<std::uint8_t, kRowsMost> qualities;
    qualities.fill(kNotTold);
    if (chunk_ != nullptr)
      chunk_->copyTo(
          column,
          {std::span(values).first(chunk_->rows()), std::span(qualities).first(chunk_->rows())},
          bench);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const auto [time_ms, packed, late] = rows_[i];
      const bool was = packed && qualities[*packed] != kNotTold;
      const bool comes = late != nullptr && late->tells(column);
      if (!was && !comes) continue;
      cells.values[i] = was ? values[*packed] : late->values[column];
      cells.qualities[i] = was ? qualities[*packed] : late->qualities[column];
    }
  }

 private:
  const Chunk* chunk_;
  std::span<const Row> rows_;
};

}  // namespace pipevane::history
