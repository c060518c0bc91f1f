// What was done to the recorded cluster is told once, as what it was. Skipped where the recordings
// are absent.
#include "plugins/proxmox/events/upid.h"
#include "plugins/proxmox/session/session_reader.h"
#include "tests/fixtures/recordings.h"
#include "tests/plugins/proxmox/events/happenings.h"

#include <simdjson.h>
#include <algorithm>
#include <fstream>
#include <set>

namespace pipevane::proxmox::events {
namespace {

constexpr std::int64_t kSessionAMs = 1'795'456'591'470;

struct Recording {
  const char* session;
  const char* log;
  const char* token;
};
void PrintTo(const Recording& recording, std::ostream* out) { *out << recording.session; }

struct TrueTask {
  std::string upid, result;
};

// The tasks that were begun, with the end that was expected or seen; empty: any.
std::vector<TrueTask> trueTasks(const std::filesystem::path& file) {
  std::vector<TrueTask> tasks;
  std::ifstream lines(file);
  simdjson::dom::parser parser;
  const auto at = [&](std::string_view upid) -> TrueTask& {
    const auto known = std::ranges::find(tasks, upid, &TrueTask::upid);
    return known != tasks.end() ? *known : tasks.emplace_back(TrueTask{std::string(upid), ""});
  };
  for (std::string line; std::getline(lines, line);) {
    const simdjson::dom::element row = parser.parse(line);
    const std::string_view event = row["event"];
    if (event == "task-start" || event == "task-end") {
      std::string_view upid, result;
      if (row["upid"].get(upid) != simdjson::SUCCESS) continue;
      TrueTask& task = at(upid);
      if (row["result"].get(result) == simdjson::SUCCESS ||
          (task.result.empty() && row["expect"].get(result) == simdjson::SUCCESS))
        task.result = result;
      std::string_view note;
      if (row["note"].get(note) == simdjson::SUCCESS && note.starts_with("will be cut"))
        task.result = "cut";
    } else if (event == "burst-end") {
      for (const std::string_view upid : row["upids"].get_array()) at(upid);
    }
  }
  return tasks;
}

std::string stateOf(const std::string& result) {
  if (result == "ok") return "ok";
  if (result == "warn") return "warning";
  if (result == "cut") return "unknown";
  return "error";
}

class RecordedEvents : public Happenings, public ::testing::TestWithParam<Recording> {
 protected:
  RecordedEvents() : Happenings("rig") {}
  void SetUp() override {
    if (!std::filesystem::exists(testing::recordings())) GTEST_SKIP() << "no recordings here";
    session::SessionReader reader((folder() / GetParam().session).string());
    session::RecordedExchange exchange;
    std::vector<pv_attribute> headers;
    while (reader.next(exchange)) {
      // The other one asks for the log alone, and may.
      const bool log = exchange.token == "log" && exchange.path.ends_with("/cluster/log");
      const bool own = exchange.token == GetParam().token && !exchange.path.ends_with("/log");
      if (!log && !own) continue;
      exchange.source = "source";
      const Decoded decoded = decode(exchange.raw(headers));
      EXPECT_TRUE(decoded.understood) << decoded.why;
    }
  }
  std::filesystem::path folder() const { return testing::recordings() / "sessions"; }
  bool isA() const { return std::string_view(GetParam().token) == "rig"; }
  bool gapSince(const std::string& upid) const {
    const auto task = Upid::parse(upid);
    return std::ranges::any_of(decoder.gaps(), [&](const Gap& gap) {
      return gap.node == task->node && gap.since_s <= task->start_s;
    });
  }
  // Of status events of that guest, the seconds since session A began.
  std::vector<std::int64_t> statusesOf(const std::string& key) const {
    std::vector<std::int64_t> seconds;
    for (const Happened& each : ofType("status"))
      if (each.entity == key) seconds.push_back((each.time_ms - kSessionAMs) / 1000);
    return seconds;
  }
};

// What happened in that one alone.
class RecordedEventsOfTheFirst : public RecordedEvents {};

TEST_P(RecordedEvents, TellEachTaskOnceAsWhatItWas) {
  const auto tasks = trueTasks(folder() / GetParam().log);
  EXPECT_GT(tasks.size(), 40u);
  std::size_t missing = 0;
  for (const TrueTask& task : tasks) {
    SCOPED_TRACE(task.upid);
    std::vector<std::string> states;
    for (const Happened& each : told)
      if (each.id == task.upid) states.push_back(each.state);
    // Nobody asked the nodes themselves in session B: what the burst took out of the list is known
    // to be missing.
    if (!isA() && (states.empty() || states.back() == "running") && gapSince(task.upid)) {
      ++missing;
      continue;
    }
    ASSERT_FALSE(states.empty());
    EXPECT_LE(std::ranges::count(states, "running"), 1);
    EXPECT_EQ(std::ranges::count_if(states, [](const auto& each) { return each != "running"; }), 1);
    EXPECT_NE(states.back(), "running");
    if (!task.result.empty()) {
      EXPECT_EQ(states.back(), stateOf(task.result));
    }
  }
  EXPECT_LE(missing, isA() ? 0u : 12u);
}

TEST_P(RecordedEvents, TellOfGuestsThatDiedWithoutATask) {
  if (isA()) {
    const auto of106 = statusesOf("rig/vm/106");
    ASSERT_EQ(of106.size(), 1u);
    EXPECT_GE(of106[0], 200);
    EXPECT_LE(of106[0], 215);
    const auto of205 = statusesOf("rig/container/205");
    ASSERT_EQ(of205.size(), 1u);
    EXPECT_GE(of205[0], 2'040);
    EXPECT_LE(of205[0], 2'060);
  }
  // Its node told nothing from 1020 to 1400.
  const auto of110 = statusesOf("rig/vm/110");
  ASSERT_EQ(of110.size(), 1u);
  EXPECT_GE(of110[0], 1'100);
  EXPECT_LE(of110[0], 1'425);
  EXPECT_EQ(ofType("status").size(), isA() ? 3u : 1u) << "nothing else happened without a task";
}

TEST_P(RecordedEvents, TellOfANodeThatIsLostAndComesBack) {
  std::vector<std::pair<std::string, std::int64_t>> states;
  for (const Happened& each : ofType("node"))
    if (each.entity == "rig/node/pve2")
      states.emplace_back(each.attribute("to"), (each.time_ms - kSessionAMs) / 1000);
  ASSERT_EQ(states.size(), 4u);
  EXPECT_EQ(states[0].first, "offline");
  EXPECT_NEAR(static_cast<double>(states[0].second), 730, 20);
  EXPECT_EQ(states[1].first, "online");
  EXPECT_NEAR(static_cast<double>(states[1].second), 910, 20);
  EXPECT_EQ(states[2].first, "unknown");
  EXPECT_NEAR(static_cast<double>(states[2].second), 1'325, 20);
  EXPECT_EQ(states[3].first, "online");
  EXPECT_EQ(ofType("node").size(), 4u);
}

TEST_P(RecordedEventsOfTheFirst, TellOfTagsAndNames) {
  ASSERT_EQ(ofType("tags").size(), 2u);
  EXPECT_EQ(ofType("tags")[0].entity, "rig/vm/100");
  EXPECT_EQ(ofType("tags")[1].entity, "rig/vm/104");
  ASSERT_FALSE(ofType("guest").empty());
  EXPECT_EQ(ofType("guest")[0].attribute("change"), "renamed");
}

// The recorder asked for numbers of its own, and found that two work and four do not.
TEST_P(RecordedEventsOfTheFirst, GoOnWithALogThatHasABadEntry) {
  const auto lines = messages("log");
  EXPECT_GT(lines.size(), 500u) << "those filler lines that had room in the ring";
  EXPECT_TRUE(std::ranges::none_of(lines, [](const std::string& each) {
    return each.starts_with("starting task");
  })) << "the list of tasks tells these";
  EXPECT_GT(decoder.logEntries(), 1u);
  EXPECT_LT(decoder.logEntries(), 5u);
}

TEST_P(RecordedEvents, TellNothingTwice) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const Happened& each : told)
    EXPECT_TRUE(seen.emplace(each.id, each.state).second) << each.id << ' ' << each.state;
}

constexpr Recording kFirst{"session-a.jsonl.zst", "truth-a.jsonl", "rig"};
constexpr Recording kSecond{"session-b.jsonl.zst", "truth-b.jsonl", "log"};
constexpr auto kByToken = [](const auto& of) { return std::string(of.param.token); };

INSTANTIATE_TEST_SUITE_P(OfProxmox92, RecordedEvents, ::testing::Values(kFirst, kSecond), kByToken);
INSTANTIATE_TEST_SUITE_P(OfProxmox92, RecordedEventsOfTheFirst, ::testing::Values(kFirst),
                         kByToken);

}  // namespace
}  // namespace pipevane::proxmox::events
