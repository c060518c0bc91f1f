// What the source may cost, what it does cost, and what happens at the limit.
#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/contacts/traffic.h"
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

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using JsonPtr = Poco::JSON::Object::Ptr;

// A source with a small limit that would ask twice a second, which is six times as much.
class SmallLimit {
 public:
  explicit SmallLimit(std::int64_t run_ms, testing::GivenOptions options = {
                                               {"requests_per_minute", std::string("20")}}) {
    options.merge(one.options());
    options.emplace("interval", std::string("1s"));
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

// Not even half of what comes in a minute, a cycle a second.
constexpr std::uint64_t kFewBytes = 64u << 10;

class FewBytes : public SmallLimit {
 public:
  FewBytes()
      : SmallLimit(kRunMs, {{"received_bytes_per_minute", std::string("64KiB")},
                            {"requests_per_minute", std::string("1000")}}) {}
};

// A cycle that goes over it is the last one for a minute.
TEST(LimitOfBytes, HoldsCyclesBackOnceTheLastMinuteCostAsMuch) {
  FewBytes limited;
  const auto received = [&] {
    return limited.details()
        ->getArray("endpoints")
        ->getObject(0)
        ->getValue<std::uint64_t>("received_bytes");
  }();
  EXPECT_LE(received, (kFewBytes + kFewBytes / 4) * (kRunMs / 60'000 + 1));
  EXPECT_GE(received, kFewBytes * (kRunMs / 60'000)) << "and it is used";
  EXPECT_EQ(limited.healthy_moments, 0);
  EXPECT_THAT(limited.one.host.why(),
              HasSubstr("the limit of 64 KiB of answers a minute is reached, see the option "
                        "\"received_bytes_per_minute\"; so it is since 20"));
}

TEST(LimitOfBytes, LosesNoFigureAndBlamesNobody) {
  FewBytes limited;
  const auto times = limited.one.timesOf("sim/vm/100", "network_receive_bytes_total");
  ASSERT_GE(times.size(), 60U);
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_EQ(times[i] - times[i - 1], 10'000);
  const auto endpoint = limited.details()->getArray("endpoints")->getObject(0);
  EXPECT_EQ(endpoint->getValue<std::string>("state"), "answering");
  EXPECT_FALSE(endpoint->has("why"));
}

TEST(LimitOfBytes, IsToldWithTheOthers) {
  FewBytes limited;
  const JsonPtr budget = limited.details()->getObject("budget");
  EXPECT_EQ(budget->getValue<std::uint64_t>("received_bytes_per_minute"), kFewBytes);
  EXPECT_EQ(budget->getValue<int>("handshakes_per_minute"), 120);
  EXPECT_EQ(budget->getValue<std::string>("reached"), "received_bytes_per_minute");
  EXPECT_GT(budget->getValue<std::int64_t>("since_ms"), kBeginMs);
  EXPECT_LT(budget->getValue<std::int64_t>("since_ms"), kBeginMs + 60'000);
  EXPECT_GT(budget->getValue<int>("cycles_held_back"), 100);
  const auto figures = limited.figures();
  EXPECT_EQ(figures.at("received_bytes_per_minute_limit"), static_cast<double>(kFewBytes));
  EXPECT_EQ(figures.at("handshakes_per_minute_limit"), 120);
}

// What is asked for of the past is many times a minute's bytes, and more than one question; it
// comes at once all the same, as it began before it was known how much it is. The answers are small
// enough and may take long enough for a machine that has much else to do.
TEST(LimitOfBytes, IsNoReasonToLeaveThePastOut) {
  simulator::Settings settings = OnePoll::small();
  settings.past_s = simulator::Settings().past_s;
  settings.guests = 70;
  OnePoll one(settings);
  one.runFor(5'000, {{"received_bytes_per_minute", std::string("64KiB")},
                     {"timeout", std::string("30s")}});
  EXPECT_GE(one.asked("/cluster/metrics/export"), 3U);
  for (const char* node : {"pve1", "pve2"}) {
    const std::string guest = "sim/vm/" + std::to_string(one.vmThatRunsOn(node));
    const auto times = one.timesOf(guest, "network_receive_bytes_total");
    ASSERT_FALSE(times.empty()) << node;
    EXPECT_LE(*std::ranges::min_element(times), kBeginMs - 29 * 60'000) << node;
  }
}

// At long intervals each cycle has a connection of its own, and a server with another certificate
// knows no session.
TEST(LimitOfHandshakes, HoldsCyclesBackOnceThereWereAsMany) {
  OnePoll one;
  testing::GivenOptions options = one.options();
  options["handshakes_per_minute"] = std::string("1");
  options["interval"] = std::string("25s");
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options);
  one.host.onWait([&](std::int64_t) { one.sim().changeCertificate(); });
  one.host.stopAt(kBeginMs + kRunMs);
  source.run();
  EXPECT_LE(one.sim().handshakes().whole, kRunMs / 60'000 + 1U);
  EXPECT_GE(one.sim().handshakes().whole, kRunMs / 75'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), HasSubstr("the limit of 1 TLS handshakes a minute is reached, see "
                                        "the option \"handshakes_per_minute\"; so it is since"));
  const auto times = one.timesOf("sim/vm/100", "network_receive_bytes_total");
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_EQ(times[i] - times[i - 1], 10'000);
}

// Four endpoints fail, each behind its introduction, one at once, and the next one gets no further
// than half of its own.
class LimitInTheMiddleOfAFailover : public ::testing::Test {
 protected:
  LimitInTheMiddleOfAFailover() {
    for (const char* path : {"/cluster/resources", "/cluster/resources", "/cluster/resources",
                             "/cluster/resources", "/version"}) {
      one_.simulators.back()->faults().add({.path = path});
      one_.add(OnePoll::small());
    }
  }
  std::string whyAfter(std::int64_t run_ms) {
    one_.runFor(run_ms, {{"requests_per_minute", std::string("20")}});
    return one_.host.why();
  }
  const std::string limit_ = "the limit of 20 requests a minute is reached";

  OnePoll one_;
};

TEST_F(LimitInTheMiddleOfAFailover, IsSaidBesideWhoFailed) {
  EXPECT_THAT(whyAfter(5'000),
              AllOf(HasSubstr(limit_),
                    HasSubstr("; besides, https://127.0.0.1:" + std::to_string(one_.sim().port())),
                    HasSubstr("failed on /api2/json/cluster/resources")));
  EXPECT_EQ(one_.asked("/cluster/status", 5), 1U);
  EXPECT_EQ(one_.asked("/cluster/resources", 5), 0U) << "there was no room for it";
}

TEST_F(LimitInTheMiddleOfAFailover, IsSaidBesideWhoFailedWhileNobodyIsAskedEither) {
  EXPECT_THAT(whyAfter(15'000),
              AllOf(HasSubstr(limit_), HasSubstr("failed on /api2/json/cluster/resources")));
  EXPECT_EQ(one_.asked("/cluster/status", 5), 1U);
}

TEST_F(LimitInTheMiddleOfAFailover, IsSaidAloneOnceAnotherOneAnswers) {
  EXPECT_THAT(whyAfter(45'000), AllOf(HasSubstr(limit_), Not(HasSubstr("failed on"))));
  EXPECT_GE(one_.asked("/cluster/metrics/export", 5), 1U);
}

TEST(Budget, IsAMinutesRequestsAndGrowsAgainEvenly) {
  proxmox::Budget budget({.requests = 60});
  std::int64_t now_ms = 1'795'000'000'000;
  const auto holds = [&](int requests) { return !budget.reached(requests, now_ms); };
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(budget.take(now_ms)) << i;
  EXPECT_FALSE(budget.take(now_ms));
  EXPECT_FALSE(budget.take(now_ms + 500));
  EXPECT_TRUE(budget.take(now_ms + 1'100));
  EXPECT_FALSE(budget.take(now_ms + 1'200));
  now_ms += 2'200;
  EXPECT_FALSE(holds(2));
  EXPECT_EQ(budget.reached(2, now_ms), proxmox::Budget::Limit::kRequests);
  now_ms += 1'000;
  EXPECT_TRUE(holds(2));
  EXPECT_TRUE(budget.take(now_ms)) << "to look takes nothing";
  EXPECT_TRUE(budget.take(now_ms));
  EXPECT_FALSE(budget.take(now_ms - 1)) << "who looked at the clock before, and came later";
}

TEST(Budget, IsWhatTheLastMinuteCostInBytesAndHandshakes) {
  using Limit = proxmox::Budget::Limit;
  constexpr std::int64_t kNowMs = 1'795'000'000'000;
  proxmox::Budget budget({.requests = 60, .received_bytes = 1'000, .handshakes = 2});
  budget.spent({.handshakes = 1, .received_bytes = 400}, kNowMs);
  EXPECT_EQ(budget.reached(1, kNowMs), std::nullopt);
  EXPECT_FALSE(budget.takeBeside(kNowMs)) << "half of the handshakes are the poll's";
  budget.spent({.handshakes = 0, .received_bytes = 5'000}, kNowMs + 30'000);
  EXPECT_EQ(budget.reached(1, kNowMs + 30'000), Limit::kBytes);
  EXPECT_TRUE(budget.take(kNowMs + 30'000)) << "what was begun is brought to its end";
  EXPECT_EQ(budget.reached(1, kNowMs + 89'000), Limit::kBytes);
  EXPECT_EQ(budget.reached(1, kNowMs + 91'000), std::nullopt) << "however much it was";
  for (int i = 0; i < 2; ++i) budget.spent({.handshakes = 1}, kNowMs + 92'000);
  EXPECT_EQ(budget.reached(1, kNowMs + 92'000), Limit::kHandshakes);
  EXPECT_FALSE(budget.takeBeside(kNowMs + 92'000));
  EXPECT_EQ(budget.reached(1, kNowMs + 152'000), std::nullopt);
}

TEST(Traffic, IsThatOfTheLastMinuteHoweverOftenItIsLookedAt) {
  proxmox::Traffic traffic;
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
