#include "plugins/proxmox/api/resolver.h"

#include "plugins/proxmox/api/call_error.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

namespace pipevane::proxmox {
namespace {

using Poco::Net::IPAddress;
using std::chrono::milliseconds;
using std::chrono::minutes;
using ::testing::ElementsAre;
using Clock = Resolver::Clock;
using Addresses = std::vector<std::string>;

// Answers a question once it is allowed to.
struct SlowLookUp {
  std::promise<Addresses> answer;
  std::shared_future<Addresses> answered = answer.get_future().share();
  std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);

  Resolver::LookUp lookUp() const {
    return [answered = answered, asked = asked](const std::string&) {
      ++*asked;
      return answered.get();
    };
  }
};

class Resolving : public ::testing::Test {
 protected:
  std::vector<IPAddress> within(Resolver& resolver, milliseconds time) {
    return resolver.addresses(guard_, Clock::now() + time);
  }
  Failure failureOf(Resolver& resolver, milliseconds time) {
    try {
      within(resolver, time);
    } catch (const CallError& error) {
      return error.failure();
    }
    return Failure::kNone;
  }
  std::atomic<bool> stop_ = false;
  CallGuard guard_{[this] { return stop_.load(); }};
};

TEST_F(Resolving, GivesUpAtTheDeadlineAndAsksNobodyElseMeanwhile) {
  SlowLookUp slow;
  Resolver resolver("pve1.lan", slow.lookUp());
  EXPECT_EQ(failureOf(resolver, milliseconds(20)), Failure::kName);
  EXPECT_EQ(failureOf(resolver, milliseconds(20)), Failure::kName);
  slow.answer.set_value({"192.0.2.1"});
  // The late answer is taken.
  EXPECT_THAT(within(resolver, minutes(1)), ElementsAre(IPAddress("192.0.2.1")));
  EXPECT_EQ(*slow.asked, 1);
}

TEST_F(Resolving, EndsWhenItIsToStop) {
  SlowLookUp slow;
  Resolver resolver("pve1.lan", slow.lookUp());
  stop_ = true;
  EXPECT_EQ(failureOf(resolver, minutes(10)), Failure::kStopped);
  slow.answer.set_value({});
}

TEST_F(Resolving, GoesOnWithWhatItKnowsWhereTheResolverFails) {
  Addresses told = {"192.0.2.1", "192.0.2.2"};
  Resolver resolver("pve1.lan", [&told](const std::string&) {
    if (told.empty()) throw std::runtime_error("no resolver");
    return told;
  });
  EXPECT_EQ(within(resolver, minutes(1)).size(), 2U);
  told.clear();
  EXPECT_EQ(within(resolver, minutes(1)).size(), 2U);
  told = {"192.0.2.3"};
  EXPECT_THAT(within(resolver, minutes(1)), ElementsAre(IPAddress("192.0.2.3")));
}

TEST_F(Resolving, BeginsWithTheAddressThatWorked) {
  Resolver resolver("pve1.lan", [](const std::string&) {
    return Addresses{"192.0.2.1", "192.0.2.2", "192.0.2.3"};
  });
  resolver.worked(IPAddress("192.0.2.3"));
  EXPECT_THAT(within(resolver, minutes(1)),
              ElementsAre(IPAddress("192.0.2.3"), IPAddress("192.0.2.1"), IPAddress("192.0.2.2")));
}

TEST_F(Resolving, AsksNobodyAboutAnAddress) {
  Resolver resolver("::1",
                    [](const std::string&) -> Addresses { throw std::logic_error("asked"); });
  EXPECT_THAT(within(resolver, minutes(1)), ElementsAre(IPAddress("::1")));
}

}  // namespace
}  // namespace pipevane::proxmox
