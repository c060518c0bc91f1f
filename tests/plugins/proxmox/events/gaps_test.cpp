// What a burst takes out of the list is found through the node's own.
#include "plugins/proxmox/events/task_ledger.h"
#include "tests/plugins/proxmox/events/happenings.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox::events {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string rowsOf(int first, int last, std::int64_t start_s, const std::string& status = "OK") {
  std::string rows;
  for (int i = last; i >= first; --i)
    rows += (rows.empty() ? "" : ",") +
            finished(upidOf("pve1", i, start_s + i, "qmsnapshot", "106"), start_s + i, status);
  return rows;
}

class Gaps : public Happenings, public ::testing::Test {
 protected:
  Gaps() {
    list(nodeRow("pve1") + "," + guestRow(106, "running", 500), kT0);
    tasks(rowsOf(1, 25, -100'000), kT0 + 1000);
    told.clear();
  }
};

TEST_F(Gaps, AreNoneWhereTheListReachesBackToWhatIsKnown) {
  EXPECT_THAT(decoder.gaps(), IsEmpty());
  tasks(rowsOf(31, 40, 0) + "," + rowsOf(11, 25, -100'000), kT0 + 41'000);
  EXPECT_THAT(told, SizeIs(10));
  EXPECT_THAT(decoder.gaps(), IsEmpty());
}

TEST_F(Gaps, AreFilledFromTheNodesOwnList) {
  tasks(rowsOf(76, 100, 0), kT0 + 101'000);
  EXPECT_THAT(told, SizeIs(25));
  const auto gaps = decoder.gaps();
  ASSERT_THAT(gaps, SizeIs(1));
  EXPECT_EQ(gaps[0].node, "pve1");
  EXPECT_EQ(gaps[0].start, 0u);
  page(gaps[0], rowsOf(1, 100, 0), kT0 + 102'000);
  EXPECT_THAT(told, SizeIs(100));
  EXPECT_TRUE(told.back().late);
  EXPECT_THAT(decoder.gaps(), IsEmpty());
  tasks(rowsOf(76, 100, 0), kT0 + 104'000);
  EXPECT_THAT(told, SizeIs(100));
  EXPECT_THAT(decoder.gaps(), IsEmpty());
}

TEST_F(Gaps, AreSeenWhereLongTextsCutTheListShort) {
  const std::string text(500, 'x');
  tasks(rowsOf(61, 80, 0, text), kT0 + 81'000);
  EXPECT_THAT(decoder.gaps(), SizeIs(1));
}

TEST_F(Gaps, AreFilledInPages) {
  tasks(rowsOf(1'176, 1'200, 0), kT0 + 1'201'000);
  std::size_t asked = 0;
  while (!decoder.gaps().empty() && ++asked < 10) {
    const Gap gap = decoder.gaps().front();
    const int last = 1'200 - static_cast<int>(gap.start);
    page(gap, rowsOf(std::max(1, last - 499), last, 0), kT0 + 1'202'000);
  }
  EXPECT_EQ(asked, 3u);
  EXPECT_THAT(told, SizeIs(1'200));
}

TEST_F(Gaps, AreFilledFromTheBeginningWhereTooManyCameMeanwhile) {
  tasks(rowsOf(1'176, 1'200, 0), kT0 + 1'201'000);
  page(decoder.gaps().front(), rowsOf(701, 1'200, 0), kT0 + 1'202'000);
  const Gap second = decoder.gaps().front();
  ASSERT_GT(second.start, 0u);
  // As many came as two pages overlap, and more: the page has nothing of the one before.
  page(second, rowsOf(1, 500, 0), kT0 + 1'203'000);
  ASSERT_THAT(decoder.gaps(), SizeIs(1));
  EXPECT_EQ(decoder.gaps().front().start, 0u);
}

TEST_F(Gaps, AreLeftByATaskThatRanAndIsNotListedAnyMore) {
  const auto upid = upidOf("pve1", 1'000, -50, "vzdump", "106");
  tasks(running(upid) + "," + rowsOf(2, 25, -100'000), kT0 + 1000);
  tasks(rowsOf(1, 25, -100'000), kT0 + 3000);
  const auto gaps = decoder.gaps();
  ASSERT_THAT(gaps, SizeIs(1));
  EXPECT_EQ(gaps[0].since_s, kT0 / 1000 - 50);
  EXPECT_EQ(last(upid).state, "running");
  page(gaps[0], finished(upid, 2), kT0 + 4000);
  EXPECT_EQ(last(upid).state, "ok");
  EXPECT_THAT(decoder.gaps(), IsEmpty());
}

TEST_F(Gaps, OfATaskThatNobodyRemembersEndWithoutAWord) {
  const auto upid = upidOf("pve1", 1'000, -50, "vzdump", "106");
  tasks(running(upid) + "," + rowsOf(2, 25, -100'000), kT0 + 1000);
  tasks(rowsOf(1, 25, -100'000), kT0 + 3000);
  page(decoder.gaps().front(), rowsOf(101, 101, -100), kT0 + 4000);
  EXPECT_EQ(last(upid).state, "unknown");
  EXPECT_EQ(last(upid).attribute("end_ms"), "");
  EXPECT_THAT(decoder.gaps(), IsEmpty());
}

// As a token is answered that may not see them just then.
TEST_F(Gaps, OfATaskAreNotEndedByAnEmptyAnswer) {
  const auto upid = upidOf("pve1", 1'000, -50, "vzdump", "106");
  tasks(running(upid) + "," + rowsOf(2, 25, -100'000), kT0 + 1000);
  tasks(rowsOf(1, 25, -100'000), kT0 + 3000);
  for (int i = 0; i < 3; ++i) {
    ASSERT_THAT(decoder.gaps(), SizeIs(1));
    page(decoder.gaps().front(), "", kT0 + 4000 + i * 10'000);
    EXPECT_EQ(last(upid).state, "running");
  }
  ASSERT_THAT(decoder.gaps(), SizeIs(1));
  page(decoder.gaps().front(), finished(upid, 2), kT0 + 40'000);
  EXPECT_EQ(last(upid).state, "ok");
}

TEST_F(Gaps, OfATaskEndWhereTheNodeRemembersNothingAgainAndAgain) {
  const auto upid = upidOf("pve1", 1'000, -50, "vzdump", "106");
  tasks(running(upid) + "," + rowsOf(2, 25, -100'000), kT0 + 1000);
  tasks(rowsOf(1, 25, -100'000), kT0 + 3000);
  for (int i = 0; i < 4; ++i) {
    ASSERT_THAT(decoder.gaps(), SizeIs(1));
    page(decoder.gaps().front(), "", kT0 + 4000 + i * 10'000);
  }
  EXPECT_EQ(last(upid).state, "unknown");
  EXPECT_THAT(decoder.gaps(), IsEmpty());
}

TEST_F(Gaps, StayUntilTheNodeAnswers) {
  tasks(rowsOf(76, 100, 0), kT0 + 101'000);
  const Gap gap = decoder.gaps().front();
  answer("/nodes/pve1/tasks", "", kT0 + 102'000, "source=all&since=1&start=0&limit=500", 595);
  EXPECT_EQ(decoder.gaps().front(), gap);
  tasks(rowsOf(76, 101, 0), kT0 + 104'000);
  EXPECT_EQ(decoder.gaps().front(), gap);
  page(gap, rowsOf(1, 101, 0), kT0 + 106'000);
  EXPECT_THAT(told, SizeIs(101));
}

TEST_F(Gaps, AreNotFilledByAnswersToOtherQuestions) {
  tasks(rowsOf(76, 100, 0), kT0 + 101'000);
  answer("/nodes/pve1/tasks", R"({"data":[)" + rowsOf(51, 100, 0) + "]}", kT0 + 102'000,
         "limit=50");
  EXPECT_THAT(told, SizeIs(50)) << "what it has is told all the same";
  EXPECT_THAT(decoder.gaps(), SizeIs(1));
}

// One whose clock was set back puts what is new behind what is old, where the list is cut.
TEST_F(Gaps, AreFilledByTheNewestOfTheArchiveThoughNothingBetraysThem) {
  const auto query = TaskPage::newestQuery(kNewestPage);
  const auto hidden = upidOf("pve1", 900, -200'000, "qmstop", "106");
  const auto newest = [&](const std::string& rows) {
    answer("/nodes/pve1/tasks", R"({"data":[)" + rows + "]}", kT0 + 60'000, query);
  };
  newest(finished(hidden, -3'600) + "," + rowsOf(1, 25, -100'000));
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].id, hidden);
  EXPECT_THAT(decoder.gaps(), IsEmpty());
  newest(finished(hidden, -3'600) + "," + rowsOf(1, 25, -100'000));
  EXPECT_THAT(told, SizeIs(1));
  newest(rowsOf(101, 150, 0));
  EXPECT_THAT(told, SizeIs(51));
  EXPECT_THAT(decoder.gaps(), SizeIs(1)) << "there may be more of them than were asked for";
}

// Two hundred, of which the newest have room for fifty: nothing is read again that was told.
TEST_F(Gaps, OfTheArchiveAreAskedForUpToWhatIsKnown) {
  tasks(rowsOf(1'176, 1'200, 0), kT0 + 1'201'000);
  const auto archived = [](std::size_t start, std::size_t limit) {
    std::string rows;
    for (std::size_t at = start; at < start + limit; ++at) {
      const int number = 200 - static_cast<int>(at);
      const std::string row = number > 0 ? rowsOf(2'000 + number, 2'000 + number, -20'000)
                                         : rowsOf(1'200 + number, 1'200 + number, 0);
      rows += (rows.empty() ? "" : ",") + row;
    }
    return rows;
  };
  while (!decoder.gaps().empty()) {
    const Gap gap = decoder.gaps().front();
    const int last = 1'200 - static_cast<int>(gap.start);
    page(gap, rowsOf(std::max(1, last - 499), last, 0), kT0 + 1'202'000);
  }
  ASSERT_THAT(told, SizeIs(1'200));
  answer("/nodes/pve1/tasks", R"({"data":[)" + archived(0, kNewestPage) + "]}", kT0 + 1'300'000,
         TaskPage::newestQuery(kNewestPage));
  std::vector<Gap> asked;
  while (!decoder.gaps().empty() && asked.size() < 10) {
    asked.push_back(decoder.gaps().front());
    page(asked.back(), archived(asked.back().start, kGapPage), kT0 + 1'302'000);
  }
  EXPECT_THAT(told, SizeIs(1'400));
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_TRUE(asked[0].newest);
  EXPECT_LT(asked[0].start, kNewestPage) << "the two overlap";
}

// As many again as a page has: the next one goes on behind it.
TEST_F(Gaps, OfTheArchiveGoOnFromPageToPage) {
  const auto archived = [](std::size_t start, std::size_t limit) {
    const int last = 4'000 - static_cast<int>(start);
    return last > 3'000 ? rowsOf(std::max(3'001, last - static_cast<int>(limit) + 1), last, -20'000)
                        : std::string();
  };
  answer("/nodes/pve1/tasks", R"({"data":[)" + archived(0, kNewestPage) + "]}", kT0 + 1'300'000,
         TaskPage::newestQuery(kNewestPage));
  std::size_t asked = 0;
  while (!decoder.gaps().empty() && ++asked < 10) {
    const Gap gap = decoder.gaps().front();
    page(gap, archived(gap.start, kGapPage), kT0 + 1'302'000);
  }
  EXPECT_EQ(asked, 3U);
  EXPECT_THAT(told, SizeIs(1'000));
}

TEST_F(Gaps, EndWithTheNodeThatIsRemovedForGood) {
  list(nodeRow("pve1") + "," + nodeRow("pve2"), kT0 + 2'000);
  const auto upid = upidOf("pve2", 7, 0, "vzdump", "");
  tasks(running(upid) + "," + finished(upidOf("pve2", 8, 1, "qmstart", "106"), 2), kT0 + 3'000);
  tasks(finished(upidOf("pve2", 8, 1, "qmstart", "106"), 2), kT0 + 5'000);
  ASSERT_THAT(decoder.gaps(), SizeIs(1));
  for (int i = 1; i <= 4; ++i) list(nodeRow("pve1"), kT0 + 5'000 + i * 20'000);
  EXPECT_THAT(decoder.gaps(), IsEmpty());
  EXPECT_EQ(last(upid).state, "unknown") << "nobody knows how it ended";
  EXPECT_EQ(decoder.nodes(), std::vector<std::string>{"pve1"});
  const auto before = told.size();
  tasks(running(upid), kT0 + 90'000);
  EXPECT_EQ(told.size(), before) << "it is nobody's any more";
  list(nodeRow("pve1") + "," + nodeRow("pve2"), kT0 + 105'000);
  const auto again = upidOf("pve2", 9, 100, "vzdump", "");
  tasks(running(again), kT0 + 106'000);
  EXPECT_EQ(last(again).state, "running") << "it has joined again";
}

TEST_F(Gaps, AreNotHiddenByTasksOfTomorrow) {
  const auto tomorrow = upidOf("pve1", 5'000, 2 * 86'400, "qmstart", "106");
  tasks(running(tomorrow) + "," + rowsOf(2, 25, -100'000), kT0 + 3'000);
  EXPECT_THAT(told, IsEmpty());
  EXPECT_EQ(decoder.surprises().total(), 1U);
  tasks(rowsOf(76, 100, 0), kT0 + 101'000);
  EXPECT_THAT(decoder.gaps(), SizeIs(1));
}

// kT0 is the evening of the 14th: who answers booted with the clock of a week before.
TEST_F(Gaps, AreNotMadeByAClockOfLastWeek) {
  setDate("Tue, 07 Nov 2023 22:14:20 GMT");
  tasks(rowsOf(31, 40, 0) + "," + rowsOf(11, 25, -100'000), kT0 + 41'000);
  EXPECT_THAT(told, SizeIs(10));
  EXPECT_EQ(decoder.surprises().total(), 0U);
}

TEST_F(Gaps, GoOnBehindAPageOfWhichSomeIsLeftOut) {
  const auto tomorrow = upidOf("pve1", 5'000, 2 * 86'400, "qmstart", "106");
  tasks(rowsOf(776, 800, 0), kT0 + 801'000);
  page(decoder.gaps().front(), running(tomorrow) + "," + rowsOf(302, 800, 0), kT0 + 802'000);
  ASSERT_THAT(decoder.gaps(), SizeIs(1)) << "there were as many as were asked for";
  page(decoder.gaps().front(), rowsOf(1, 351, 0), kT0 + 803'000);
  EXPECT_THAT(told, SizeIs(800));
  EXPECT_THAT(decoder.gaps(), IsEmpty());
}

// Then the next page has none of the one before, though it overlaps it.
TEST_F(Gaps, GoOnBehindAPageOfWhichTheEndIsLeftOut) {
  std::string tomorrow;
  for (int i = 0; i < 60; ++i)
    tomorrow += "," + running(upidOf("pve1", 5'000 + i, 2 * 86'400, "qmstart", "106"));
  tasks(rowsOf(776, 800, 0), kT0 + 801'000);
  page(decoder.gaps().front(), rowsOf(361, 800, 0) + tomorrow, kT0 + 802'000);
  ASSERT_THAT(decoder.gaps(), SizeIs(1));
  page(decoder.gaps().front(), tomorrow.substr(1) + "," + rowsOf(1, 360, 0), kT0 + 803'000);
  EXPECT_THAT(told, SizeIs(800));
  EXPECT_THAT(decoder.gaps(), IsEmpty());
}

TEST_F(Gaps, AreSeenBehindTheNewestOfWhichSomeIsLeftOut) {
  const auto tomorrow = upidOf("pve1", 5'000, 2 * 86'400, "qmstart", "106");
  answer("/nodes/pve1/tasks",
         R"({"data":[)" + finished(tomorrow, 2 * 86'400) + "," + rowsOf(102, 150, 0) + "]}",
         kT0 + 160'000, TaskPage::newestQuery(kNewestPage));
  EXPECT_THAT(decoder.gaps(), SizeIs(1)) << "there may be more of them than were asked for";
}

TEST_F(Gaps, OfListsOfNonsenseAreBounded) {
  std::string rows;
  for (int node = 0; node < 400; ++node)
    rows += (rows.empty() ? "" : ",") + running(upidOf("n" + std::to_string(node), 1, 0, "x", ""));
  tasks(rows, kT0 + 3'000);
  EXPECT_EQ(decoder.nodes().size(), TaskLedger::kMostNodes);
  for (int i = 1; i <= 2; ++i) list(nodeRow("pve1"), kT0 + 5'000 + i * 20'000);
  EXPECT_THAT(decoder.nodes(), SizeIs(1)) << "those that are no nodes make room";
  EXPECT_EQ(decoder.runningTasks(), 0U);
  rows.clear();
  for (int i = 0; i < 5'000; ++i)
    rows += (rows.empty() ? "" : ",") + running(upidOf("pve1", i, 0, "x", ""));
  tasks(rows, kT0 + 60'000);
  EXPECT_EQ(decoder.runningTasks(), TaskLedger::kMostListed);
}

TEST_F(Gaps, AreLeftByALineOfTheLogAboutATaskThatIsNotKnown) {
  const auto upid = upidOf("pve1", 5, 10, "qmstop", "106");
  const auto line = [&](int uid, const std::string& message) {
    return R"({"node":"pve1","uid":")" + std::to_string(uid) + R"(","time":)" +
           std::to_string(kT0 / 1000 + 10) + R"(,"pri":6,"msg":")" + message + R"("})";
  };
  log(line(7, "starting task " + upidOf("pve1", 25, -99'975, "qmsnapshot", "106")), kT0 + 30'000,
      200);
  EXPECT_THAT(decoder.gaps(), IsEmpty());
  log(line(8, "starting task " + upid), kT0 + 40'000, 200);
  ASSERT_THAT(decoder.gaps(), SizeIs(1));
  EXPECT_EQ(decoder.gaps()[0].since_s, kT0 / 1000 + 10);
  EXPECT_THAT(ofType("log"), IsEmpty());
}

}  // namespace
}  // namespace pipevane::proxmox::events
