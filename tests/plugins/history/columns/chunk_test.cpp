// Chunks as bytes: those that one was packed to, those of an older version, and anybody's.
#include "plugins/history/columns/chunk.h"

#include "plugins/history/codec/integers.h"
#include "plugins/history/codec/processor_share.h"
#include "plugins/history/columns/chunk_moment.h"
#include "plugins/history/columns/packing.h"
#include "plugins/history/columns/sources.h"
#include "tests/plugins/history/columns/last_of_all.h"
#include "tests/plugins/history/points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <vector>

namespace pipevane::history {
namespace {

// Shares of two machines, one of them with a row that is something else, of as many processors, and
// what is computed of one.
constexpr std::size_t kColumns = 4;
std::vector<Row> rowsOfShares(std::size_t count) {
  std::mt19937_64 random(3);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const auto length = static_cast<std::int64_t>(39'000'000 + random() % 6'000'000);
    Row& row = rows.emplace_back();
    row.time_ms = static_cast<std::int64_t>(i) * 10'000;
    const double share = shareOf(static_cast<std::int64_t>(random() % 40'000), length, 4);
    const double other =
        i == 9 ? 0.7 : shareOf(static_cast<std::int64_t>(random() % 90), length, 4);
    row.values = {share, other, 4, 100.0 * share};
    row.qualities.assign(kColumns, PV_LIVE);
  }
  return rows;
}

Chunk packed(const std::vector<Row>& rows, Workbench& bench) {
  std::vector<Column> columns(kColumns);
  columns[0].rule = columns[1].rule = {Rule::Kind::kOfLength, 2, 2};
  columns[3].rule = {Rule::Kind::kHundredfold, 0, 0};
  std::vector<std::int64_t> times_ms;
  for (const Row& each : rows) times_ms.push_back(each.time_ms);
  OfRows source(rows);
  return {times_ms, columns, source, bench};
}

std::optional<Chunk> of(std::span<const std::byte> bytes, std::size_t rows, std::size_t columns,
                        Workbench& bench) {
  auto own = std::make_shared_for_overwrite<std::byte[]>(bytes.size());
  std::ranges::copy(bytes, own.get());
  return Chunk::of(std::move(own), bytes.size(), rows, columns, bench);
}

// Before there were lengths nothing stood behind the times and the columns.
class BytesOfOne {
 public:
  explicit BytesOfOne(Workbench& bench) : bench_(bench), bytes_(2 * sizeof(std::uint32_t)) {
    packIntegers(std::array<std::int64_t, 3>{10'000, 20'000, 30'500}, bench_.bits);
    append(0);
    bench_.bits.put(1, 1);
    bench_.bits.put(PV_LIVE, kQualityBits);
  }

  std::optional<Chunk> chunk() {
    append(1);
    return of(bytes_, 3, 1, bench_);
  }

 private:
  void append(std::size_t which) {
    const auto bits = bench_.bits.finish();
    bytes_.insert(bytes_.end(), bits.begin(), bits.end());
    const auto end = static_cast<std::uint32_t>(bytes_.size());
    std::memcpy(bytes_.data() + which * sizeof end, &end, sizeof end);
    bench_.bits.clear();
  }

  Workbench& bench_;
  std::vector<std::byte> bytes_;
};

// All of it, in both ways: what it told last is that.
void readAll(const Chunk& chunk, Workbench& bench, MomentBench& moment) {
  std::vector<std::uint32_t> columns(chunk.columns());
  std::iota(columns.begin(), columns.end(), 0U);
  const std::int64_t middle_ms = std::midpoint(chunk.firstMs(), chunk.lastMs());
  for (const std::int64_t time_ms : {chunk.firstMs(), middle_ms, chunk.lastMs()}) {
    std::vector<std::optional<Point>> found(columns.size());
    ChunkMoment(chunk, time_ms, bench, moment).read(columns, found);
    for (const std::uint32_t column : columns)
      ASSERT_TRUE(isLastOfAll(chunk, column, time_ms, found[column], bench))
          << "column " << column << " at " << time_ms;
  }
}

TEST(Chunk, HasSharesOfProcessorsToTheLastBit) {
  for (const std::size_t count : {1U, 2U, 16U, 128U}) {
    Workbench bench;
    const std::vector<Row> rows = rowsOfShares(count);
    const Chunk first = packed(rows, bench);
    const auto chunk = of(first.packed(), count, kColumns, bench);
    ASSERT_TRUE(chunk);
    EXPECT_EQ(chunk->samples(), count * kColumns);
    for (std::size_t column = 0; column < kColumns; ++column) {
      std::vector<Point> points;
      chunk->appendTo(column, bench, points);
      ASSERT_EQ(points.size(), count);
      for (std::size_t i = 0; i < count; ++i)
        EXPECT_EQ(points[i], (Point{rows[i].time_ms, rows[i].values[column], PV_LIVE}));
    }
  }
  Workbench bench;
  // Works of 16 and of 7 bits, and a length of 23, each with its sign.
  EXPECT_LE(packed(rowsOfShares(128), bench).packed().size(), 128U * (18 + 9 + 25 + 2) / 8);
}

TEST(Chunk, OfAnOlderVersionIsRead) {
  Workbench bench;
  BytesOfOne bytes(bench);
  bench.bits.put(0, 1);
  bench.packer.pack(std::array{0.25, 0.123456789012345, 0.5}, bench.bits);
  const auto chunk = bytes.chunk();
  ASSERT_TRUE(chunk);
  std::vector<Point> points;
  chunk->appendTo(0, bench, points);
  EXPECT_EQ(points, (std::vector<Point>{{10'000, 0.25, PV_LIVE},
                                        {20'000, 0.123456789012345, PV_LIVE},
                                        {30'500, 0.5, PV_LIVE}}));
}

TEST(Chunk, OfAnybodysBytesIsReadOrRefused) {
  Workbench bench;
  MomentBench moment;
  std::mt19937_64 random(5);
  const Chunk whole = packed(rowsOfShares(128), bench);
  int read = 0;
  for (int round = 0; round < 3'000; ++round) {
    std::vector<std::byte> bytes(whole.packed().begin(), whole.packed().end());
    // The first ones are where columns end.
    const std::size_t from = round % 8 == 0 ? 0 : (kColumns + 1) * sizeof(std::uint32_t);
    for (int i = 0; i <= round % 4; ++i)
      bytes[from + random() % (bytes.size() - from)] = static_cast<std::byte>(random());
    const std::size_t rows = round % 5 == 0 ? 1 + random() % 128 : 128;
    const auto chunk = of(bytes, rows, kColumns, bench);
    if (!chunk) continue;
    ++read;
    readAll(*chunk, bench, moment);
  }
  EXPECT_GT(read, 1'000);
}

// A column says that it is of lengths that are not there, and of no processors.
TEST(Chunk, OfSharesThatThereCannotBeIsRead) {
  for (const std::uint64_t hundredths : {400U, 0U})
    for (const std::uint64_t breaches : {255U, 0U}) {
      Workbench bench;
      MomentBench moment;
      BytesOfOne bytes(bench);
      bench.bits.put(1, 1);
      bench.bits.put(static_cast<std::uint64_t>(Rule::Kind::kOfLength), kRuleBits);
      bench.bits.put((1U << kLengthsBits) - 1, kLengthsBits);
      bench.bits.put(hundredths, kProcessorsBits);
      bench.bits.put(breaches, kCountBits);
      packIntegers(std::array<std::int64_t, 3>{7, 8, 8}, bench.bits);
      const auto chunk = bytes.chunk();
      ASSERT_TRUE(chunk);
      EXPECT_EQ(chunk->samples(), 3U);
      readAll(*chunk, bench, moment);
    }
}

// A share of what goes beside something else is not read by way of that.
TEST(ChunkOfRules, AreWholeWhereOneIsOfAnother) {
  std::mt19937_64 random(11);
  std::vector<Row> rows;
  std::vector<std::int64_t> times_ms;
  for (std::int64_t i = 0; i < 100; ++i) {
    const auto used = static_cast<double>(4096 * (random() % 1'000'000));
    const double host = used + static_cast<double>(random() % 1000), there = 17'179'869'184;
    Row& row = rows.emplace_back();
    row.time_ms = i * 10'000;
    row.values = {used, host, there, 100.0 * host / there, 100.0 * (100.0 * host / there)};
    row.qualities.assign(5, PV_LIVE);
    times_ms.push_back(row.time_ms);
  }
  std::vector<Column> columns(5);
  columns[1].rule = {Rule::Kind::kBeside, 0, 0};
  columns[3].rule = {Rule::Kind::kShare, 1, 2};
  columns[4].rule = {Rule::Kind::kHundredfold, 3, 0};
  OfRows source(rows);
  Workbench bench;
  const Chunk chunk(times_ms, columns, source, bench);
  for (std::size_t column = 0; column < 5; ++column) {
    std::vector<Point> points;
    chunk.appendTo(column, bench, points);
    ASSERT_EQ(points.size(), rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
      ASSERT_EQ(points[row].value, rows[row].values[column]) << column << " in row " << row;
  }
}

}  // namespace
}  // namespace pipevane::history
