#include "plugins/replay/player.h"
#include "tests/plugins/session/made_exchange.h"
#include "tests/plugins/session/temporary_folder.h"

#include <pipevane/error.h>
#include <pipevane/testing/fake_host.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

namespace pipevane::replay {
namespace {

using pipevane::testing::FakeHost;
using session::madeExchange;
using session::RecordedExchange;
using session::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int64_t kDayMs = 86'400'000;

// Makes one sample of each answer, at the time of the call.
class FakeDecoder final : public Decoder {
 public:
  FakeDecoder(const Host& host, const std::string& source, const std::string& cluster)
      : series_(host.dictionary().series(host.dictionary().entity(source + "/" + cluster),
                                         host.dictionary().metric("answers", ""))) {}

  void decode(const pv_exchange& exchange, Output& output) override {
    Draft draft = output.begin(exchange.time_ms);
    draft.sample(series_, static_cast<double>(++count_));
    output.push(std::move(draft));
  }
  void refresh() override { count_ = 100; }

 private:
  SeriesId series_;
  int count_ = 0;
};

std::unique_ptr<Decoder> makeFake(const Host& host, const std::string& source,
                                  const std::string& cluster) {
  return std::make_unique<FakeDecoder>(host, source, cluster);
}

class PlayerTest : public ::testing::Test {
 protected:
  PlayerTest() {
    host_.setNow(kDayMs);
    host_.setWanted(PV_SAMPLES);
    settings_.path = folder_.file("s.zst");
    settings_.timeline.speed = Speed::parse("1x");
  }

  void record(const std::vector<std::int64_t>& times) {
    std::vector<RecordedExchange> exchanges;
    for (const std::int64_t time_ms : times) {
      exchanges.push_back(madeExchange(time_ms));
      exchanges.back().duration_us = 0;
    }
    session::writeSession(settings_.path, exchanges);
  }
  void play() {
    Player player(host_.host(), settings_, makeFake);
    Output output(host_.host());
    player.play(output);
  }
  std::vector<std::int64_t> times() const {
    std::vector<std::int64_t> times;
    for (const auto& batch : host_.pushed()) times.push_back(batch.timeMs());
    return times;
  }
  std::vector<std::int64_t> waits() {
    std::vector<std::int64_t> waits;
    host_.onWait([&waits](std::int64_t time_ms) { waits.push_back(time_ms); });
    play();
    host_.onWait({});
    return waits;
  }

  TemporaryFolder folder_;
  FakeHost host_;
  Player::Settings settings_;
};

TEST_F(PlayerTest, KeepsTheRecordedTimesAndTheRecordedPace) {
  record({1000, 1500, 4000});
  EXPECT_THAT(waits(), ElementsAre(kDayMs, kDayMs + 500, kDayMs + 3000));
  EXPECT_THAT(times(), ElementsAre(1000, 1500, 4000));
}

TEST_F(PlayerTest, KeepsItsPaceWhereTheClockIsSetMeanwhile) {
  record({1000, 1500, 4000, 9000});
  std::vector<std::int64_t> waits;
  host_.onWait([&](std::int64_t time_ms) {
    waits.push_back(time_ms);
    host_.setClockBy(waits.size() == 2 ? -7'200'000 : waits.size() == 3 ? 10'000'000 : 0);
  });
  play();
  EXPECT_THAT(waits, ElementsAre(kDayMs, kDayMs + 500, kDayMs + 3000, kDayMs + 8000));
  EXPECT_THAT(times(), ElementsAre(1000, 1500, 4000, 9000));
}

TEST_F(PlayerTest, AnAnswerIsDueWhenItCame) {
  auto slow = madeExchange(1000);
  slow.duration_us = 20'000'000;
  session::writeSession(settings_.path, {madeExchange(1000), slow});
  EXPECT_THAT(waits(), ElementsAre(kDayMs + 12, kDayMs + 20'000));
}

TEST_F(PlayerTest, PlaysFasterButKeepsTheRecordedTimes) {
  settings_.timeline.speed = Speed::parse("8x");
  record({1000, 9000});
  EXPECT_THAT(waits(), ElementsAre(kDayMs, kDayMs + 1000));
  EXPECT_THAT(times(), ElementsAre(1000, 9000));
}

TEST_F(PlayerTest, NeverWaitsAtMaxSpeed) {
  settings_.timeline.speed = {};
  record({1000, 9000});
  EXPECT_THAT(waits(), ElementsAre());
  EXPECT_THAT(times(), ElementsAre(1000, 9000));
}

TEST_F(PlayerTest, ShiftedToNowItBeginsNow) {
  settings_.timeline.shift_to_now = true;
  record({1000, 3000});
  play();
  EXPECT_THAT(times(), ElementsAre(kDayMs, kDayMs + 2000));
}

TEST_F(PlayerTest, ShiftedToNowAtMaxSpeedItEndsNow) {
  settings_.timeline = {.speed = {}, .shift_to_now = true};
  record({1000, 3000});
  play();
  EXPECT_THAT(times(), ElementsAre(kDayMs - 2000, kDayMs));
}

TEST_F(PlayerTest, ThePrerollIsPlayedAtOnceAndEndsNow) {
  settings_.timeline.shift_to_now = true;
  settings_.timeline.preroll_ms = 60'000;
  record({0, 30'000, 55'000, 60'000, 70'000});
  EXPECT_THAT(waits(), ElementsAre(kDayMs, kDayMs + 10'000));
  EXPECT_THAT(times(), ElementsAre(kDayMs - 60'000, kDayMs - 30'000, kDayMs - 5'000, kDayMs,
                                   kDayMs + 10'000));
}

TEST_F(PlayerTest, ThePrerollIsHistoryButForItsNewestPart) {
  settings_.timeline.preroll_ms = 60'000;
  record({0, 44'000, 46'000, 70'000});
  play();
  std::vector<std::uint32_t> flags;
  for (const auto& batch : host_.pushed()) flags.push_back(batch.flags());
  EXPECT_THAT(flags, ElementsAre(PV_BACKFILL, PV_BACKFILL, 0, 0));
}

TEST_F(PlayerTest, APrerollLongerThanTheSessionEndsNow) {
  settings_.timeline.shift_to_now = true;
  settings_.timeline.preroll_ms = 60'000;
  record({0, 30'000});
  play();
  EXPECT_THAT(times(), ElementsAre(kDayMs - 30'000, kDayMs));
}

TEST_F(PlayerTest, InALoopTimeGoesOnAscending) {
  settings_.loop = true;
  settings_.timeline.shift_to_now = true;
  record({5000, 6000});
  host_.stopAt(kDayMs + 23'000);
  EXPECT_THAT(waits(), ElementsAre(kDayMs, kDayMs + 1000, kDayMs + 11'000, kDayMs + 12'000,
                                   kDayMs + 22'000, kDayMs + 23'000));
  EXPECT_THAT(times(), ElementsAre(kDayMs, kDayMs + 1000, kDayMs + 11'000, kDayMs + 12'000,
                                   kDayMs + 22'000));
}

TEST_F(PlayerTest, APrerollMayTakeSeveralPassesOfALoop) {
  settings_.loop = true;
  settings_.timeline.shift_to_now = true;
  settings_.timeline.preroll_ms = 30'000;
  record({0, 10'000});
  host_.stopAt(kDayMs + 1);
  play();
  EXPECT_THAT(times(), ElementsAre(kDayMs - 30'000, kDayMs - 20'000, kDayMs - 10'000, kDayMs));
}

TEST_F(PlayerTest, EachSourceHasADecoderOfItsOwn) {
  auto other = madeExchange(2000);
  other.source = "garage";
  other.cluster = "attic";
  session::writeSession(settings_.path, {madeExchange(1000), other, madeExchange(3000)});
  play();
  EXPECT_EQ(host_.latest("homelab/", "answers"), 2.0);
  EXPECT_EQ(host_.latest("garage/attic", "answers"), 1.0);
}

TEST_F(PlayerTest, AClusterMayBeNamedAnew) {
  settings_.cluster = "shed";
  record({1000});
  play();
  EXPECT_EQ(host_.latest("homelab/shed", "answers"), 1.0);
}

TEST_F(PlayerTest, ForwardsTheExchangesToWhoWantsThem) {
  host_.setWanted(PV_EXCHANGES);
  settings_.timeline.shift_to_now = true;
  record({1000});
  play();
  ASSERT_EQ(host_.pushed().size(), 2U);
  ASSERT_EQ(host_.pushed()[0].exchanges().size(), 1U);
  EXPECT_EQ(host_.pushed()[0].timeMs(), kDayMs);
  EXPECT_EQ(host_.pushed()[0].exchanges()[0].time_ms, 1000);
  EXPECT_EQ(str(host_.pushed()[0].exchanges()[0].path), "/api2/json/version");
}

TEST_F(PlayerTest, SaysEverythingAgainWhenAsked) {
  record({1000});
  Player player(host_.host(), settings_, makeFake);
  Output output(host_.host());
  player.play(output);
  player.refresh();
  player.play(output);
  EXPECT_EQ(host_.latest("homelab/", "answers"), 101.0);
}

TEST_F(PlayerTest, ADamagedFileIsPlayedUpToTheDamageAndReported) {
  record({1000, 2000});
  const std::string whole = session::contentOf(settings_.path);
  std::ofstream(settings_.path, std::ios::binary) << whole.substr(0, whole.size() - 3);
  play();
  EXPECT_FALSE(host_.healthy());
  EXPECT_THAT(host_.why(), HasSubstr("cannot read session \"" + settings_.path + "\", line "));
}

TEST_F(PlayerTest, AStopIsNoticedWhileTheEndIsLookedFor) {
  settings_.timeline = {.speed = {}, .shift_to_now = true};
  record(std::vector<std::int64_t>(100, 1000));
  static int asked = 0;
  pv_host host = host_.host().raw();
  // Half way through the file.
  host.stopping = [](void*) { return ++asked >= 50; };
  Player player{Host(host), settings_, makeFake};
  Output output(host_.host());
  player.play(output);
  EXPECT_THAT(times(), ElementsAre());
}

TEST_F(PlayerTest, MoreSourcesThanThereCanBeAreLeftOutAndReported) {
  std::vector<RecordedExchange> exchanges;
  for (int i = 0; i < 300; ++i) {
    exchanges.push_back(madeExchange(1000 + i));
    exchanges.back().source = "s" + std::to_string(i);
  }
  session::writeSession(settings_.path, exchanges);
  play();
  EXPECT_EQ(host_.pushed().size(), 256U);
  EXPECT_FALSE(host_.healthy());
  EXPECT_THAT(host_.why(), HasSubstr("more than 256 sources"));
}

TEST_F(PlayerTest, ASessionWithNothingInItIsAnError) {
  record({});
  EXPECT_THROW(play(), Error);
  settings_.path = folder_.file("none.zst");
  EXPECT_THROW(play(), Error);
}

}  // namespace
}  // namespace pipevane::replay
