// Random interleavings of tasks, bursts, lists, lost lists, pages, nodes that die and restarts of
// Pipevane, against a model of what Proxmox VE still remembers: nothing of that is lost, nothing is
// told twice, and each guest's events come in their order.
#include "plugins/proxmox/events/task_ledger.h"
#include "tests/plugins/proxmox/events/modelled_proxmox.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace pipevane::proxmox::events {
namespace {

constexpr std::int64_t kBeginS = 1'700'000'000;
constexpr std::int64_t kLookBackMs = 24 * 3'600'000;

class Interleaving {
 public:
  explicit Interleaving(unsigned seed) : random_(seed), proxmox_(3, kBeginS) {}

  void go(int steps) {
    for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) step();
    settle();
    for (const Task& each : proxmox_.remembered()) {
      const auto told = states_.find(each.upid.text);
      ASSERT_NE(told, states_.end()) << each.upid.text << " was lost";
      EXPECT_EQ(told->second, wordFor(each.state())) << each.upid.text;
    }
  }
  std::size_t told() const { return states_.size(); }

 private:
  std::size_t any(std::size_t count) { return random_() % count; }
  std::string anyNode() { return proxmox_.names()[any(3)]; }
  std::string anyVmid() { return std::to_string(100 + any(5)); }
  std::string anyStatus() {
    static const std::vector<std::string> all = {"OK", "OK", "WARNINGS: 1", "it failed",
                                                 std::string(1'500, 'x')};
    return all[any(all.size())];
  }

  void step() {
    switch (any(14)) {
      case 0:
      case 1:
        return proxmox_.start(anyNode(), anyVmid());
      case 2:
      case 3:
        return proxmox_.finishOne(anyNode(), random_(), anyStatus());
      case 4:
        return burst(anyNode(), 1 + any(60));
      case 5:
      case 6:
      case 7:
        return hearList();
      case 8:
      case 9:
        return fill();
      case 10:
        return proxmox_.pass(static_cast<std::int64_t>(any(4)));
      case 11:
        return proxmox_.pass(static_cast<std::int64_t>(any(60)));
      case 12:
        return any(2) == 0 ? proxmox_.boot(anyNode()) : proxmox_.die(anyNode());
      default:
        if (any(8) == 0) restart();
    }
  }
  // Some of them within one second, some end in it, some go on.
  void burst(const std::string& node, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      proxmox_.start(node, anyVmid());
      if (any(3) > 0) proxmox_.finishOne(node, random_(), anyStatus());
      if (any(10) == 0) proxmox_.pass(1);
    }
    while (proxmox_.runningOn(node) > 20 && proxmox_.up(node))
      proxmox_.finishOne(node, random_(), anyStatus());
  }
  void hearList() {
    const auto listed = proxmox_.list();
    // A list is stamped within its second.
    const std::int64_t now_ms = proxmox_.nowS() * 1000 + 999;
    hear(ledger_.hearList(listed, now_ms, now_ms));
  }
  // One page of what is missing, where the node answers.
  void fill() {
    const auto gaps = ledger_.gaps();
    if (gaps.empty()) return;
    const Gap& gap = gaps[any(gaps.size())];
    if (!proxmox_.up(gap.node)) return;
    const TaskPage page{.whole = true, .since_s = gap.since_s, .start = gap.start, .limit = 40};
    hear(ledger_.hearPage(gap.node, page, proxmox_.page(gap.node, page), proxmox_.nowS() * 1000));
  }
  void restart() {
    ledger_ = TaskLedger(kLookBackMs);
    this_time_.clear();
    newest_ms_.clear();
  }
  void settle() {
    for (const std::string& each : proxmox_.names()) proxmox_.boot(each);
    proxmox_.pass(10);
    hearList();
    for (int i = 0; i < 200 && !ledger_.gaps().empty(); ++i) fill();
    EXPECT_TRUE(ledger_.gaps().empty());
    hearList();
    EXPECT_TRUE(ledger_.gaps().empty()) << "what is complete stays so";
  }

  void hear(const std::vector<TaskNews>& news) {
    for (const TaskNews& each : news) {
      const std::string state(wordFor(each.task.state()));
      const std::string& id = each.task.upid.text;
      EXPECT_TRUE(this_time_.insert(id + state).second) << id << " was told twice: " << state;
      const auto before = states_.find(id);
      if (before != states_.end() && before->second != "running") {
        EXPECT_EQ(before->second, state) << id << " ended before";
      }
      states_[id] = state;
      if (each.late) continue;
      std::int64_t& newest_ms = newest_ms_[each.task.upid.node + each.task.upid.id];
      EXPECT_GE(each.task.happenedMs(), newest_ms) << id << " is out of order";
      newest_ms = each.task.happenedMs();
    }
  }

  std::mt19937 random_;
  ModelledProxmox proxmox_;
  TaskLedger ledger_{kLookBackMs};
  std::map<std::string, std::string> states_;      // as a consumer knows them
  std::set<std::string> this_time_;                // since the last restart
  std::map<std::string, std::int64_t> newest_ms_;  // by guest
};

TEST(LedgerModel, LosesNothingThatIsRememberedAndTellsNothingTwice) {
  std::size_t told = 0;
  for (unsigned seed = 1; seed <= 100 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Interleaving run(seed);
    run.go(300);
    told += run.told();
  }
  EXPECT_GT(told, 15'000u) << "the runs are long enough to mean something";
}

}  // namespace
}  // namespace pipevane::proxmox::events
