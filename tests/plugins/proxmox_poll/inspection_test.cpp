// What the running source tells of its endpoints.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>
#include <pipevane/inspect.h>

namespace pipevane::proxmox_poll {
namespace {

Poco::JSON::Array::Ptr endpointsOf(testing::FakeComponent& source) {
  std::string json;
  source.service<pv_inspect>(PV_INSPECT)
      ->read(source.serviceSelf(), &json,
             [](void* to, pv_text told) { *static_cast<std::string*>(to) = str(told); });
  return Poco::JSON::Parser().parse(json).extract<Poco::JSON::Object::Ptr>()->getArray("endpoints");
}

TEST(Inspection, SaysOfAnEndpointThatIsNotAskedAnyMoreWhenItWasAskedLast) {
  OnePoll one;
  one.add(OnePoll::small());
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  one.host.onWait([&](std::int64_t) {
    if (one.host.timeMs() == kBeginMs + 20'000)
      one.sim().faults().add({.path = "/cluster/resources", .count = 1});
  });
  one.host.stopAt(kBeginMs + 95'000);
  source.run();
  const auto endpoints = endpointsOf(source);
  const auto before = endpoints->getObject(0), now = endpoints->getObject(1);
  EXPECT_EQ(before->getValue<std::string>("state"), "ready");
  const auto failed_ms = before->getValue<std::int64_t>("since_ms");
  EXPECT_EQ(before->getValue<std::int64_t>("asked_ms"), failed_ms);
  EXPECT_LE(failed_ms, kBeginMs + 30'000);
  EXPECT_EQ(now->getValue<std::string>("state"), "answering");
  EXPECT_EQ(now->getValue<std::int64_t>("since_ms"), failed_ms);
  EXPECT_EQ(now->getValue<std::int64_t>("asked_ms"), kBeginMs + 90'000);
  EXPECT_FALSE(endpoints->getObject(2)->has("asked_ms")) << "nobody asked it yet";
}

}  // namespace
}  // namespace pipevane::proxmox_poll
