#include "plugins/history/columns/lengths.h"

#include "plugins/history/codec/processor_share.h"
#include "plugins/history/columns/packed_lengths.h"

#include <gtest/gtest.h>
#include <pipevane/batch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <vector>

namespace pipevane::history {
namespace {

constexpr std::size_t kRows = 64;

class FoundLengths : public ::testing::Test {
 protected:
  FoundLengths() {
    for (LengthRow* each : {&machines_, &containers_})
      for (std::int64_t& length : *each)
        length = static_cast<std::int64_t>(39'000'000 + random_() % 6'000'000);
  }
  std::optional<std::uint8_t> find(double processors,
                                   const std::function<double(std::size_t)>& of) {
    Space shares_space, processors_space;
    const Cells shares = shares_space.cells(kRows), there = processors_space.cells(kRows);
    for (std::size_t row = 0; row < kRows; ++row) {
      shares.values[row] = of(row);
      there.values[row] = processors;
      shares.qualities[row] = there.qualities[row] = PV_LIVE;
    }
    return lengths_.find(shares, there);
  }
  std::optional<std::uint8_t> find(const LengthRow& of, double processors, std::uint64_t unit_ms) {
    return find(processors, [&](std::size_t row) {
      return shareOf(static_cast<std::int64_t>(unit_ms * (1 + random_() % 500)), of[row],
                     processors);
    });
  }
  // In how many rows they are those.
  std::size_t same(std::size_t which, const LengthRow& as) {
    std::size_t count = 0;
    for (std::size_t row = 0; row < kRows; ++row)
      if (lengths_[which][row] == as[row]) ++count;
    return count;
  }

  std::mt19937_64 random_{7};
  LengthRow machines_, containers_;
  Lengths lengths_;
};

TEST_F(FoundLengths, AreThoseThatGuestsOfAKindHaveInCommon) {
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(find(machines_, 1 + i % 4, 10), std::optional<std::uint8_t>(0));
    EXPECT_EQ(find(containers_, i % 2 == 0 ? 1.5 : 3, 1), std::optional<std::uint8_t>(1));
  }
  EXPECT_EQ(lengths_.count(), 2U);
  lengths_.settle();
  // Ticks have a divisor in common that the length may have as well.
  EXPECT_GE(same(0, machines_), kRows * 9 / 10);
  EXPECT_GE(same(1, containers_), kRows * 9 / 10);
}

// Then what it worked and the length may have had a divisor, and no more of it is seen.
TEST_F(FoundLengths, FitAGuestThatIsAlone) {
  LengthRow work;
  for (std::int64_t& each : work) each = static_cast<std::int64_t>(100 + random_() % 900);
  const auto share = [&](std::size_t row) { return shareOf(work[row], machines_[row], 2); };
  ASSERT_TRUE(find(2, share));
  lengths_.settle();
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::int64_t length = lengths_[0][row];
    EXPECT_EQ(shareOf(workOf(share(row), length, 2), length, 2), share(row));
  }
}

TEST_F(FoundLengths, AreNoneOfWhatIsOfNone) {
  EXPECT_FALSE(find(2, [](std::size_t) { return 0.0; }));
  EXPECT_FALSE(find(2, [](std::size_t) { return NAN; }));
  EXPECT_FALSE(
      find(2, [this](std::size_t) { return static_cast<double>(random_() % 1'000) / 1e3; }));
  EXPECT_FALSE(find(2, [this](std::size_t) {
    return static_cast<double>(random_() % 1'000'000'000'000'000) / 1e15;
  }));
  for (const double processors : {0.0, -1.0, static_cast<double>(NAN), HUGE_VAL})
    EXPECT_FALSE(find(processors, [&](std::size_t row) { return shareOf(77, machines_[row], 2); }));
  EXPECT_EQ(lengths_.count(), 0U);
}

// One that was not there for a while, or told an older share again.
TEST_F(FoundLengths, TakeGuestsThatAreSomethingElseInSomeRows) {
  ASSERT_EQ(find(machines_, 4, 1), std::optional<std::uint8_t>(0));
  EXPECT_EQ(find(2,
                 [&](std::size_t row) {
                   return row % 5 == 2 ? 0.123456789012345 : shareOf(77, machines_[row], 2);
                 }),
            std::optional<std::uint8_t>(0));
  EXPECT_FALSE(find(2, [&](std::size_t row) {
    return row % 2 == 0 ? 0.123456789012345 : shareOf(77, machines_[row], 2);
  }));
}

TEST_F(FoundLengths, AreNoMoreThanThereIsRoomFor) {
  for (std::size_t i = 0; i < Lengths::kMost + 3; ++i) {
    std::ranges::generate(machines_, [this] {
      return static_cast<std::int64_t>(39'000'000 + random_() % 6'000'000);
    });
    EXPECT_EQ(find(machines_, 4, 1).has_value(), i < Lengths::kMost) << i;
  }
  EXPECT_EQ(lengths_.count(), Lengths::kMost);
  lengths_.settle();
}

TEST_F(FoundLengths, AreForgotten) {
  ASSERT_TRUE(find(machines_, 4, 1));
  lengths_.clear();
  EXPECT_EQ(lengths_.count(), 0U);
  EXPECT_EQ(find(containers_, 4, 1), std::optional<std::uint8_t>(0));
  lengths_.settle();
  EXPECT_GE(same(0, containers_), kRows / 2);
}

TEST(LengthsThatArePacked, AreReadOneByOneAndAll) {
  std::mt19937_64 random(5);
  for (const std::uint64_t span : {1U, 2U, 5'000'000U, 1U << 28U})
    for (const std::size_t rows : {1U, 2U, 77U, 128U}) {
      std::vector<std::int64_t> lengths(rows), back(rows);
      for (std::int64_t& each : lengths)
        each = 39'000'000 + static_cast<std::int64_t>(random() % span);
      BitWriter bits;
      PackedLengths::pack(lengths, bits);
      const auto bytes = bits.finish();
      const PackedLengths packed(bytes, rows);
      EXPECT_EQ(packed.bytes(), bytes.size());
      packed.read(back);
      EXPECT_EQ(back, lengths);
      for (std::size_t row = 0; row < rows; ++row) EXPECT_EQ(packed.at(row), lengths[row]);
    }
}

TEST(LengthsThatArePacked, AreNoneWhereBytesAreMissing) {
  BitWriter bits;
  PackedLengths::pack(std::array<std::int64_t, 3>{1, 200, 70'000}, bits);
  const auto bytes = bits.finish();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const PackedLengths packed(bytes.first(size), 3);
    EXPECT_EQ(packed.bytes().has_value(), false) << size;
    packed.at(2);
  }
}

// Who measures by himself has a thousand guests of no length at all: it is not looked for in each.
TEST_F(FoundLengths, AreNotLookedForWhereNobodyHasAny) {
  const auto nobodys = [this](std::size_t) {
    return static_cast<double>(random_() % 1'000'000'000'000) / 1e12;
  };
  EXPECT_TRUE(find(machines_, 4, 10));
  for (int i = 0; i < 40; ++i) EXPECT_FALSE(find(4, nobodys));
  EXPECT_FALSE(find(machines_, 4, 10));
  lengths_.clear();
  EXPECT_TRUE(find(machines_, 4, 10)) << "in the next chunk";
}

}  // namespace
}  // namespace pipevane::history
