// Each task once, however many there were before it, and whatever the node's clock says.
#include "plugins/proxmox/events/told_tasks.h"
#include "tests/plugins/proxmox/events/happenings.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <utility>

namespace pipevane::proxmox::events {
namespace {

using ::testing::IsEmpty;

constexpr int kHourS = 3'600;

// A node's archive, and what of it is told in lists and pages.
class Archive : public Happenings, public ::testing::Test {
 protected:
  Archive() {
    list(nodeRow("pve1") + "," + guestRow(106, "running", 500), kT0);
    tasks(finished(upidOf("pve1", 0, -kHourS, "qmsnapshot", "106"), -kHourS), kT0 + 1'000);
    told.clear();
  }

  std::string end(std::int64_t start_s) {
    const auto upid = upidOf("pve1", ++number_, start_s, "qmsnapshot", "106");
    rows_.push_back(finished(upid, start_s + 1));
    starts_.push_back(start_s);
    return upid;
  }
  // So many, all of which a list has at some time.
  void endListed(int count, std::int64_t start_s) {
    for (int i = 0; i < count; i += 20) {
      std::string listed;
      for (int k = i; k < std::min(count, i + 20); ++k) {
        end(start_s + k);
        listed += (listed.empty() ? "" : ",") + rows_.back();
      }
      tellList(listed);
    }
  }
  void tellList(const std::string& rows) { tasks(rows, now_ms_ += 2'000); }
  // What the newest `count` of the archive are, as a page of it has them, but for so many.
  std::string newest(std::size_t count, std::int64_t since_s = -1'000 * kHourS,
                     std::size_t start = 0) const {
    std::string rows;
    for (std::size_t i = rows_.size(); i > 0 && count > 0; --i) {
      if (starts_[i - 1] < since_s) continue;
      if (start > 0) {
        --start;
        continue;
      }
      rows += (rows.empty() ? "" : ",") + rows_[i - 1];
      --count;
    }
    return rows;
  }
  void look() {
    answer("/nodes/pve1/tasks", R"({"data":[)" + newest(kNewestPage) + "]}", now_ms_ += 2'000,
           TaskPage::newestQuery(kNewestPage));
  }
  void expectEachOnce() const {
    std::set<std::pair<std::string, std::string>> states;
    for (const Happened& each : told) EXPECT_TRUE(states.emplace(each.id, each.state).second);
  }

 private:
  int number_ = 0;
  std::vector<std::string> rows_;  // by their ends
  std::vector<std::int64_t> starts_;
  std::int64_t now_ms_ = kT0 + 10'000;
};

TEST_F(Archive, IsToldBehindAClockThatWasSetBackAfterMoreThanAreRemembered) {
  endListed(ToldTasks::kMost + 500, 0);
  ASSERT_EQ(told.size(), ToldTasks::kMost + 500);
  const auto runs = upidOf("pve1", 90'000, -kHourS, "vzdump", "106");
  tellList(running(runs));
  EXPECT_EQ(last(runs).state, "running");
  tellList(finished(runs, -kHourS + 5));
  EXPECT_EQ(last(runs).state, "ok");
  const auto hidden = end(-kHourS + 60);
  look();
  EXPECT_EQ(last(hidden).state, "ok") << "the list does not have it";
  expectEachOnce();
}

TEST_F(Archive, IsToldOnceBehindAClockThatWasSetBackAgainAndAgain) {
  for (int round = 0; round < 8; ++round) {
    endListed(500, -600 * round);
    look();
  }
  EXPECT_EQ(told.size(), 8U * 500);
  expectEachOnce();
}

// What started last stays in the list as long as nothing starts later by the node's clock.
TEST_F(Archive, IsToldOnceThoughWhatWasAheadStaysInTheList) {
  std::string stays;
  for (int i = 0; i < 5; ++i)
    stays += "," + finished(upidOf("pve1", 80'000 + i, kHourS, "x", ""), kHourS);
  for (int i = 0; i < static_cast<int>(ToldTasks::kMost) + 100; i += 20) {
    std::string listed;
    for (int k = 0; k < 20; ++k) {
      end(i + k - kHourS / 2);
      listed += (listed.empty() ? "" : ",") + newest(1);
    }
    tellList(listed + stays);
  }
  expectEachOnce();
}

TEST_F(Archive, IsToldOnceThoughItIsReadAgain) {
  for (int i = 0; i < 1'600; ++i) end(-5'000 + i);
  // One answer with all that the archive has, the newest first.
  const Gap all{.node = "pve1", .since_s = 0, .start = 0};
  page(all, newest(1'600), kT0 + 5'000);
  EXPECT_EQ(told.size(), 1'600U);
  endListed(static_cast<int>(ToldTasks::kMost) - 1'550, 0);
  const auto before = told.size();
  page(all, newest(1'600), kT0 + 1'000'000);
  EXPECT_EQ(told.size(), before) << "the newest of the first page are not the first forgotten";
  expectEachOnce();
}

TEST_F(Archive, OfMoreThanAreRememberedIsNotToldAgain) {
  for (std::size_t i = 0; i < ToldTasks::kMost + 500; ++i)
    end(static_cast<std::int64_t>(i) - 5'000);
  const Gap all{.node = "pve1", .since_s = 0, .start = 0};
  page(all, newest(ToldTasks::kMost), kT0 + 5'000);
  page(all, newest(ToldTasks::kMost + 500), kT0 + 6'000);
  page(all, newest(ToldTasks::kMost + 500), kT0 + 7'000);
  EXPECT_EQ(told.size(), ToldTasks::kMost);
  expectEachOnce();
}

// Further than the look back reaches.
TEST_F(Archive, IsToldBehindAClockThatWasSetBackByDays) {
  endListed(25, 0);
  const std::int64_t long_ago_s = -30 * 24 * kHourS;
  const auto seen = upidOf("pve1", 70'000, long_ago_s, "vzdump", "106");
  tellList(newest(20) + "," + finished(seen, long_ago_s + 1));
  EXPECT_EQ(last(seen).state, "ok") << "a list that has all had it for the first time";
  for (int i = 0; i < 60; ++i) end(long_ago_s + 10 + i);
  look();
  ASSERT_EQ(decoder.gaps().size(), 1U) << "more ended than were asked for";
  for (int asked = 0; asked < 2 && !decoder.gaps().empty(); ++asked) {
    const Gap gap = decoder.gaps().front();
    page(gap, newest(kGapPage, gap.newest ? -1'000 * kHourS : gap.since_s - kT0 / 1'000, gap.start),
         kT0 + 2'000'000);
  }
  EXPECT_EQ(told.size(), 25U + 1 + 60);
  EXPECT_THAT(decoder.gaps(), IsEmpty());
  expectEachOnce();
}

TEST_F(Archive, BeforeTheLookBackIsNotTold) {
  for (int i = 0; i < 40; ++i) end(-30 * 24 * kHourS + i);
  endListed(5, 0);
  look();
  EXPECT_EQ(told.size(), 5U);
}

}  // namespace
}  // namespace pipevane::proxmox::events
