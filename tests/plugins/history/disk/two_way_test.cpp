// Bits and numbers come back as they were, and take what they are worth.
#include "plugins/history/disk/two_way.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace pipevane::history {
namespace {

TEST(RangeCoder, GivesBackWhatWasPutWhateverItIs) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; ++round) {
    const unsigned likely = static_cast<unsigned>(random() % 1000);
    std::vector<bool> bits(random() % 5000);
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = random() % 1000 < likely;
    std::array<Likelihood, 4> out_places, in_places;
    RangeWriter writer;
    for (std::size_t i = 0; i < bits.size(); ++i) writer.put(out_places[i % 4], bits[i]);
    const std::vector<std::byte> bytes = writer.finish();
    RangeReader reader(bytes);
    for (std::size_t i = 0; i < bits.size(); ++i)
      ASSERT_EQ(reader.get(in_places[i % 4]), bits[i]) << "bit " << i << " of round " << round;
    ASSERT_FALSE(reader.beyond());
  }
}

TEST(RangeCoder, TakesNextToNothingForWhatMostlyComes) {
  Likelihood place;
  RangeWriter writer;
  for (int i = 0; i < 100'000; ++i) writer.put(place, true);
  EXPECT_LT(writer.finish().size(), 60U);
}

// What is most likely each time ends in nothing but zeros.
TEST(RangeCoder, IsNotBeyondItsEndWhereNothingButWhatIsLikelyComes) {
  for (const bool bit : {false, true})
    for (int count = 0; count < 200'000; count = count * 3 / 2 + 1) {
      Likelihood out_place, in_place;
      RangeWriter writer;
      for (int i = 0; i < count; ++i) writer.put(out_place, bit);
      const std::vector<std::byte> bytes = writer.finish();
      RangeReader reader(bytes);
      for (int i = 0; i < count; ++i) ASSERT_EQ(reader.get(in_place), bit);
      ASSERT_FALSE(reader.beyond()) << count;
    }
}

TEST(RangeCoder, CarriesThroughAllThatWaits) {
  // What is least likely each time drives the low end up to where carries come from.
  for (unsigned pattern = 0; pattern < 4096; ++pattern) {
    Likelihood out_place, in_place;
    RangeWriter writer;
    for (int i = 0; i < 40; ++i) writer.put(out_place, true);
    for (unsigned i = 0; i < 12; ++i) writer.put(out_place, (pattern >> i & 1U) != 0);
    const std::vector<std::byte> bytes = writer.finish();
    RangeReader reader(bytes);
    for (int i = 0; i < 40; ++i) ASSERT_TRUE(reader.get(in_place));
    for (unsigned i = 0; i < 12; ++i) ASSERT_EQ(reader.get(in_place), (pattern >> i & 1U) != 0);
  }
}

TEST(TwoWays, GiveBackNumbersAndTexts) {
  std::mt19937_64 random(6);
  std::vector<std::uint64_t> numbers = {0, 1, 2, 3, ~std::uint64_t{0}, std::uint64_t{1} << 63U};
  for (int i = 0; i < 2000; ++i) numbers.push_back(random() >> random() % 64);
  std::vector<std::int64_t> signed_ones = {0, -1, 1, std::numeric_limits<std::int64_t>::min(),
                                           std::numeric_limits<std::int64_t>::max()};
  const std::vector<std::string> texts = {"", "lab/vm/100", std::string(3000, '\0'),
                                          "\xff\xfe beside others"};
  Out out;
  Numbers places, signed_places;
  Texts text_places;
  for (const std::uint64_t each : numbers) numberOf(out, places, each);
  for (const std::int64_t each : signed_ones) signedOf(out, signed_places, each);
  for (std::string each : texts) textOf(out, text_places, each);
  const std::vector<std::byte> bytes = out.finish();

  In in(bytes);
  Numbers in_places, in_signed;
  Texts in_texts;
  for (const std::uint64_t each : numbers) ASSERT_EQ(numberOf(in, in_places, 0), each);
  for (const std::int64_t each : signed_ones) ASSERT_EQ(signedOf(in, in_signed, 0), each);
  for (const std::string& each : texts) {
    std::string found;
    textOf(in, in_texts, found);
    ASSERT_EQ(found, each);
  }
  EXPECT_FALSE(in.broken());
}

TEST(TwoWays, SayWhereWhatIsReadWasNotWritten) {
  Out out;
  Numbers places;
  numberOf(out, places, 77);
  std::vector<std::byte> bytes = out.finish();
  bytes.pop_back();
  In in(bytes);
  Numbers in_places;
  for (int i = 0; i < 1000 && !in.broken(); ++i) numberOf(in, in_places, 0);
  EXPECT_TRUE(in.broken());
  for (std::size_t size = 0; size < 4; ++size)
    EXPECT_TRUE(In(std::span(bytes).first(size)).broken()) << "a head of " << size << " bytes";
}

}  // namespace
}  // namespace pipevane::history
