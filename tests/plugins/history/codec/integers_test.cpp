#include "plugins/history/codec/integers.h"
#include "plugins/history/codec/number_at.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace pipevane::history {
namespace {

using Numbers = std::vector<std::int64_t>;

// Those that are read several at a time are as others are.
void expectEachAlone(std::span<const std::byte> bytes, const Numbers& numbers) {
  for (std::size_t place = 0; place < numbers.size(); ++place) {
    std::vector<NumberAt> same(1 + place % 6);
    std::vector<NumberAt*> left;
    for (NumberAt& each : same) {
      BitReader from(bytes);
      each.read(from, numbers.size());
      if (!each.jump(place)) left.push_back(&each);
    }
    NumberAt::run(left);
    for (const NumberAt& each : same) {
      ASSERT_EQ(each.number(), numbers[place]) << place;
      ASSERT_EQ(each.before(), numbers[place == 0 ? 0 : place - 1]) << place;
    }
  }
}

void expectPacked(std::span<const std::byte> bytes, const Numbers& numbers) {
  BitReader from(bytes);
  Numbers back(numbers.size());
  unpackIntegers(from, back);
  EXPECT_EQ(back, numbers);
  EXPECT_FALSE(from.beyond());
  expectEachAlone(bytes, numbers);
}

// How many bits they take; they come back as they were.
std::size_t packed(const Numbers& numbers) {
  BitWriter bits;
  packIntegers(numbers, bits);
  const auto bytes = bits.finish();
  expectPacked(bytes, numbers);
  return bytes.size() * 8;
}

Numbers made(std::size_t count, auto number) {
  Numbers numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(number(static_cast<std::int64_t>(i)));
  return numbers;
}

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

TEST(Integers, ComeBackAsTheyWere) {
  for (const std::size_t count : {1U, 2U, 3U, 64U, 128U}) {
    SCOPED_TRACE(count);
    packed(made(count, [](std::int64_t) { return 7; }));
    packed(made(count, [](std::int64_t i) { return 1'795'000'000'000 + i * 10'000; }));
    packed(made(count, [](std::int64_t i) { return -5 * i * i; }));
    packed(made(count, [](std::int64_t i) { return i % 2 == 0 ? kLeast : kMost; }));
    packed(made(count, [](std::int64_t i) { return i % 3 == 0 ? kLeast : i; }));
    packed(made(count, [](std::int64_t i) { return i == 5 ? kMost : 0; }));
    packed(made(count, [](std::int64_t i) { return i % 7 == 0 ? i << 50U : i; }));
  }
}

TEST(Integers, OfAnySizeComeBackAsTheyWere) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 3'000; ++round) {
    const auto width = random() % 64;
    const auto unit = static_cast<std::int64_t>(1 + random() % 5'000);
    const bool summed = random() % 2 == 0;
    std::uint64_t sum = random();
    packed(made(1 + random() % 128, [&](std::int64_t) {
      const auto each = static_cast<std::int64_t>(random() >> width) / unit * unit;
      sum += static_cast<std::uint64_t>(each);
      return summed ? static_cast<std::int64_t>(sum) : each;
    }));
  }
}

TEST(Integers, TakeNextToNothingWhereTheyAreNoNews) {
  EXPECT_LE(packed(made(128, [](std::int64_t) { return 34'359'738'368; })), 48U);
  EXPECT_LE(packed(made(128, [](std::int64_t i) { return 1'795'000'000'000 + i * 10'000; })), 88U);
  EXPECT_LE(packed(made(128, [](std::int64_t) { return 0; })), 16U);
}

// As disks count, in blocks of 4 KiB.
TEST(Integers, OfOneUnitTakeNoBitsOfIt) {
  std::mt19937_64 random(3);
  std::int64_t blocks = 1'000'000, bytes = 77;
  const auto in_blocks = packed(
      made(128, [&](std::int64_t) { return blocks += static_cast<std::int64_t>(random() % 64); }));
  random.seed(3);
  const auto in_bytes = packed(made(
      128, [&](std::int64_t) { return bytes += static_cast<std::int64_t>(random() % 64) * 4096; }));
  EXPECT_LE(in_bytes, in_blocks + 32);
}

// White noise of so many bits cannot take less than these.
TEST(Integers, ThatAreNoiseTakeTwoBitsMoreThanItHas) {
  std::mt19937_64 random(5);
  const auto bits = packed(
      made(128, [&](std::int64_t) { return static_cast<std::int64_t>(random() % (1U << 20U)); }));
  EXPECT_LE(bits, 128U * 23);
}

// From the first one on, as versions before this one packed them.
TEST(Integers, OfAnEarlierVersionComeBackAsTheyWere) {
  std::int64_t sum = 0;
  const Numbers numbers = made(40, [&](std::int64_t i) {
    return 4 * (sum += i * ((i * i * 37) % (i % 5 == 0 ? 11 : 101)));
  });
  constexpr auto kPacked = std::to_array<std::uint8_t>(
      {0x02, 0x06, 0x3c, 0x28, 0x29, 0x90, 0x87, 0x34, 0xe2, 0x02, 0x50, 0xc9, 0x40, 0xa0,
       0x08, 0x0d, 0x22, 0x03, 0x42, 0xb4, 0x06, 0x41, 0x86, 0x58, 0x81, 0xdc, 0x40, 0x07,
       0x08, 0x1e, 0xc2, 0x8e, 0xd8, 0xd1, 0x36, 0x88, 0x84, 0x30, 0x49, 0x15, 0xc1, 0x0c,
       0x20, 0x44, 0x0b, 0x90, 0xa6, 0x12, 0x11, 0x93, 0x0a, 0x90, 0xa6, 0x0d, 0x81, 0x02,
       0xfd, 0x10, 0x12, 0x14, 0xbd, 0x80, 0xf0, 0x45, 0x84, 0x43, 0xd8, 0x16, 0x43});
  expectPacked(std::as_bytes(std::span(kPacked)), numbers);
}

// Bytes that nobody packed.
TEST(Integers, EndWhateverIsRead) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<std::byte> bytes(random() % 40);
    for (std::byte& each : bytes) each = static_cast<std::byte>(random());
    BitReader from(bytes);
    Numbers back(1 + random() % 128);
    unpackIntegers(from, back);
    NumberAt at;
    from = BitReader(bytes);
    at.read(from, back.size());
    NumberAt* const one = &at;
    const std::size_t place = random() % back.size();
    if (!at.jump(place)) NumberAt::run({&one, 1});
    ASSERT_EQ(at.number(), back[place]);
  }
}

}  // namespace
}  // namespace pipevane::history
