#include "plugins/history/columns/chunk_moment.h"

#include "plugins/history/codec/processor_share.h"
#include "plugins/history/columns/computed.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace pipevane::history {

ChunkMoment::ChunkMoment(const Chunk& chunk, std::int64_t time_ms, Workbench& bench,
                         MomentBench& moment)
    : chunk_(chunk), bench_(bench), moment_(moment), times_ms_(chunk.timesMs()) {
  const auto end = std::ranges::upper_bound(times_ms_, time_ms);
  row_ = static_cast<std::size_t>(end - times_ms_.begin()) - 1;
}

void ChunkMoment::read(std::span<const std::uint32_t> columns,
                       std::span<std::optional<Point>> found) {
  moment_.states.assign(chunk_.columns(), State::kUnread);
  moment_.known.resize(std::max(moment_.known.size(), chunk_.columns()));
  // Where the next ones are is not in any order.
  constexpr std::size_t kAhead = 8;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i + kAhead < columns.size()) chunk_.expect(columns[i + kAhead]);
    need(columns[i]);
  }
  runWaiting();
  for (std::size_t i = 0; i < columns.size(); ++i) tell(columns[i], found[i]);
}

// And all that it follows from.
ChunkMoment::State ChunkMoment::need(std::size_t column) {
  if (column >= chunk_.columns()) return State::kNowhere;
  State& state = moment_.states[column];
  if (state == State::kUnread) state = open(column);
  return state;
}

ChunkMoment::State ChunkMoment::open(std::size_t column) {
  auto bits = chunk_.bitsOf(column);
  if (!bits) return State::kNowhere;
  if (bits->get(1) == 0) return State::kPartly;
  const auto quality = static_cast<std::uint8_t>(bits->get(kQualityBits));
  if (quality == kNotTold) return State::kNowhere;
  moment_.known[column].quality = quality;
  moment_.known[column].share = false;
  if (bits->get(1) != 0) return follow(column, *bits);
  if (!next().read(*bits, chunk_.rows())) return State::kPartly;
  wait(column);
  return State::kRead;
}

ChunkMoment::State ChunkMoment::follow(std::size_t column, BitReader bits) {
  const auto kind = static_cast<Rule::Kind>(bits.get(kRuleBits));
  if (kind == Rule::Kind::kOfLength) return followLength(column, bits);
  const auto of = static_cast<std::uint16_t>(bits.get(kColumnBits));
  const auto by = static_cast<std::uint16_t>(bits.get(kColumnBits));
  // What others follow follows none itself, whatever somebody wrote: nothing goes in circles.
  moment_.states[column] = State::kPartly;
  need(of);
  if (kind == Rule::Kind::kShare) need(by);
  if (kind != Rule::Kind::kBeside) return State::kComputed;
  moment_.known[column].of = of;
  next().numbers.read(bits, chunk_.rows());
  wait(column);
  return State::kBeside;
}

// Where it is something else in one of the two rows, all of it is read.
ChunkMoment::State ChunkMoment::followLength(std::size_t column, BitReader bits) {
  OfLength share = OfLength::read(bits);
  for (std::size_t i = 0; i < share.breaches; ++i) {
    const auto row = static_cast<std::size_t>(share.breaches_from.get(kRowBits));
    if (row == row_ || row + 1 == row_) return State::kPartly;
    share.breaches_from.skip(kBreachBits - kRowBits);
  }
  moment_.known[column].share = true;
  moment_.known[column].processors = share.processors;
  moment_.known[column].of = static_cast<std::uint16_t>(share.lengths);
  next().numbers.read(bits, chunk_.rows());
  wait(column);
  return State::kRead;
}

// The next one that may wait.
ValueAt& ChunkMoment::next() { return moment_.waiting[moment_.waiting_count].value; }

void ChunkMoment::wait(std::size_t column) {
  ValueAt& value = next();
  if (value.numbers.jump(row_)) return know(column, value);
  moment_.waiting[moment_.waiting_count].column = column;
  if (++moment_.waiting_count == MomentBench::kWaitingMost) runWaiting();
}

void ChunkMoment::know(std::size_t column, const ValueAt& value) {
  Known& known = moment_.known[column];
  known.form = value.form;
  known.number = value.numbers.number();
  known.before = value.numbers.before();
}

void ChunkMoment::runWaiting() {
  std::array<NumberAt*, MomentBench::kWaitingMost> all;
  const std::size_t count = std::exchange(moment_.waiting_count, 0);
  for (std::size_t i = 0; i < count; ++i) all[i] = &moment_.waiting[i].value.numbers;
  NumberAt::run(std::span(all).first(count));
  for (std::size_t i = 0; i < count; ++i) know(moment_.waiting[i].column, moment_.waiting[i].value);
}

double ChunkMoment::valueOf(const Known& known) {
  if (!known.share) return known.form.value(known.number);
  return shareOf(known.number, lengthsOf(known.of).now, known.processors);
}

double ChunkMoment::valueBefore(const Known& known) {
  if (!known.share) return known.form.value(known.before);
  return shareOf(known.before, lengthsOf(known.of).before, known.processors);
}

const ChunkMoment::Two& ChunkMoment::lengthsOf(std::size_t which) {
  std::optional<Two>& two = lengths_[which];
  if (!two) {
    const PackedLengths lengths = chunk_.lengthsOf(which);
    two = {.now = lengths.at(row_), .before = lengths.at(row_ == 0 ? 0 : row_ - 1)};
  }
  return *two;
}

void ChunkMoment::tell(std::size_t column, std::optional<Point>& found) {
  std::optional<Point> point;
  switch (need(column)) {
    case State::kRead: {
      // Made where it belongs: mostly it is this.
      const Known& known = moment_.known[column];
      found.emplace(Point{times_ms_[row_], valueOf(known), known.quality});
      return;
    }
    case State::kBeside:
      point = beside(column);
      break;
    case State::kComputed:
      point = computed(column);
      break;
    case State::kPartly:
      point = byAllRows(column);
      break;
    default:
      break;
  }
  if (point) found = point;
}

std::optional<Point> ChunkMoment::beside(std::size_t column) {
  const Known& known = moment_.known[column];
  if (need(known.of) != State::kRead) return byAllRows(column);
  const Known& other = moment_.known[known.of];
  return Point{times_ms_[row_], besideOf(valueOf(other), known.number), known.quality};
}

// By that row and the one before: a rate is of both, and where one of them is not known of more.
std::optional<Point> ChunkMoment::computed(std::size_t column) {
  BitReader bits = *chunk_.bitsOf(column);
  bits.skip(1 + kQualityBits + 1);
  const auto kind = static_cast<Rule::Kind>(bits.get(kRuleBits));
  const auto of_column = static_cast<std::size_t>(bits.get(kColumnBits));
  const auto by_column = static_cast<std::size_t>(bits.get(kColumnBits));
  const std::size_t first = row_ == 0 ? 0 : row_ - 1, rows = row_ - first + 1;
  Space of_space, by_space, space;
  const Cells of = of_space.cells(rows), by = by_space.cells(rows), made = space.cells(rows);
  if (!lastRows(of_column, of)) return byAllRows(column);
  if (kind == Rule::Kind::kShare && !lastRows(by_column, by)) return byAllRows(column);
  compute(kind, std::span(times_ms_).subspan(first, rows), of, by, made.values);
  double value = made.values.back();
  const auto breaches = static_cast<std::size_t>(bits.get(kCountBits));
  for (std::size_t i = 0; i < breaches; ++i) {
    const auto row = static_cast<std::size_t>(bits.get(kRowBits));
    const auto told = std::bit_cast<double>(bits.get(64));
    if (row == row_) value = told;
  }
  return Point{times_ms_[row_], value, moment_.known[column].quality};
}

// That one and the one before, if it is told in all rows and known in both.
bool ChunkMoment::lastRows(std::size_t column, Cells cells) {
  if (need(column) != State::kRead) return false;
  const Known& known = moment_.known[column];
  std::ranges::fill(cells.qualities, known.quality);
  cells.values.front() = valueBefore(known);
  cells.values.back() = valueOf(known);
  return !std::isnan(cells.values.front()) && !std::isnan(cells.values.back());
}

std::optional<Point> ChunkMoment::byAllRows(std::size_t column) {
  Space space;
  const Cells cells = space.cells(chunk_.rows());
  chunk_.copyTo(column, cells, bench_);
  for (std::size_t row = row_ + 1; row > 0; --row)
    if (cells.tells(row - 1))
      return Point{times_ms_[row - 1], cells.values[row - 1], cells.qualities[row - 1]};
  return std::nullopt;
}

}  // namespace pipevane::history
