// A cluster of five nodes of which three hang, in the real program and in real time: its cycles
// keep to their ten seconds.
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace pipevane::testing {
namespace {

using simulator::Simulator;
using simulator::World;

class HungMembers : public ::testing::Test {
 protected:
  static simulator::Settings settings() {
    simulator::Settings settings;
    settings.nodes = 5;
    settings.guests = 20;
    settings.past_s = 120;
    settings.each_listens = settings.own_addresses = true;
    return settings;
  }
  std::string yaml() const {
    return "version: 1\nsources:\n  lab: {type: proxmox_poll, endpoints: [\"127.0.0.1:" +
           std::to_string(cluster_.port("pve1")) + "\"], token_id: \"" +
           cluster_.settings().token_id + "\", token_secret: \"${env:SECRET}\", fingerprint: \"" +
           cluster_.fingerprint("pve1") +
           "\"}\nsinks:\n  web: {type: web, port: 0, inputs: [lab]}\n";
  }
  std::uint64_t lists() const { return cluster_.stats().requests("/api2/json/cluster/resources"); }
  std::int64_t nowS() {
    return cluster_.locked([](const World& world) { return world.nowS(); });
  }
  template <class Enough>
  void await(const RunningPipevane& pipevane, Enough enough) {
    pipevane.await([&](const auto&, const auto&) { return enough(); });
  }

  Simulator cluster_{settings()};
};

TEST_F(HungMembers, DoNotSlowTheOthers) {
  const RunningPipevane pipevane(yaml(), {{"SECRET", cluster_.settings().token_secret}});
  await(pipevane, [&] { return lists() >= 2; });
  cluster_.locked([](World& world) {
    for (const char* node : {"pve3", "pve4", "pve5"}) world.hangApi(node, true);
  });
  const std::uint64_t before = lists();
  const std::int64_t begin_s = nowS();
  // Three cycles, of which the first one finds out who hangs.
  for (std::uint64_t cycles = 1; cycles <= 3; ++cycles)
    await(pipevane, [&] { return lists() >= before + cycles; });
  EXPECT_LE(nowS() - begin_s, 34);
}

}  // namespace
}  // namespace pipevane::testing
