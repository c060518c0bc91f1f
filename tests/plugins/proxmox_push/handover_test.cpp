// A source whose options changed.
#include "tests/plugins/proxmox_push/one_push.h"

namespace pipevane::proxmox_push {
namespace {

// What was taken away, with what was said of it.
std::map<std::string, std::string> removedBy(OnePush& push) {
  std::map<std::string, std::string> removed;
  for (const auto& batch : push.host.pushed())
    for (const pv_entity_change& each : batch.changes()) {
      if (each.kind != PV_REMOVE) continue;
      std::string& said = removed[std::string(push.host.dictionary().key(each.entity))];
      for (std::size_t i = 0; i < each.attribute_count; ++i)
        said += str(each.attributes[i].name) + "=" + str(each.attributes[i].value);
    }
  return removed;
}

// It may be there all the same: a node that is down sends nothing.
TEST(PushHandover, WhatIsToldOfAgainStaysAndTheRestIsGivenUp) {
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
  EXPECT_EQ(removedBy(push),
            (std::map<std::string, std::string>{{"push/node/pve2", "status=unknown"}}));
}

}  // namespace
}  // namespace pipevane::proxmox_push
