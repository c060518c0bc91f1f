// Reloads under load: batches travel as fast as they can while components come and go.
#include "engine/base/system_clock.h"
#include "tests/engine/pipeline/rig.h"
#include "tests/engine/pipeline/sampler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>

namespace pipevane::testing {
namespace {

constexpr std::int64_t kMany = 1'000'000'000;
constexpr int kReloads = 40;

// Sees whether the batches of each component come with the sequence 1, 2, 3, ...
class Follower {
 public:
  Verdict operator()(const Batch& batch) {
    std::uint64_t& last = last_[std::string(batch.component())];
    const bool begins = batch.sequence() == 1;  // it, or one of its id before it
    if (batch.sequence() != last + 1 && !begins) ++wrong;
    last = batch.sequence();
    ++seen;
    seen.notify_all();
    return Verdict::done();
  }
  // Until it has seen so many more.
  void awaitMore(std::uint64_t count) const {
    const std::uint64_t enough = seen + count;
    for (std::uint64_t now = seen; now < enough; now = seen) seen.wait(now);
  }

  std::atomic<std::uint64_t> seen = 0, wrong = 0;

 private:
  std::map<std::string, std::uint64_t> last_;  // of the sink's thread
};

std::vector<config::ComponentSpec> pipelineOf(int round) {
  std::vector<config::ComponentSpec> all = {source("kept", kMany, 5, 0)};
  std::vector<std::string> inputs = {"kept"};
  if (round % 2 == 1) {
    all.push_back(source("guest", kMany, 5, 0));
    inputs.emplace_back("guest");
  }
  auto through = transform("through", inputs);
  through.type = "passer";
  // Every third time a larger queue, and every fourth a reader more.
  for (auto& edge : through.inputs) edge.capacity_bytes = round % 3 == 0 ? 20'000 : 2'000;
  auto loose = sink("loose", inputs);
  for (auto& edge : loose.inputs) {
    edge.policy = PV_POLICY_DROP_OLDEST;
    edge.capacity_bytes = 2'000;
  }
  all.push_back(through);
  all.push_back(transform("side", {"kept"}));
  all.push_back(sink("direct", inputs));
  all.push_back(sink("behind", {"through"}));
  all.push_back(sink("doubled", {"side"}));
  all.push_back(loose);
  if (round % 4 == 0) all.push_back(sink("visitor", {"through", "side"}));
  auto changing = sink("changing", {"kept"});
  changing.options.options = {{"round", PV_INTEGER, std::int64_t{round}}};
  all.push_back(changing);
  return all;
}

TEST(ReloadUnderLoad, KeptEdgesLoseNothingAndEveryAccountAddsUp) {
  stage().clear();
  Follower direct, behind, doubled, changing;
  stage().behaviour.with([&](auto& all) {
    all["direct"] = std::ref(direct);
    all["behind"] = std::ref(behind);
    all["doubled"] = std::ref(doubled);
    all["changing"] = std::ref(changing);
  });
  SystemClock clock;
  Rig rig(pipelineOf(0), &clock);
  Sampler sampler(rig.pipeline());
  rig.start();
  for (int round = 1; round <= kReloads; ++round) {
    direct.awaitMore(20);
    ASSERT_TRUE(rig.reload(pipelineOf(round)).empty()) << round;
    behind.awaitMore(20);
    doubled.awaitMore(20);
    changing.awaitMore(20);
  }
  EXPECT_TRUE(rig.stop().empty());
  EXPECT_EQ(sampler.end(), 0u);

  EXPECT_EQ(direct.wrong, 0u);
  EXPECT_EQ(behind.wrong, 0u) << "of the one that forwards";
  EXPECT_EQ(doubled.wrong, 0u);
  EXPECT_EQ(changing.wrong, 0u) << "what came while it was made anew waited for it";
  const std::uint64_t pushed = rig.component("kept").batches_out;
  for (const char* reader : {"through", "side", "direct"}) {
    EXPECT_EQ(rig.edge("kept", reader).pushed, pushed) << reader;
    EXPECT_EQ(rig.edge("kept", reader).delivered, pushed) << reader;
  }
  EXPECT_EQ(rig.edge("through", "behind").delivered, rig.component("through").batches_out);
  EXPECT_EQ(rig.component("through").batches_out, rig.component("through").batches_in);
  EXPECT_EQ(rig.component("doubled").batches_in, pushed);
  const auto loose = rig.edge("kept", "loose");
  EXPECT_EQ(loose.delivered + loose.dropped_full, pushed);
  EXPECT_EQ(made("guest"), kReloads / 2);
  EXPECT_EQ(made("changing"), kReloads + 1);
  for (const char* id : {"kept", "side", "direct", "behind", "doubled", "loose"})
    EXPECT_EQ(made(id), 1) << id;
  for (const char* id : {"guest", "changing", "visitor"}) EXPECT_EQ(alive(id), 0) << id;
}

}  // namespace
}  // namespace pipevane::testing
