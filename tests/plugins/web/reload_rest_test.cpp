// The route that asks the engine for another configuration.
#include "tests/plugins/web/one_web.h"

#include <gmock/gmock.h>

#include <array>

namespace pipevane::web {
namespace {

constexpr const char* kAddress = "/api/pipeline/reload";
const Ask kPost{.method = "POST", .body = "", .headers = {}};

template <std::size_t kCount>
pv_text_list listOf(const std::array<pv_text, kCount>& items) {
  return {items.size(), items.data()};
}

TEST(ReloadRest, TellsWhatIsGoingToChange) {
  OneWeb one;
  const std::array added{text("attic")};
  const std::array restarted{text("home\"lab"), text("history")};
  one.host.answerReload({.size = sizeof(pv_reload_outcome),
                         .result = PV_RELOAD_ACCEPTED,
                         .problems = {},
                         .added = listOf(added),
                         .removed = {},
                         .restarted = listOf(restarted),
                         .rewired = {},
                         .kept = 4});
  const Reply reply = one.get(kAddress, kPost);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, R"({"added":["attic"],"removed":[],"restarted":["home\"lab","history"],)"
                        R"("rewired":[],"kept":4})");
}

TEST(ReloadRest, TellsEverythingThatIsWrong) {
  OneWeb one;
  const std::array problems{text("a.yaml, line 3, column 7: unknown type \"x\""), text("no input")};
  one.host.answerReload({.size = sizeof(pv_reload_outcome),
                         .result = PV_RELOAD_REFUSED,
                         .problems = listOf(problems),
                         .added = {},
                         .removed = {},
                         .restarted = {},
                         .rewired = {},
                         .kept = 0});
  const Reply reply = one.get(kAddress, kPost);
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(reply.headers.at("content-type"), "application/problem+json");
  const auto told = reply.json()->getArray("problems");
  ASSERT_EQ(told->size(), 2U);
  EXPECT_EQ(told->getElement<std::string>(0), "a.yaml, line 3, column 7: unknown type \"x\"");
  EXPECT_EQ(told->getElement<std::string>(1), "no input");
}

TEST(ReloadRest, SaysWhenToAskAgain) {
  OneWeb one;
  pv_reload_outcome busy{};
  busy.size = sizeof busy;
  busy.result = PV_RELOAD_BUSY;
  one.host.answerReload(busy);
  const Reply reply = one.get(kAddress, kPost);
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.headers.at("retry-after"), "10");
}

TEST(ReloadRest, SaysWhereTheEngineCannot) {
  OneWeb one;
  EXPECT_EQ(one.get(kAddress, kPost).status, 501);
}

TEST(ReloadRest, TakesNoConfigurationFromTheNetwork) {
  OneWeb one;
  pv_reload_outcome accepted{};
  accepted.size = sizeof accepted;
  one.host.answerReload(accepted);
  EXPECT_EQ(one.get(kAddress, {.method = "POST", .body = "version: 1", .headers = {}}).status, 400);
  EXPECT_EQ(one.get(kAddress).status, 405);
}

TEST(ReloadRest, IsForThoseWhoAreLoggedIn) {
  OneWeb one({{"bind", "0.0.0.0"}, {"token", "a-token-that-nobody-guesses"}});
  pv_reload_outcome accepted{};
  accepted.size = sizeof accepted;
  one.host.answerReload(accepted);
  EXPECT_EQ(one.get(kAddress, kPost).status, 401);
  EXPECT_EQ(
      one.get(kAddress, {.method = "POST",
                         .body = "",
                         .headers = {{"Authorization", "Bearer a-token-that-nobody-guesses"}}})
          .status,
      200);
}

}  // namespace
}  // namespace pipevane::web
