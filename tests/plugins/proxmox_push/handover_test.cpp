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
  std::vector<std::string> removed;
  for (const auto& batch : push.host.pushed())
    for (const pv_entity_change& each : batch.changes())
      if (each.kind == PV_REMOVE) removed.emplace_back(push.host.dictionary().key(each.entity));
  EXPECT_EQ(removed, std::vector<std::string>{"push/node/pve2"});
}

}  // namespace
}  // namespace pipevane::proxmox_push
