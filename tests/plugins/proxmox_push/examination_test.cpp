// What the doctor says of it, and whether it could start.
#include "tests/plugins/proxmox_push/one_push.h"

#include <pipevane/doctor.h>
#include <pipevane/trial.h>

namespace pipevane::proxmox_push {
namespace {

std::string examined(OnePush& push) {
  std::string text;
  const auto* table = push.component->service<pv_doctor>(PV_DOCTOR);
  EXPECT_EQ(
      table->examine(push.component->serviceSelf(), &text,
                     [](void* out, pv_text json) { *static_cast<std::string*>(out) = str(json); }),
      PV_OK);
  return text;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(PushExamination, OfOneThatDoesNotRunLooksWhetherItCould) {
  OnePush push;
  const std::string found = examined(push);
  EXPECT_TRUE(has(found, "could listen")) << found;
  EXPECT_TRUE(has(found, "only this machine can send here")) << found;
}

std::string strangersTo(testing::GivenOptions options) {
  options.emplace("bind", std::string("0.0.0.0"));
  OnePush push(std::move(options));
  return examined(push);
}

TEST(PushExamination, WarnsWhereEverybodyMaySend) {
  using Map = std::map<std::string, std::string>;
  const std::string port = "0", token = "t";
  const auto open = [](const char* ports) {
    return "whoever reaches " + std::string(ports) + " at 0.0.0.0 may send figures";
  };
  const std::pair<testing::GivenOptions, std::string> cases[] = {
      {{{"influx_udp_port", port}}, open("influx_udp_port")},
      // UDP and Graphite have no place for a token.
      {{{"influx_udp_port", port},
        {"graphite_tcp_port", port},
        {"influx_http_port", port},
        {"token", token}},
       open("influx_udp_port and graphite_tcp_port")},
      // Paths are Graphite's.
      {{{"influx_udp_port", port}, {"graphite_udp_port", port}, {"senders", Map{{"lab", "east"}}}},
       open("influx_udp_port")},
      {{{"influx_http_port", port}, {"token", token}}, "not everybody may send"},
      {{{"influx_udp_port", port},
        {"graphite_udp_port", port},
        {"senders", Map{{"127.0.0.2", "east"}}}},
       "not everybody may send"},
  };
  for (const auto& [options, found] : cases)
    EXPECT_TRUE(has(strangersTo(options), found)) << strangersTo(options);
}

TEST(PushExamination, OfOneThatRunsSaysWhoSentLast) {
  OnePush push;
  push.start();
  EXPECT_TRUE(has(examined(push), "nobody has sent anything yet")) << examined(push);
  OneClient client(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  push.then([&] { client.send(nodeLine("pve1", 7)); });
  push.pass(2'000);
  push.run();
  EXPECT_TRUE(has(examined(push), "127.0.0.2")) << examined(push);
}

// What is found stands in its state as well, and there it is at first not known whether anybody is
// late.
TEST(PushExamination, IsPartOfTheState) {
  OnePush push;
  push.start();
  const std::string port = std::to_string(push.port("influx_udp"));
  EXPECT_TRUE(has(push.inspect(), "it listens at influx_udp 127.0.0.1:" + port));
  EXPECT_TRUE(has(push.inspect(), R"("check":"senders","state":"unknown")")) << push.inspect();
  push.pass(61'000);
  push.run();
  EXPECT_TRUE(has(push.inspect(), R"("check":"senders","state":"warning")")) << push.inspect();
}

TEST(PushState, TellsWhatCameThroughWhichDoorAndHowMuchInTheLastMinute) {
  OnePush push;
  push.start();
  OneClient graphite(SOCK_DGRAM, push.port("graphite_udp"));
  push.then([&] { graphite.send(graphiteLine("pve1", 7) + graphiteLine("pve1", 8, kNowS + 1)); },
            [&] { return push.knows("push/node/pve1", "uptime_seconds", 8); });
  push.pass(3'000);
  push.run();
  const std::string state = push.inspect();
  const std::string graphite_door = state.substr(state.find(R"("what":"graphite_udp")"));
  const std::string influx_door = state.substr(state.find(R"("what":"influx_udp")"));
  EXPECT_EQ(graphite_door.find(R"("taken":1,"last_age_ms":)"), graphite_door.find("\"taken\""));
  EXPECT_EQ(influx_door.find(R"("taken":0})"), influx_door.find("\"taken\"")) << state;
  EXPECT_TRUE(has(state, R"("last_minute":{"pushes":1,"lines":2,"bytes":)")) << state;
}

TEST(PushState, ForgetsWhatCameBeforeTheLastMinute) {
  OnePush push;
  push.start();
  OneClient graphite(SOCK_DGRAM, push.port("graphite_udp"));
  push.then([&] { graphite.send(graphiteLine("pve1", 7)); },
            [&] { return push.knows("push/node/pve1", "uptime_seconds", 7); });
  push.pass(65'000);
  push.run();
  EXPECT_TRUE(has(push.inspect(), R"("last_minute":{"pushes":0,"lines":0,"bytes":0})"));
  // And who sent is silent by now.
  EXPECT_TRUE(has(push.inspect(), R"("check":"senders","state":"warning")")) << push.inspect();
}

TEST(PushTrial, SaysThatAPortIsInUse) {
  OnePush first;
  first.start();
  const std::string port = std::to_string(first.port("influx_udp"));
  OnePush second({{"influx_udp_port", port}});
  const auto* trial = second.component->service<pv_trial>(PV_TRIAL);
  std::string text;
  const auto keep = [](void* out, pv_text why) { *static_cast<std::string*>(out) = str(why); };
  EXPECT_EQ(trial->check(second.component->serviceSelf(), {0, nullptr}, &text, keep), PV_FAILED);
  EXPECT_TRUE(has(text, "influx_udp")) << text;
  EXPECT_TRUE(has(text, "in use")) << text;
  trial->holds(second.component->serviceSelf(), &text, keep);
  EXPECT_EQ(text, "udp 127.0.0.1:" + port);
  // And none where that gets free before.
  const pv_text freed = pipevane::text(text);
  EXPECT_EQ(trial->check(second.component->serviceSelf(), {1, &freed}, &text, keep), PV_OK);
  EXPECT_EQ(second.component->start(), PV_FAILED);
}

}  // namespace
}  // namespace pipevane::proxmox_push
