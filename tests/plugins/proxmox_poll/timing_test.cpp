#include "plugins/proxmox/contacts/server_clock.h"
#include "plugins/proxmox_poll/conversation.h"
#include "plugins/proxmox_poll/export_plan.h"
#include "plugins/proxmox_poll/schedule.h"

#include <gtest/gtest.h>

namespace pipevane::proxmox_poll {
namespace {

TEST(Schedule, DoesNotDriftHoweverLongACycleTakes) {
  Schedule schedule(10'000);
  EXPECT_EQ(schedule.next(1'000), 11'000);
  EXPECT_EQ(schedule.next(11'700), 21'000);
  EXPECT_EQ(schedule.next(21'000), 31'000);
}

TEST(Schedule, LeavesOutWhatWasMissed) {
  Schedule schedule(10'000);
  schedule.next(0);
  EXPECT_EQ(schedule.next(37'000), 40'000);
}

TEST(Schedule, IsNotMovedByACycleOutOfTurn) {
  Schedule schedule(10'000);
  schedule.next(0);
  EXPECT_EQ(schedule.next(3'000), 10'000);
  EXPECT_EQ(schedule.next(10'000), 20'000);
}

TEST(ExportPlan, AsksForHalfAnHourFirstAndForWhatIsNewThen) {
  const ExportPlan plan(10'000'000, 0);
  const auto query = [&](std::optional<std::int64_t> complete_until_ms) {
    return plan.query(plan.missingFromMs(complete_until_ms));
  };
  EXPECT_EQ(query(std::nullopt), "history=1&start-time=8200");
  EXPECT_EQ(query(9'990'000), "history=1&start-time=9960");
  EXPECT_EQ(query(1'000), "history=1&start-time=8200");
  const ExportPlan early(5'000, 0);
  EXPECT_EQ(early.query(early.missingFromMs(std::nullopt)), "history=1&start-time=0");
}

TEST(ExportPlan, NeverAsksFromTheFutureThatAWrongClockTells) {
  const ExportPlan plan(10'000'000, 0);
  EXPECT_EQ(plan.query(plan.missingFromMs(10'600'000)), "history=1&start-time=9970");
}

TEST(ExportPlan, AsksALargeClusterForLess) {
  const auto from_s = [&](std::size_t list_bytes, double most_bytes, double part = 1) {
    const ExportPlan plan(10'000'000, list_bytes);
    const std::string query = plan.query(plan.missingFromMs(std::nullopt), most_bytes, part);
    return std::stoll(query.substr(query.rfind('=') + 1));
  };
  EXPECT_EQ(from_s(15'000, ExportPlan::kAtOnceBytes), 8200);         // half an hour of a small one
  EXPECT_GT(from_s(100'000, ExportPlan::kAtOnceBytes), 9000);        // minutes of 250 guests
  EXPECT_EQ(from_s(80'000, ExportPlan::kAloneBytes), 8200);          // of one node with all of them
  EXPECT_EQ(from_s(300'000, ExportPlan::kAloneBytes, 0.25), 8200);   // of a quarter of 900
  EXPECT_EQ(from_s(3'000'000, ExportPlan::kAtOnceBytes), 9940);      // not less than a minute
  EXPECT_EQ(from_s(4'000'000'000, ExportPlan::kAtOnceBytes), 9990);  // nor than a cycle, ever
}

// As a list of 4 MB and more has it: an answer of a minute would be larger than what is read.
TEST(ExportPlan, AsksTheLargestForNoMoreThanWhatIsRead) {
  constexpr double kFiguresToList = 2.7;
  for (const std::size_t list_bytes : {1'000'000, 3'000'000, 4'000'000, 5'000'000, 8'000'000}) {
    SCOPED_TRACE(list_bytes);
    const ExportPlan plan(10'000'000, list_bytes);
    for (const std::int64_t gap_s : {5, 45, 75, 119, 600}) {
      const std::string query = plan.query(plan.missingFromMs(10'000'000 - gap_s * 1000));
      const std::int64_t asked_s = 10'000 - std::stoll(query.substr(query.rfind('=') + 1));
      const auto generations = static_cast<double>(asked_s / 10 + 1);
      EXPECT_LE(generations * kFiguresToList * static_cast<double>(list_bytes),
                static_cast<double>(Conversation::exportMax(list_bytes)))
          << gap_s << " s are missing, " << asked_s << " are asked for";
      EXPECT_GE(asked_s, 10);
    }
  }
}

// What the question to all leaves out is asked of each member alone.
TEST(ExportPlan, MissesWhatIsFurtherBackThanTheUsualQuestionGoes) {
  for (const std::size_t list_bytes : {10'000, 300'000, 1'000'000, 4'000'000, 5'000'000}) {
    SCOPED_TRACE(list_bytes);
    const ExportPlan plan(10'000'000, list_bytes);
    for (std::int64_t gap_s = 1; gap_s < 300; ++gap_s) {
      const std::int64_t until_ms = 10'000'000 - gap_s * 1000;
      const std::string query = plan.query(plan.missingFromMs(until_ms));
      const bool told = std::stoll(query.substr(query.rfind('=') + 1)) * 1000 <= until_ms;
      EXPECT_TRUE(told || plan.missed(until_ms)) << gap_s;
    }
    EXPECT_FALSE(plan.missed(9'985'000)) << "as ever";
  }
}

TEST(ExportMax, IsWhatAClusterOfThatSizeCanSay) {
  constexpr std::size_t kMiB = 1u << 20;
  EXPECT_EQ(Conversation::exportMax(0), 16 * kMiB);
  EXPECT_EQ(Conversation::exportMax(350'000), 16 * kMiB);  // 1,000 guests
  EXPECT_GT(Conversation::exportMax(3'400'000), 62 * kMiB);
  EXPECT_EQ(Conversation::exportMax(16 * kMiB), 64 * kMiB);
}

TEST(ExportPlan, LeavesARefusedExportAloneForAWhile) {
  EXPECT_TRUE(ExportPlan::due(true, true, 0));
  EXPECT_FALSE(ExportPlan::due(false, true, 300'000));
  EXPECT_FALSE(ExportPlan::due(true, false, 299'999));
  EXPECT_TRUE(ExportPlan::due(true, false, 300'000));
}

TEST(ServerClock, IsTheDateOfTheAnswerWhereThereIsOne) {
  proxmox::Answer answer;
  EXPECT_EQ(proxmox::serverTimeMs(answer, 7), 7);
  answer.headers = {{"date", "Mon, 23 Nov 2026 17:38:03 GMT"}};
  EXPECT_EQ(proxmox::serverTimeMs(answer, 7), 1'795'455'483'000);
  for (const char* bad :
       {"", "yesterday", "99999999999999999999999999999999999999999999999999999999999999999"}) {
    answer.headers = {{"date", bad}};
    EXPECT_EQ(proxmox::serverTimeMs(answer, 7), 7) << bad;
  }
}

}  // namespace
}  // namespace pipevane::proxmox_poll
