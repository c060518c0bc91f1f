// What changes without a task.
#include "tests/simulator/asked_server.h"
#include "tests/simulator/server/control.h"

#include <gtest/gtest.h>

namespace pipevane::simulator {
namespace {

std::string shown(Server& server, const std::string& id, const std::string& key) {
  return server.row("/cluster/resources", id)->optValue<std::string>(key, "");
}
void happened(Server& server, const std::string& body) {
  EXPECT_EQ(control(server.simulator(), "POST", "/__fault", body).status, 200) << body;
}

TEST(Change, OfAGuestNeedsNoTask) {
  Server server;
  const struct {
    const char *happening, *key, *value;
  } cases[] = {
      {R"({"kind": "crash", "vmid": 100})", "status", "stopped"},
      {R"({"kind": "tags", "vmid": 100, "tags": "a;b"})", "tags", "a;b"},
      {R"({"kind": "tags", "vmid": 100})", "tags", ""},
      {R"({"kind": "lock", "vmid": 100, "lock": "backup"})", "lock", "backup"},
      {R"({"kind": "lock", "vmid": 100})", "lock", ""},
      {R"({"kind": "rename", "vmid": 100, "name": "other"})", "name", "other"},
      {R"({"kind": "pool", "vmid": 100, "pool": "dev"})", "pool", "dev"},
      {R"({"kind": "ha-state", "vmid": 100, "state": "error"})", "hastate", "error"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.happening);
    happened(server, each.happening);
    server.pass(10);
    EXPECT_EQ(shown(server, "qemu/100", each.key), each.value);
  }
  happened(server, R"({"kind": "self-shutdown", "vmid": 101})");
  server.pass(10);
  EXPECT_EQ(shown(server, "qemu/101", "status"), "stopped");
  EXPECT_EQ(server.rows("/cluster/tasks")->size(), 0U);
}

TEST(Change, OfANodeInHighAvailabilityIsHealed) {
  Server server;
  happened(server, R"({"kind": "ha-state", "node": "pve2", "state": "maintenance"})");
  EXPECT_EQ(shown(server, "node/pve2", "hastate"), "maintenance");
  server.simulator().locked([](World& world) { world.heal(); });
  EXPECT_EQ(shown(server, "node/pve2", "hastate"), "online");
}

TEST(Guest, StandsStillAndGoesOn) {
  Server server;
  happened(server, R"({"kind": "pause", "vmid": 100})");
  server.pass(10);
  EXPECT_EQ(shown(server, "qemu/100", "status"), "paused");
  const std::string before = shown(server, "qemu/100", "netin");
  server.pass(20);
  EXPECT_EQ(shown(server, "qemu/100", "netin"), before);
  EXPECT_EQ(server.row("/cluster/resources", "qemu/100")->getValue<double>("cpu"), 0);
  happened(server, R"({"kind": "pause", "vmid": 100, "on": false})");
  server.pass(10);
  EXPECT_EQ(shown(server, "qemu/100", "status"), "running");
  EXPECT_NE(shown(server, "qemu/100", "netin"), before);
  EXPECT_EQ(server.rows("/cluster/tasks")->size(), 2U);
  EXPECT_THROW(happened(server, R"({"kind": "pause", "vmid": 103})"), std::invalid_argument);
}

TEST(Guest, AppearsAndVanishesWithoutATask) {
  Server server;
  happened(server, R"({"kind": "appear", "vmid": 500, "like": 100, "name": "restored"})");
  EXPECT_EQ(shown(server, "qemu/500", "status"), "unknown");
  server.pass(10);
  EXPECT_EQ(shown(server, "qemu/500", "name"), "restored");
  happened(server, R"({"kind": "vanish", "vmid": 500})");
  EXPECT_THROW(server.row("/cluster/resources", "qemu/500"), std::out_of_range);
  EXPECT_EQ(server.rows("/cluster/tasks")->size(), 0U);
  happened(server, R"({"kind": "create", "vmid": 501, "like": 100, "name": "made"})");
  happened(server, R"({"kind": "destroy", "vmid": 501})");
  EXPECT_EQ(server.rows("/cluster/tasks")->size(), 2U);
}

}  // namespace
}  // namespace pipevane::simulator
