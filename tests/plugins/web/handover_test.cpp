// The page goes on with what it knows where a reload changes the server's options.
#include "tests/plugins/web/one_web.h"

#include <gmock/gmock.h>

namespace pipevane::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class HandoverOfAWeb : public ::testing::Test {
 protected:
  HandoverOfAWeb() { one_.add("lab/node/pve1", {{"status", "online"}}); }
  // As a reload does it.
  void change(testing::GivenOptions options) {
    options.emplace("port", "0");
    options.emplace("port_file", (one_.folder.path / "port").string());
    auto next =
        std::make_unique<testing::FakeComponent>(one_.host, pipevane_plugin, "web", options);
    ASSERT_TRUE(one_.web->handOverTo(*next));
    one_.web = std::move(next);
    one_.start();
  }
  std::string nodes() const { return one_.get("/api/nodes").body; }

  OneWeb one_;
};

TEST_F(HandoverOfAWeb, KnowsWhatNobodyTellsAgain) {
  const std::string before = nodes();
  ASSERT_THAT(before, HasSubstr("pve1"));
  change({{"max_clients", "7"}});
  EXPECT_EQ(nodes(), before);
  one_.add("lab/node/pve2", {{"status", "online"}});
  EXPECT_THAT(one_.get("/api/nodes").itemTexts("name"), ElementsAre("pve1", "pve2"));
}

TEST_F(HandoverOfAWeb, GoesByTheNewTimeUntilAFigureIsStale) {
  one_.host.setNow(kNow + 20'000);
  one_.sample("lab/node/pve3", "cpu_usage_ratio", 0.5, Quality::kLive, kNow + 20'000);
  ASSERT_THAT(nodes(), Not(HasSubstr("stale")));
  change({{"stale_after", "10s"}});
  one_.sample("lab/node/pve3", "cpu_usage_ratio", 0.5, Quality::kLive, kNow + 20'001);
  EXPECT_THAT(one_.get("/api/nodes/pve1").body, HasSubstr("\"quality\":\"stale\""));
}

}  // namespace
}  // namespace pipevane::web
