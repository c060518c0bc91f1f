// A source whose options changed.
#include "tests/plugins/proxmox_push/one_push.h"

namespace pipevane::proxmox_push {
namespace {

TEST(PushHandover, WhatIsToldOfAgainStaysAndTheRestGoes) {
  OnePush push;
  push.start();
  {
    OneClient client(SOCK_DGRAM, push.port("influx_udp"));
    push.then([&] { client.send(nodeLine("pve1", 7) + nodeLine("pve2", 8)); },
              [&] { return push.knows("push/node/pve2", "uptime_seconds", 8); });
    push.run();
  }
  push.replaceBy(OnePush::with({{"token", std::string("t")}}));
  push.start();
  OneClient client(SOCK_DGRAM, push.port("influx_udp"));
  push.host.clearPushed();
  push.then([&] { client.send(nodeLine("pve1", 17, kNowS + 1)); },
            [&] { return push.knows("push/node/pve1", "uptime_seconds", 17); });
  push.pass(50'000);
  push.run();
  std::vector<std::string> given_up;
  for (const auto& batch : push.host.pushed())
    for (const pv_entity_change& each : batch.changes()) {
      if (each.kind != PV_REMOVE) continue;
      given_up.emplace_back(push.host.dictionary().key(each.entity));
      // It may be down, and others may know of it.
      ASSERT_EQ(each.attribute_count, 1U);
      EXPECT_EQ(str(each.attributes[0].value), "unknown");
    }
  EXPECT_EQ(given_up, std::vector<std::string>{"push/node/pve2"});
}

}  // namespace
}  // namespace pipevane::proxmox_push
