// What the source may cost, what it does cost, and what happens at the limit.
#include "plugins/proxmox_poll/budget.h"
#include "plugins/proxmox_poll/traffic.h"
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <pipevane/figures.h>
#include <pipevane/inspect.h>

#include <map>
#include <memory>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::HasSubstr;
using JsonPtr = Poco::JSON::Object::Ptr;

// A source with a small limit that would ask twice a second, which is six times as much.
class SmallLimit {
 public:
  explicit SmallLimit(std::int64_t run_ms) {
    testing::GivenOptions options = one.options();
    options["requests_per_minute"] = std::string("20");
    options["interval"] = std::string("1s");
    source = std::make_unique<testing::FakeComponent>(one.host, pipevane_plugin, "proxmox_poll",
                                                      options);
    one.host.onWait([this](std::int64_t) {
      const auto passed_ms = one.host.host().nowMs() - kBeginMs;
      if (passed_ms >= 30'000 && one.host.healthy()) ++healthy_moments;
    });
    one.host.stopAt(kBeginMs + run_ms);
    source->run();
  }
  std::uint64_t requests() { return one.sim().stats().json().getValue<std::uint64_t>("requests"); }
  JsonPtr details() {
    std::string json;
    source->service<pv_inspect>(PV_INSPECT)
        ->read(source->serviceSelf(), &json,
               [](void* to, pv_text told) { *static_cast<std::string*>(to) = str(told); });
    return Poco::JSON::Parser().parse(json).extract<JsonPtr>();
  }
  // By name and labels.
  std::map<std::string, double> figures() {
    std::map<std::string, double> all;
    source->service<pv_figures>(PV_FIGURES)
        ->read(source->serviceSelf(), &all, [](void* to, const pv_figure* figure) {
          std::string name = str(figure->name);
          for (std::size_t i = 0; i < figure->label_count; ++i)
            name += " " + str(figure->labels[i].value);
          (*static_cast<std::map<std::string, double>*>(to))[name] = figure->value;
        });
    return all;
  }

  OnePoll one;
  std::unique_ptr<testing::FakeComponent> source;
  int healthy_moments = 0;
};

constexpr std::int64_t kRunMs = 600'000;

TEST(Limit, IsNeverPassed) {
  SmallLimit limited(kRunMs);
  EXPECT_LE(limited.requests(), 20U + 20U * 10);
  EXPECT_GE(limited.requests(), 20U * 10 - 10) << "and it is used";
}

TEST(Limit, IsSaidWhileItIsReachedWithTheOptionThatSetsIt) {
  SmallLimit limited(kRunMs);
  EXPECT_FALSE(limited.one.host.healthy());
  EXPECT_THAT(limited.one.host.why(), HasSubstr("the limit of 20 requests a minute is reached, see "
                                                "the option \"requests_per_minute\""));
  EXPECT_EQ(limited.healthy_moments, 0) << "it does not go to and fro";
}

// What is not asked for now the next export tells.
TEST(Limit, LosesNoFigureAndBlamesNobody) {
  SmallLimit limited(kRunMs);
  const auto times = limited.one.timesOf("sim/vm/100", "network_receive_bytes_total");
  ASSERT_GE(times.size(), 60U);
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_EQ(times[i] - times[i - 1], 10'000);
  EXPECT_GE(times.back(), kBeginMs + kRunMs - 25'000);
  const auto endpoint = limited.details()->getArray("endpoints")->getObject(0);
  EXPECT_EQ(endpoint->getValue<std::string>("state"), "answering");
  EXPECT_FALSE(endpoint->has("why"));
  EXPECT_EQ(limited.one.sim().handshakes().whole, 1U);
  // What is due beside the cycles is asked at once or not at all.
  EXPECT_EQ(limited.one.asked("/version"), 2U);
  EXPECT_EQ(limited.one.asked("/cluster/status"), 2U);
}

TEST(Limit, IsToldBesideWhatWasAskedOfEachHostInTheLastMinute) {
  SmallLimit limited(kRunMs);
  const JsonPtr details = limited.details();
  const JsonPtr budget = details->getObject("budget");
  EXPECT_EQ(budget->getValue<int>("requests_per_minute"), 20);
  const JsonPtr together = budget->getObject("last_minute");
  EXPECT_GE(together->getValue<int>("requests"), 17);
  EXPECT_LE(together->getValue<int>("requests"), 21);
  EXPECT_GE(budget->getValue<int>("cycles_held_back"), 400);
  const JsonPtr endpoint = details->getArray("endpoints")->getObject(0);
  const JsonPtr lately = endpoint->getObject("last_minute");
  for (const char* what : {"requests", "handshakes", "received_bytes"})
    EXPECT_EQ(lately->getValue<int>(what), together->getValue<int>(what)) << what;
  EXPECT_EQ(lately->getValue<int>("handshakes"), 0);
  EXPECT_GT(lately->getValue<int>("received_bytes"), 1'000);
  const std::string url = " https://127.0.0.1:" + std::to_string(limited.one.sim().port());
  const auto figures = limited.figures();
  EXPECT_EQ(figures.at("requests_total" + url + " poll"), static_cast<double>(limited.requests()));
  EXPECT_EQ(figures.at("handshakes_total" + url + " poll"), 1);
  EXPECT_EQ(figures.at("requests_last_minute" + url + " poll"),
            static_cast<double>(lately->getValue<int>("requests")));
  EXPECT_EQ(figures.at("requests_total history"), 0);
  EXPECT_EQ(figures.at("requests_per_minute_limit"), 20);
  EXPECT_EQ(figures.at("cycles_held_back_total"),
            static_cast<double>(budget->getValue<int>("cycles_held_back")));
}

TEST(Budget, IsAMinutesRequestsAndGrowsAgainEvenly) {
  Budget budget(60);
  std::int64_t now_ms = 1'795'000'000'000;
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(budget.take(now_ms)) << i;
  EXPECT_FALSE(budget.take(now_ms));
  EXPECT_FALSE(budget.take(now_ms + 500));
  EXPECT_TRUE(budget.take(now_ms + 1'100));
  EXPECT_FALSE(budget.take(now_ms + 1'200));
  EXPECT_FALSE(budget.holds(2, now_ms + 2'200));
  EXPECT_TRUE(budget.holds(2, now_ms + 3'200));
  EXPECT_TRUE(budget.take(now_ms + 3'200)) << "to look takes nothing";
  EXPECT_TRUE(budget.take(now_ms + 3'200));
  EXPECT_FALSE(budget.take(now_ms + 3'199)) << "who looked at the clock before, and came later";
}

TEST(Traffic, IsThatOfTheLastMinuteHoweverOftenItIsLookedAt) {
  Traffic traffic;
  EXPECT_EQ(traffic.lastMinute().requests, 0U);
  std::uint64_t requests = 0;
  for (std::int64_t now_ms = 0; now_ms <= 300'000; now_ms += 50) {
    if (now_ms % 500 == 0) ++requests;
    traffic.note(now_ms, {.requests = requests});
    const auto expected = std::min<std::int64_t>(now_ms / 500 + 1, 120);
    EXPECT_NEAR(static_cast<double>(traffic.lastMinute().requests), static_cast<double>(expected),
                3)
        << now_ms;
  }
}

}  // namespace
}  // namespace pipevane::proxmox_poll
