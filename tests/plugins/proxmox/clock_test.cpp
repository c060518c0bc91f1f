// Servers whose clocks are wrong.
#include "plugins/proxmox/http_date.h"
#include "tests/plugins/proxmox/fleet.h"

#include <ctime>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kT0s = kT0 / 1000;
constexpr std::int64_t kCycle = 10'000;

// Whose clock is wrong misses nothing, and hides nothing of the others.
TEST(SamplesOfManyClocks, AreCompleteUntilTheLastOfEveryNodeThatStillAnswers) {
  Fleet fleet;
  fleet.version("9.2.11");
  fleet.list(kNode1 + "," + nodeNamed("pve2") + "," + nodeNamed("pve3"));
  const std::int64_t behind_s = kT0s - 600, ahead_s = kT0s + 600;
  const auto answered = [&](int cycle, bool third) {
    const int s = 10 * cycle;
    fleet.figures(row("node/pve1", "uptime", behind_s + s, "1") + "," +
                      row("node/pve2", "uptime", ahead_s + s, "1") +
                      (third ? "," + row("node/pve3", "uptime", behind_s - 60 + s, "1") : ""),
                  kT0 + cycle * kCycle);
  };
  answered(0, true);
  EXPECT_EQ(fleet.decoder.completeUntilMs(), (behind_s - 60) * 1000);
  for (int cycle = 1; cycle <= 30; ++cycle) answered(cycle, false);
  EXPECT_EQ(fleet.decoder.completeUntilMs(), (behind_s + 300) * 1000)
      << "the third one was silent for five minutes";
}

// Its rows from before are in the answer, at the times of the node that it was on.
TEST(SamplesOfManyClocks, OfAGuestThatMovedDoNotMakeItsNewNodeSilent) {
  Fleet fleet;
  fleet.version("9.2.11");
  fleet.list(kNode1 + "," + kVm100);
  for (int cycle = 0; cycle <= 6; ++cycle) {
    const std::string moved = row("qemu/100", "uptime", kT0s + 600, "100");
    const std::string own = row("node/pve1", "uptime", kT0s + 10 * cycle, "1");
    fleet.figures(own + (cycle == 0 ? "," + moved : ""), kT0 + cycle * kCycle);
  }
  EXPECT_FALSE(fleet.decoder.silent("pve1"));
  EXPECT_EQ(fleet.decoder.completeUntilMs("pve1"), (kT0s + 60) * 1000);
}

TEST(SamplesOfManyClocks, OfANodeThatIsBehindAreNoHistory) {
  Fleet fleet;
  fleet.version("9.2.11");
  fleet.list(kNode1 + "," + nodeNamed("pve2"));
  fleet.host.clearPushed();
  fleet.figures(row("node/pve1", "uptime", kT0s, "700") + "," +
                row("node/pve2", "uptime", kT0s - 600, "100") + "," +
                row("node/pve2", "uptime", kT0s - 670, "30"));
  ASSERT_EQ(fleet.host.pushed().size(), 3u);
  EXPECT_EQ(fleet.host.pushed()[0].flags(), PV_BACKFILL);
  EXPECT_EQ(fleet.host.pushed()[1].flags(), 0u);
}

std::string dateOf(std::int64_t time_ms) {
  const std::time_t seconds = time_ms / 1000;
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&seconds));
  return text;
}

// As a consumer sees it that takes nothing older than what it has.
std::optional<Fleet::Sample> shown(Fleet& fleet, const std::string& key,
                                   const std::string& metric) {
  std::optional<Fleet::Sample> last;
  for (const auto& each : fleet.samples(key, metric))
    if (!last || each.time_ms >= last->time_ms) last = each;
  return last;
}

class SamplesOfAWrongClock : public ::testing::TestWithParam<int> {
 protected:
  SamplesOfAWrongClock() { fleet.version("9.2.11"); }
  std::int64_t itsTime(int cycle) const { return kT0 + cycle * kCycle + GetParam() * 1000; }
  void listed(int cycle, const std::string& rows) {
    fleet.date = dateOf(itsTime(cycle));
    fleet.list(rows, kT0 + cycle * kCycle);
  }
  void figured(int cycle, const std::string& uptime, const std::string& cpu) {
    const std::int64_t time_s = itsTime(cycle) / 1000 - 3;
    fleet.figures(row("qemu/100", "uptime", time_s, uptime) + "," +
                      row("qemu/100", "cpu_current", time_s, cpu) + "," +
                      row("qemu/100", "net_in", time_s, "7"),
                  kT0 + cycle * kCycle);
  }
  Quality now(const std::string& metric) {
    return shown(fleet, "lab/vm/100", metric).value_or(Fleet::Sample{}).quality;
  }
  Fleet fleet;
  const std::string alive = kNode1 + "," + kVm100;
};

TEST_P(SamplesOfAWrongClock, AreStaleWhenTheirNodeIsDead) {
  listed(0, alive);
  figured(0, "100", "0.9");
  EXPECT_EQ(now("cpu_usage_ratio"), Quality::kLive);
  listed(1, edited(kNode1, "online", "offline") + "," + kVm100);
  EXPECT_EQ(now("cpu_usage_ratio"), Quality::kStale);
  EXPECT_EQ(now("network_receive_bytes_total"), Quality::kUnknown);
}

TEST_P(SamplesOfAWrongClock, AreLiveAgainWithTheFirstFigureAfterARestart) {
  listed(0, alive);
  figured(0, "100", "0.9");
  listed(1, kNode1 + "," + edited(kVm100, "running", "stopped"));
  EXPECT_EQ(now("cpu_usage_ratio"), Quality::kUnknown);
  listed(2, alive);
  figured(2, "4", "0.5");
  EXPECT_EQ(now("cpu_usage_ratio"), Quality::kLive);
  EXPECT_EQ(now("network_receive_bytes_total"), Quality::kLive);
}

TEST_P(SamplesOfAWrongClock, GoOnFromTheExportToTheListAndBack) {
  listed(0, alive);
  figured(0, "100", "0.9");
  fleet.refuseExport(kT0 + kCycle);
  listed(2, alive);
  EXPECT_EQ(now("cpu_usage_ratio"), Quality::kEstimated);
  figured(4, "140", "0.8");
  EXPECT_EQ(now("cpu_usage_ratio"), Quality::kLive);
}

INSTANTIATE_TEST_SUITE_P(Seconds, SamplesOfAWrongClock, ::testing::Values(-3600, -60, 0, 60, 3600),
                         [](const auto& of) {
                           return of.param < 0 ? "behind" + std::to_string(-of.param)
                                               : "ahead" + std::to_string(of.param);
                         });

// Both were right; one is ten minutes behind now, and tells times that it told before.
class SamplesOfAClockThatWasSetBack : public ::testing::Test {
 protected:
  SamplesOfAClockThatWasSetBack() {
    fleet.version("9.2.11");
    listed(0);
    fleet.figures(rowsOf("pve1", kT0s, "700") + "," + rowsOf("pve2", kT0s, "800"), kT0);
    // Before it is looked at for a minute the other one alone tells something new.
    for (int cycle = 1; cycle <= 6; ++cycle)
      fleet.figures(rowsOf("pve1", kT0s + 10 * cycle, "700"), kT0 + cycle * kCycle);
  }
  void listed(int cycle) {
    fleet.list(kNode1 + "," + edited(nodeNamed("pve2"), "1000", std::to_string(900 + 10 * cycle)),
               kT0 + cycle * kCycle);
  }
  static std::string rowsOf(const std::string& node, std::int64_t time_s,
                            const std::string& uptime) {
    return row("node/" + node, "uptime", time_s, uptime);
  }
  void clock(std::int64_t time_s, const std::string& body = {}) {
    fleet.answer("/nodes/pve2/time",
                 body.empty() ? R"({"data":{"time":)" + std::to_string(time_s) + "}}" : body,
                 kT0 + 6 * kCycle);
  }
  Fleet::Sample last() { return fleet.samples("lab/node/pve2", "uptime_seconds").back(); }

  Fleet fleet;
};

TEST_F(SamplesOfAClockThatWasSetBack, AreMissedAndComeFromTheListOnceItSaysSo) {
  EXPECT_TRUE(fleet.decoder.silent("pve2"));
  EXPECT_FALSE(fleet.decoder.silent("pve1"));
  clock(kT0s - 600);
  EXPECT_EQ(fleet.decoder.setBackMs("pve2"), 600'000);
  EXPECT_EQ(fleet.decoder.setBackMs("pve1"), std::nullopt);
  listed(7);
  EXPECT_EQ(last().value, 970);
  EXPECT_EQ(last().quality, Quality::kEstimated);
  // Its own rows are of a time that it told before, whichever they are.
  fleet.figures(rowsOf("pve2", kT0s - 10, "790") + "," + rowsOf("pve2", kT0s, "800"),
                kT0 + 7 * kCycle);
  EXPECT_EQ(last().value, 970);
}

TEST_F(SamplesOfAClockThatWasSetBack, AreLiveAgainWhenItIsRight) {
  clock(kT0s - 600);
  listed(7);
  fleet.figures(rowsOf("pve2", kT0s + 78, "980"), kT0 + 8 * kCycle);
  EXPECT_EQ(fleet.decoder.setBackMs("pve2"), std::nullopt);
  EXPECT_EQ(last().value, 980);
  EXPECT_EQ(last().quality, Quality::kLive);
}

// Its last word before it went is no reason to tell of it by the list when it comes back, beside
// the export that has all of it.
TEST_F(SamplesOfAClockThatWasSetBack, AreLookedAtAnewWhenTheirNodeWasAway) {
  clock(kT0s - 600);
  listed(7);
  const std::string away = edited(nodeNamed("pve2"), "online", "offline");
  fleet.list(kNode1 + "," + away, kT0 + 8 * kCycle);
  fleet.figures(rowsOf("pve1", kT0s + 80, "780"), kT0 + 8 * kCycle);
  EXPECT_EQ(fleet.decoder.setBackMs("pve2"), std::nullopt);
  listed(20);
  EXPECT_EQ(last().quality, Quality::kUnknown) << "the list does not tell";
  fleet.figures(rowsOf("pve2", kT0s + 190, "1090") + "," + rowsOf("pve2", kT0s + 200, "1100"),
                kT0 + 20 * kCycle);
  EXPECT_EQ(last().value, 1100);
  EXPECT_EQ(last().quality, Quality::kLive);
}

TEST_F(SamplesOfAClockThatWasSetBack, AreNotTakenForThatWhereTheClockGoesOn) {
  clock(kT0s + 60);
  EXPECT_EQ(fleet.decoder.setBackMs("pve2"), std::nullopt);
  for (const char* odd :
       {R"({"data":null})", R"({"data":{"time":"soon"}})", R"({"data":{"time":0}})",
        R"({"data":{"time":-5}})", R"({"data":{"time":99999999999999}})", "[]"}) {
    clock(0, odd);
    EXPECT_EQ(fleet.decoder.setBackMs("pve2"), std::nullopt) << odd;
  }
  clock(0, R"({"data":{"time":")" + std::to_string(kT0s - 600) + R"("}})");
  EXPECT_EQ(fleet.decoder.setBackMs("pve2"), 600'000) << "numbers may be text";
}

TEST(HttpDate, IsReadInTheOneFormThatIsWritten) {
  EXPECT_EQ(httpDateMs("Mon, 23 Nov 2026 17:38:03 GMT"), 1'795'455'483'000);
  EXPECT_EQ(httpDateMs("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(httpDateMs("Thu, 29 Feb 2024 23:59:60 GMT"), 1'709'251'200'000);
  for (const char* bad : {"", "yesterday", "Mon, 23 Nov 2026 17:38:03 CET",
                          "Mon, 23 Foo 2026 17:38:03 GMT", "Mon, 30 Feb 2026 17:38:03 GMT",
                          "Mon, 23 Nov 2026 25:38:03 GMT", "Mon, 23 Nov 0026 17:38:03 GMT",
                          "Mon, -3 Nov 2026 17:38:03 GMT", "Monday, 23-Nov-26 17:38:03 GMT"})
    EXPECT_EQ(httpDateMs(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace pipevane::proxmox
