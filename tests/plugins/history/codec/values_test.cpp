#include "plugins/history/codec/values.h"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace pipevane::history {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// How many bytes they take; all bits of each come back.
std::size_t packed(const std::vector<double>& values) {
  BitWriter bits;
  ValuePacker packer;
  packer.pack(values, bits);
  const auto bytes = bits.finish();
  BitReader from(bytes);
  std::vector<double> back(values.size());
  packer.unpack(from, back);
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_EQ(std::bit_cast<std::uint64_t>(back[i]), std::bit_cast<std::uint64_t>(values[i]))
        << values[i] << " at " << i;
  return bytes.size();
}

std::vector<double> made(std::size_t count, const std::function<double(double)>& value) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(value(static_cast<double>(i)));
  return values;
}

struct Named {
  std::string name;
  std::function<double(double)> value;
};
void PrintTo(const Named& named, std::ostream* out) { *out << named.name; }

class Values : public ::testing::TestWithParam<Named> {};

TEST_P(Values, ComeBackToTheLastBit) {
  for (const std::size_t count : {1U, 2U, 33U, 128U}) packed(made(count, GetParam().value));
}

INSTANTIATE_TEST_SUITE_P(
    OfEveryKind, Values,
    ::testing::Values(
        Named{"the same", [](double) { return 0.1; }},
        Named{"unknown", [](double) { return kNaN; }},
        Named{"whole", [](double i) { return 1e9 + i * 1000; }},
        Named{"whole and wide", [](double i) { return i * 1e12; }},
        Named{"beyond exact", [](double i) { return 9.1e15 + i * 2; }},
        Named{"negative", [](double i) { return -1000 - i; }},
        Named{"minus zero", [](double i) { return std::fmod(i, 2) == 0 ? -0.0 : 0.0; }},
        Named{"binary fractions", [](double i) { return 0.25 * i; }},
        Named{"decimals", [](double i) { return std::round(i * 7919) / 100; }},
        Named{"fifteen digits", [](double i) { return std::round(std::sin(i) * 1e15) / 1e15; }},
        Named{"fractions", [](double i) { return std::sin(i); }},
        Named{"now and then unknown", [](double i) { return std::fmod(i, 3) == 0 ? kNaN : 7; }},
        Named{"infinite", [](double i) { return i == 3 ? -HUGE_VAL : 1; }},
        Named{"tiny", [](double i) { return 5e-324 * i; }},
        Named{"an unknown with a payload",
              [](double i) {
                return std::bit_cast<double>(0x7ff8'0000'0000'0000 + static_cast<std::uint64_t>(i));
              }}),
    [](const auto& of) {
      std::string name = of.param.name;
      std::ranges::replace(name, ' ', '_');
      return name;
    });

TEST(ValuesOfAnyBits, ComeBackToTheLastBit) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 1'000; ++round) {
    const double scale = std::pow(10.0, static_cast<double>(random() % 18));
    const double places = std::pow(10.0, static_cast<double>(random() % 16));
    packed(made(1 + random() % 128, [&](double) {
      if (round % 3 == 0) return std::bit_cast<double>(random());
      const double value = std::uniform_real_distribution<double>(-scale, scale)(random);
      return round % 3 == 1 ? value : std::round(value * places) / places;
    }));
  }
}

// A share of a processor, as Proxmox VE tells it: fifteen digits.
TEST(ValuesOfDecimals, TakeNoMoreThanTheirDigits) {
  std::mt19937_64 random(3);
  const auto bytes = packed(made(
      128, [&](double) { return static_cast<double>(random() % 1'000'000'000'000'000) / 1e15; }));
  EXPECT_LE(bytes, 128U * 53 / 8);
}

TEST(ValuesThatNobodyPacked, EndWhateverIsRead) {
  std::mt19937_64 random(9);
  ValuePacker packer;
  for (int round = 0; round < 2'000; ++round) {
    std::vector<std::byte> bytes(random() % 40);
    for (std::byte& each : bytes) each = static_cast<std::byte>(random());
    BitReader from(bytes);
    std::vector<double> back(1 + random() % 128);
    packer.unpack(from, back);
  }
}

}  // namespace
}  // namespace pipevane::history
