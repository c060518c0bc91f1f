// Two sources of one cluster, in the real program with everything behind it, of which the one that
// leads goes. What the history has afterwards is what it would have had without that.
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <Poco/Dynamic/Var.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pipevane::testing {
namespace {

using simulator::Fault;
using simulator::Simulator;
using simulator::World;
using ::testing::IsEmpty;

constexpr std::int64_t kCycleMs = World::kCycleS * 1000;
constexpr int kGuests = 6;
// A cycle behind the one at which the leader goes, and the next.
constexpr std::size_t kCyclesBehind = 2;

class TakeOver : public ::testing::Test {
 protected:
  TakeOver() {
    pipevane_.emplace(yaml({"one", "two"}), Process::Environment{{"SECRET", secret()}});
  }

  static simulator::Settings settings() {
    simulator::Settings settings;
    settings.nodes = 2;
    settings.guests = kGuests;
    settings.past_s = 120;
    settings.each_listens = true;
    return settings;
  }
  std::string secret() const { return cluster_.settings().token_secret; }
  // "one" asks pve1, "two" pve2.
  std::string yaml(const std::vector<std::string>& sources) const {
    std::string text = "version: 1\nsources:\n", inputs;
    for (const std::string& id : sources) {
      const std::string node = id == "one" ? "pve1" : "pve2";
      text += "  " + id + ": {type: proxmox_poll, interval: 1s, timeout: 1s, endpoints: [\"" +
              "127.0.0.1:" + std::to_string(cluster_.port(node)) + "\"], token_id: \"" +
              cluster_.settings().token_id +
              "\", token_secret: \"${env:SECRET}\", fingerprint: \"" + cluster_.fingerprint(node) +
              "\"}\n";
      inputs += (inputs.empty() ? "" : ", ") + id;
    }
    return text + "transforms:\n  derived: {type: derive, inputs: [" + inputs +
           "]}\nsinks:\n  history: {type: history, inputs: [derived]}\n"
           "  web: {type: web, port: 0, inputs: [derived]}\n";
  }
  void rewrite(const std::vector<std::string>& sources) {
    const auto fresh = pipevane_->folder() / "fresh";
    std::ofstream(fresh) << yaml(sources);
    std::filesystem::rename(fresh, pipevane_->folder() / "pipeline.yaml");
  }

  std::vector<std::string> guests() {
    return cluster_.locked([](const World& world) {
      std::vector<std::string> keys;
      for (const auto& each : world.guests())
        if (each.running)
          keys.push_back(std::string("sim/") + (each.container ? "container/" : "vm/") +
                         std::to_string(each.vmid));
      return keys;
    });
  }
  // Until the history of each guest has a cycle that is that long behind the beginning.
  void awaitCycle(std::int64_t time_ms) {
    pipevane_->await([&](const Poco::JSON::Object&, const Poco::JSON::Object&) {
      return std::ranges::all_of(guests(), [&](const std::string& guest) {
        const auto times = pipevane_->stored(guest, "cpu_usage_ratio").times_ms;
        return !times.empty() && times.back() >= time_ms;
      });
    });
  }
  std::int64_t nowMs() {
    return cluster_.locked([](const World& world) { return world.nowS(); }) * 1000;
  }

  // Nothing is missing, twice or torn.
  void expectWholeHistory() {
    for (const std::string& guest : guests())
      for (const char* metric :
           {"cpu_usage_ratio", "network_receive_bytes_total", "network_receive_bytes_per_second"}) {
        SCOPED_TRACE(guest + " " + metric);
        const auto all = pipevane_->stored(guest, metric);
        ASSERT_GE(all.times_ms.size(), 11U + kCyclesBehind);
        for (std::size_t i = 1; i < all.times_ms.size(); ++i)
          EXPECT_EQ(all.times_ms[i] - all.times_ms[i - 1], kCycleMs) << "at " << i;
        for (const auto& value : all.values) EXPECT_FALSE(value.isEmpty());
      }
    for (const char* total : {"sim/cluster/sim", "all/fleet/all"}) {
      SCOPED_TRACE(total);
      const auto counted = pipevane_->stored(total, "guests_count");
      ASSERT_FALSE(counted.times_ms.empty());
      EXPECT_EQ(std::set(counted.times_ms.begin(), counted.times_ms.end()).size(),
                counted.times_ms.size());
      for (const auto& value : counted.values) {
        ASSERT_FALSE(value.isEmpty()) << "it vanished";
        EXPECT_EQ(value.convert<int>(), kGuests) << "doubled, or in part";
      }
    }
    EXPECT_EQ(pipevane_->items("/api/guests").size(), static_cast<std::size_t>(kGuests));
    EXPECT_EQ(pipevane_->items("/api/nodes").size(), 2U);
  }

  Simulator cluster_{settings()};
  std::optional<RunningPipevane> pipevane_;
};

TEST_F(TakeOver, FromALeaderWhoseEndpointDiesLeavesNoGapAndTellsNothingTwice) {
  awaitCycle(nowMs() - kCycleMs);
  cluster_.faults().add(
      {.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = -1, .node = "pve1"});
  const std::int64_t died_ms = nowMs();
  pipevane_->awaitState("one", "running");
  awaitCycle(died_ms + static_cast<std::int64_t>(kCyclesBehind - 1) * kCycleMs);
  expectWholeHistory();
  EXPECT_EQ(pipevane_->stop(), 0) << pipevane_->log();
}

TEST_F(TakeOver, FromALeaderThatIsTakenOutLeavesNoGapAndTellsNothingTwice) {
  awaitCycle(nowMs() - kCycleMs);
  rewrite({"two"});
  pipevane_->awaitLog("removed one");
  const std::int64_t removed_ms = nowMs();
  awaitCycle(removed_ms + static_cast<std::int64_t>(kCyclesBehind - 1) * kCycleMs);
  expectWholeHistory();
  EXPECT_EQ(pipevane_->stop(), 0) << pipevane_->log();
}

}  // namespace
}  // namespace pipevane::testing
