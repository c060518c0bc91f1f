// What was done to the recorded cluster is what the decoder tells, at the next answer that can know
// it. Skipped where the recordings are absent.
#include "plugins/proxmox/session/session_reader.h"
#include "tests/fixtures/recordings.h"
#include "tests/plugins/proxmox/fleet.h"
#include "tests/plugins/proxmox/recorded/truth_log.h"

#include <algorithm>
#include <cmath>
#include <list>

namespace pipevane::proxmox {
namespace {

struct Recording {
  const char* session;
  const char* log;
  const char* token;
  // All of them, but for those after which the next one came before a list could tell.
  std::size_t compared;
};
void PrintTo(const Recording& recording, std::ostream* out) { *out << recording.session; }

// Whole seconds stand in the stamp and in the uptime, and the log has the start from such.
constexpr double kStartUncertainS = 2;

class RecordedDeeds : public ::testing::TestWithParam<Recording> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(testing::recordings())) GTEST_SKIP() << "no recordings here";
  }
  // Begins what was done before that time.
  void begin(std::int64_t time_ms) {
    for (; next_ != deeds_.end() && next_->time_ms <= time_ms; ++next_) {
      pending_.remove_if([this](const Deed& other) { return next_->sameThing(other); });
      pending_.push_back(*next_);
      if (next_->kind == Deed::Kind::kGuest) expectNotYet(*next_);
    }
  }
  // Compares what has to be told in a list that was asked for at that time.
  void compare(std::int64_t time_ms) {
    pending_.remove_if([&](const Deed& deed) {
      if (deed.due_ms > time_ms) return false;
      SCOPED_TRACE(deed.subject + ' ' + deed.attribute + " at " + std::to_string(deed.time_ms));
      expect(deed);
      ++compared_;
      return true;
    });
  }

  std::vector<Deed> deeds_;
  std::vector<Deed>::const_iterator next_;
  std::size_t compared_ = 0;
  Fleet fleet_{"rig"};

 private:
  std::string keyOf(const std::string& vmid) const {
    return fleet_.entities.count("rig/vm/" + vmid) > 0 ? "rig/vm/" + vmid : "rig/container/" + vmid;
  }
  void expectNotYet(const Deed& deed) {
    if (fleet_.entities.empty()) return;
    EXPECT_NE(fleet_.attribute(keyOf(deed.subject), deed.attribute), deed.value)
        << deed.subject << ' ' << deed.attribute << " was so before " << deed.time_ms;
  }
  void expect(const Deed& deed) {
    switch (deed.kind) {
      case Deed::Kind::kGuest:
        EXPECT_EQ(fleet_.attribute(keyOf(deed.subject), deed.attribute), deed.value);
        return;
      case Deed::Kind::kStarted:
        return expectStarted(deed);
      case Deed::Kind::kDestroyed:
        EXPECT_EQ(fleet_.entities.count(keyOf(deed.subject)), 0u);
        return;
      case Deed::Kind::kNode:
        return expectNode(deed);
      case Deed::Kind::kStorage:
        return expectStorage(deed);
    }
  }
  void expectStarted(const Deed& deed) {
    const std::string key = keyOf(deed.subject);
    EXPECT_EQ(fleet_.attribute(key, "status"), "running");
    EXPECT_EQ(fleet_.attribute(key, "node"), deed.value);
    EXPECT_EQ(fleet_.attribute("rig/node/" + *deed.value, "status"), "online");
    const auto uptimes = fleet_.samples(key, "uptime_seconds");
    ASSERT_FALSE(uptimes.empty());
    const double start_s =
        static_cast<double>(uptimes.back().time_ms) / 1000 - uptimes.back().value;
    EXPECT_NEAR(start_s, static_cast<double>(deed.time_ms) / 1000, kStartUncertainS);
  }
  void expectNode(const Deed& deed) {
    EXPECT_EQ(fleet_.attribute("rig/node/" + deed.subject, "status"), deed.value);
    std::size_t guests = 0;
    for (const auto& [key, attributes] : fleet_.entities) {
      if (attributes.count("vmid") == 0 || fleet_.attribute(key, "node") != deed.subject) continue;
      ++guests;
      EXPECT_EQ(attributes.at("status"), "unknown") << key;
      EXPECT_NE(fleet_.quality(key, "memory_used_bytes"), Quality::kLive) << key;
      EXPECT_EQ(fleet_.quality(key, "network_receive_bytes_total"), Quality::kUnknown) << key;
    }
    EXPECT_GT(guests, 10u);
  }
  void expectStorage(const Deed& deed) {
    EXPECT_EQ(fleet_.quality("rig/storage/" + deed.subject, "disk_used_bytes"),
              deed.value ? Quality::kLive : Quality::kUnknown);
  }

  std::list<Deed> pending_;
};

TEST_P(RecordedDeeds, AreToldByTheNextAnswerThatCanKnow) {
  const auto folder = testing::recordings() / "sessions";
  deeds_ = readTruthLog(folder / GetParam().log);
  session::SessionReader reader((folder / GetParam().session).string());
  session::RecordedExchange exchange;
  std::vector<pv_attribute> headers;
  bool begun = false;
  std::int64_t list_ms = 0;
  next_ = deeds_.cbegin();
  while (reader.next(exchange)) {
    if (exchange.token != GetParam().token) continue;
    // What was done before the first question is how it was found.
    if (!begun) next_ = std::ranges::upper_bound(deeds_, exchange.time_ms, {}, &Deed::time_ms);
    begun = true;
    begin(exchange.time_ms);
    exchange.source = "source";
    fleet_.decoder.decode(exchange.raw(headers), fleet_.output);
    fleet_.apply();
    if (exchange.status != 200) continue;
    if (exchange.path.ends_with("/cluster/resources")) list_ms = exchange.time_ms;
    // Figures are told by the export, states by the list.
    if (exchange.path.ends_with("/cluster/metrics/export"))
      compare(std::min(list_ms, exchange.time_ms));
  }
  EXPECT_EQ(compared_, GetParam().compared);
}

INSTANTIATE_TEST_SUITE_P(
    OfProxmox92, RecordedDeeds,
    ::testing::Values(Recording{"session-a.jsonl.zst", "truth-a.jsonl", "rig", 48},
                      Recording{"session-b.jsonl.zst", "truth-b.jsonl", "log", 26}),
    [](const auto& of) { return std::string(of.param.token); });

}  // namespace
}  // namespace pipevane::proxmox
