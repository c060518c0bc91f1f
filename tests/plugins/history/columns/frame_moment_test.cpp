#include "plugins/history/columns/frame_moment.h"

#include "plugins/history/codec/processor_share.h"
#include "plugins/history/columns/computed.h"
#include "plugins/history/columns/frame_rows.h"
#include "tests/plugins/history/points.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <vector>

namespace pipevane::history {
namespace {

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kEvery = 10'000;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Columns of every kind, and how often one of them is not told, not known, late, or not what its
// rule says; 0: never.
enum : std::uint32_t {
  kSame,
  kEven,
  kCounter,
  kRatio,
  kUsed,
  kThere,
  kRate,
  kPercent,
  kShare,
  kBeside,
  kOfNothing,
  kProcessors,
  kWorked,
  kWorkedToo,
  kWorkedPercent,
  kColumns
};
struct Trouble {
  unsigned gaps, unknown, late, breaches;
};

class Made {
 public:
  Made(unsigned seed, const Trouble& trouble) : random_(seed), trouble_(trouble) {
    for (std::uint32_t i = 0; i < kColumns; ++i) frame.addColumn(i);
    frame.columns[kRate].rule = {Rule::Kind::kRate, kCounter, kCounter};
    frame.columns[kPercent].rule = {Rule::Kind::kHundredfold, kRatio, kRatio};
    frame.columns[kShare].rule = {Rule::Kind::kShare, kUsed, kThere};
    frame.columns[kBeside].rule = {Rule::Kind::kBeside, kUsed, kUsed};
    frame.columns[kWorked].rule = {Rule::Kind::kOfLength, kProcessors, kProcessors};
    frame.columns[kWorkedToo].rule = {Rule::Kind::kOfLength, kProcessors, kProcessors};
    frame.columns[kWorkedPercent].rule = {Rule::Kind::kHundredfold, kWorked, kWorked};
    // A rule that is wrong, as what it is about follows one itself.
    frame.columns[kOfNothing].rule = {Rule::Kind::kHundredfold, kPercent, kPercent};
    for (int i = 0; i < 400; ++i) row(i);
  }

  Frame frame;
  Workbench bench;

 private:
  bool drawn(unsigned one_in) { return one_in > 0 && random_() % one_in == 0; }
  void row(std::int64_t i) {
    counter_ += static_cast<double>(random_() % 100'000);
    used_ += static_cast<double>(random_() % 8'192) - 4'000;
    const double ratio = std::round(std::abs(std::sin(static_cast<double>(i))) * 1e4) / 1e4;
    const double rate = (counter_ - before_) / (static_cast<double>(kEvery) / 1000.0);
    before_ = counter_;
    const auto length = static_cast<std::int64_t>(38'000'000 + random_() % 8'000'000);
    const double worked = shareOf(static_cast<std::int64_t>(random_() % 40'000), length, 4);
    const double worked_too = shareOf(static_cast<std::int64_t>(random_() % 40), length, 4);
    const double values[kColumns] = {34'359'738'368,
                                     static_cast<double>(i) * 10,
                                     counter_,
                                     ratio,
                                     used_,
                                     1e9,
                                     rate,
                                     100.0 * ratio,
                                     100.0 * used_ / 1e9,
                                     used_ + 4'096,
                                     100.0 * ratio,
                                     4,
                                     worked,
                                     worked_too,
                                     100.0 * worked};
    // Late ones are of a time that is packed, and wait beside that.
    const std::int64_t time_ms = (drawn(trouble_.late) ? i - 40 : i) * kEvery;
    for (std::uint32_t column = 0; column < kColumns; ++column) {
      if (drawn(trouble_.gaps)) continue;
      Row& row = frame.rowAt(time_ms, bench, tally_);
      if (row.tells(column)) continue;
      row.values[column] = drawn(trouble_.unknown)    ? kNaN
                           : drawn(trouble_.breaches) ? values[column] + 1
                                                      : values[column];
      row.qualities[column] = drawn(trouble_.gaps) ? std::uint8_t{PV_STALE} : std::uint8_t{PV_LIVE};
    }
  }

  std::mt19937_64 random_;
  Trouble trouble_;
  Tally tally_;
  double counter_ = 1e6, before_ = 1e6, used_ = 5e8;
};

const Trouble kTroubles[] = {{0, 0, 0, 0},   {30, 0, 0, 0}, {0, 40, 0, 0},
                             {0, 0, 0, 100}, {0, 0, 9, 0},  {25, 30, 11, 60}};

TEST(FrameMoment, IsTheNewestOfTheSamplesUntilThen) {
  for (unsigned seed = 1; seed <= std::size(kTroubles); ++seed) {
    SCOPED_TRACE(seed);
    Made made(seed, kTroubles[seed - 1]);
    MomentBench moment_bench;
    std::vector<std::uint32_t> columns(kColumns);
    std::iota(columns.begin(), columns.end(), 0U);
    for (std::int64_t time_ms = -1; time_ms < 401 * kEvery; time_ms += 3'333) {
      const std::int64_t since_ms = time_ms - 95'000;
      std::vector<std::optional<Point>> found(kColumns);
      FrameMoment(made.frame, since_ms, time_ms, made.bench, moment_bench).read(columns, found);
      for (std::uint32_t column = 0; column < kColumns; ++column) {
        SCOPED_TRACE(::testing::Message() << "column " << column << " at " << time_ms);
        std::vector<Point> stored;
        made.frame.collect(column, since_ms, time_ms + 1, made.bench, stored);
        ASSERT_EQ(found[column].has_value(), !stored.empty());
        if (!stored.empty()) {
          ASSERT_EQ(*found[column], stored.back());
        }
        // The same where it is asked for alone.
        std::optional<Point> alone;
        FrameMoment(made.frame, since_ms, time_ms, made.bench, moment_bench)
            .read({&column, 1}, {&alone, 1});
        ASSERT_EQ(alone, found[column]);
      }
    }
  }
}

TEST(FrameRows, HaveACellForEachSample) {
  for (unsigned seed = 1; seed <= std::size(kTroubles); ++seed) {
    SCOPED_TRACE(seed);
    Made made(seed, kTroubles[seed - 1]);
    for (const auto& [from_ms, to_ms] : {std::pair<std::int64_t, std::int64_t>{0, kForever},
                                         {500'000, 1'700'000},
                                         {505'000, 505'001},
                                         {3'970'000, 3'990'000},
                                         {1'700'000, 500'000}}) {
      FrameRows rows(made.frame, from_ms, to_ms, made.bench);
      for (std::uint32_t column = 0; column < kColumns; ++column) {
        std::vector<Point> stored, found;
        if (from_ms < to_ms) made.frame.collect(column, from_ms, to_ms, made.bench, stored);
        const Cells cells = rows.read(column);
        ASSERT_EQ(cells.values.size(), rows.timesMs().size());
        for (std::size_t row = 0; row < rows.timesMs().size(); ++row)
          if (cells.tells(row))
            found.push_back({rows.timesMs()[row], cells.values[row], cells.qualities[row]});
        ASSERT_EQ(found, stored) << "column " << column << " from " << from_ms;
      }
    }
  }
}

}  // namespace
}  // namespace pipevane::history
