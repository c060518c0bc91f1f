// What the log is told of a reason that changes while a component is degraded.
#include "engine/pipeline/told_causes.h"

#include "engine/base/limits.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace pipevane::pipeline {
namespace {

constexpr std::int64_t kCycleMs = 10'000;

// Another one for each number, without a digit in it.
std::string name(int number) {
  std::string letters;
  for (int rest = number; rest > 0 || letters.empty(); rest /= 26)
    letters.push_back(static_cast<char>('a' + rest % 26));
  return letters;
}

struct Outage {
  ToldCauses causes;
  std::int64_t now_ms = 5'000'000;

  explicit Outage(const std::string& why) { causes.begin(why, now_ms); }
  // The next cycle says so.
  bool tells(const std::string& why, std::int64_t later_ms = kCycleMs) {
    now_ms += later_ms;
    return causes.goesOn(why, now_ms);
  }
};

TEST(ToldCauses, ASecondCauseIsToldAtOnceAndOnce) {
  Outage outage("the export of pve1 fails");
  EXPECT_FALSE(outage.tells("the export of pve1 fails"));
  EXPECT_TRUE(outage.tells("the export of pve1 fails; besides, the clock of pve2 is wrong"));
  EXPECT_FALSE(outage.tells("the export of pve1 fails; besides, the clock of pve2 is wrong"));
}

TEST(ToldCauses, WordsThatAlternateAreToldOnceEach) {
  Outage outage("cannot connect to https://192.168.0.132:8006");
  int told = 0;
  for (int cycle = 0; cycle < 360; ++cycle)
    told += outage.tells(cycle % 2 == 0 ? "got no answer from https://192.168.0.132:8006"
                                        : "cannot connect to https://192.168.0.132:8006");
  EXPECT_EQ(told, 1) << "in an hour";
}

TEST(ToldCauses, ACauseThatIsLeftOverOrStandsInAnotherPlaceIsNotNew) {
  Outage outage("the disk is full; besides, the clock of pve2 is wrong");
  EXPECT_FALSE(outage.tells("the clock of pve2 is wrong"));
  EXPECT_FALSE(outage.tells("the clock of pve2 is wrong; besides, the disk is full"));
}

TEST(ToldCauses, NumbersAndTimesMakeNoOtherCause) {
  const std::vector<std::pair<std::string, std::string>> alike = {
      {"no answer within 4 s", "no answer within 11 s"},
      {"no answer within 4.2s (3 of 5)", "no answer within 1.1s (4 of 5)"},
      {"no answer since 9 min", "no answer since 2 h"},
      {"no answer since 1 day", "no answer since 3 days"},
      {"its clock is -5 s away", "its clock is 5000 ms away"},
      {"nothing since 23:59:58", "nothing since 00:00:08"},
      {"nothing since 2026-11-29 23:59 UTC", "nothing since 2026-11-30 00:01 UTC"},
      {"nothing since 2026-11-29T23:59:58Z", "nothing since 2026-11-30T00:00:08Z"},
      {"the disk is 97% full, 1.5 GiB are left", "the disk is 99% full, 120 MiB are left"},
  };
  for (const auto& [before, after] : alike) {
    SCOPED_TRACE(after);
    EXPECT_FALSE(Outage(before).tells(after));
  }
}

TEST(ToldCauses, AnotherNameOrAddressIsAnotherCause) {
  const std::vector<std::pair<std::string, std::string>> others = {
      {"pve1 does not answer", "pve2 does not answer"},
      {"pve1 does not answer", "pve1 and pve2 do not answer"},
      {"cannot connect to https://192.168.0.132:8006",
       "cannot connect to https://192.168.0.141:8006"},
      {"cannot connect to 192.168.0.132", "cannot connect to 192.168.0.141"},
      {"cannot connect to [fd00::1]:8006", "cannot connect to [fd00::2]:8006"},
      {"refused (401)", "failed (401)"},
  };
  for (const auto& [before, after] : others) {
    SCOPED_TRACE(after);
    EXPECT_TRUE(Outage(before).tells(after));
  }
}

TEST(ToldCauses, WhatIsOtherWordsEachTimeHasALineAMinute) {
  Outage outage("it says " + name(0));
  int told = 0;
  for (int cycle = 1; cycle <= 360; ++cycle) told += outage.tells("it says " + name(cycle));
  EXPECT_LE(told, 60 + limits::kReasonsAtOnce) << "in an hour";
  EXPECT_GE(told, 55);
}

TEST(ToldCauses, BytesThatAreNoTextAreWordsLikeOthers) {
  const std::string hostile("\x00\xff; ;; besides, \x80 9;", 21);
  Outage outage(hostile);
  EXPECT_FALSE(outage.tells(hostile));
  EXPECT_FALSE(outage.tells(""));
  EXPECT_TRUE(outage.tells("the disk is full"));
}

TEST(ToldCauses, WhatFoundNoRoomIsToldOnceThereIsSome) {
  Outage outage("it says " + name(0));
  for (int i = 1; i < 20; ++i) outage.tells("it says " + name(i), 0);
  EXPECT_FALSE(outage.tells("the disk is full", 0));
  EXPECT_TRUE(outage.tells("the disk is full", limits::kReasonAgainMs));
  EXPECT_FALSE(outage.tells("the disk is full", limits::kReasonAgainMs));
}

TEST(ToldCauses, ACauseThatEndedAndComesBackIsNew) {
  Outage outage("the disk is full");
  EXPECT_TRUE(outage.tells("the clock of pve2 is wrong"));
  EXPECT_TRUE(outage.tells("the disk is full", limits::kCauseEndedMs))
      << "it was away all the time";
}

TEST(ToldCauses, ACauseOfWhichNothingIsSaidForLongIsThereAllTheSame) {
  Outage outage("the disk is full");
  EXPECT_FALSE(outage.tells("the disk is full", 24 * limits::kCauseEndedMs));
  EXPECT_TRUE(outage.tells("the clock of pve2 is wrong", 24 * limits::kCauseEndedMs));
  EXPECT_FALSE(outage.tells("the disk is full"));
}

TEST(ToldCauses, TheNextOutageTellsThemAnew) {
  Outage outage("the disk is full");
  outage.tells("the clock of pve2 is wrong");
  outage.causes.begin("the disk is full", outage.now_ms += kCycleMs);
  EXPECT_TRUE(outage.tells("the clock of pve2 is wrong"));
}

TEST(ToldCauses, AReasonOfMoreCausesThanAreRememberedIsToldOnce) {
  std::string why = "it says " + name(0);
  for (int i = 1; i < 1'000; ++i) why += "; it says " + name(i);
  Outage outage(why);
  for (int cycle = 0; cycle < 100; ++cycle) EXPECT_FALSE(outage.tells(why));
}

}  // namespace
}  // namespace pipevane::pipeline
