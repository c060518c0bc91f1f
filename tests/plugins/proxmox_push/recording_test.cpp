// What is pushed is recorded as it came, and decodes to the same from there.
#include "plugins/proxmox/push/push_decoder.h"
#include "tests/plugins/proxmox_push/one_push.h"

#include <algorithm>
#include <bit>

namespace pipevane::proxmox_push {
namespace {

TEST(PushRecording, HasEveryPushAndNoToken) {
  OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
  push.start();
  OneClient influx(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  OneClient poster(SOCK_STREAM, push.port("influx_http"), "127.0.0.2");
  push.then([&] { influx.send(nodeLine("pve1", 7)); });
  push.then(
      [&] {
        poster.send(post("/api/v2/write?org=o&bucket=b&token=secret-word", nodeLine("pve1", 7),
                         "Authorization: Token secret-word\r\n"));
      },
      [&] { return poster.status() == 204; });
  push.run();
  std::vector<std::string> found;
  for (const auto& batch : push.host.pushed())
    for (const pv_exchange& each : batch.exchanges()) {
      found.push_back(str(each.method) + " " + str(each.host) + str(each.path) + "?" +
                      str(each.query) + " " + str(each.cluster) + " " + str(each.body));
      EXPECT_EQ(proxmox::PushDecoder::pushOf(each).with_token,
                str(each.host).starts_with("http://"));
    }
  EXPECT_EQ(
      found,
      (std::vector<std::string>{
          "PUSH udp://127.0.0.2/push/influx?transport=udp push " + nodeLine("pve1", 7),
          "PUSH http://127.0.0.2/push/influx?transport=http&with_token=1&org=o&bucket=b push " +
              nodeLine("pve1", 7)}));
}

// Else who may not send at all could fill a recording, or end it.
TEST(PushRecording, HasNothingOfWhoIsNotAmongTheSenders) {
  OnePush push(OnePush::with(
      {{"senders", std::map<std::string, std::string>{{"127.0.0.2", "east"}, {"lab", "west"}}}}));
  push.start();
  OneClient stranger(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.4");
  OneClient graphite(SOCK_STREAM, push.port("graphite_tcp"), "127.0.0.4");
  OneClient poster(SOCK_STREAM, push.port("influx_http"), "127.0.0.4");
  push.then([&] { stranger.send(nodeLine("pve1", 9)); });
  push.then([&] { poster.send(post("/api/v2/write", nodeLine("pve1", 9))); },
            [&] { return poster.status() == 403; });
  const std::string of_lab = "lab.nodes.pve9.uptime 4 " + std::to_string(kNowS) + "\n";
  push.then([&] { graphite.send(graphiteLine("pve1", 9) + of_lab); },
            [&] { return push.knows("west/node/pve9", "uptime_seconds", 4); });
  push.run();
  std::vector<std::string> bodies;
  for (const auto& batch : push.host.pushed())
    for (const pv_exchange& each : batch.exchanges()) bodies.push_back(str(each.body));
  EXPECT_EQ(bodies, std::vector<std::string>{of_lab});
}

TEST(PushRecording, DecodesToTheSameBits) {
  OnePush push(
      OnePush::with({{"senders", std::map<std::string, std::string>{
                                     {"127.0.0.2", "east"}, {"lab", "west"}, {"mail", "post"}}}}));
  push.start();
  OneClient influx(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.2");
  OneClient stranger(SOCK_DGRAM, push.port("influx_udp"), "127.0.0.4");
  OneClient graphite(SOCK_STREAM, push.port("graphite_tcp"), "127.0.0.3");
  OneClient poster(SOCK_STREAM, push.port("otlp_http"), "127.0.0.2");
  for (int cycle = 0; cycle < 3; ++cycle) {
    const std::int64_t time_s = kNowS + 10 * cycle;
    push.then([&, time_s] { influx.send(nodeLine("pve1", 7, time_s)); });
    push.then([&, time_s] { stranger.send(nodeLine("pve1", 9, time_s)); });
    push.then([&, time_s] {
      graphite.send("lab.nodes.pve9.uptime 4 " + std::to_string(time_s) +
                    "\nmail.nodes.pve9.uptime 5 " + std::to_string(time_s) + "\nlab.no");
      graphite.send("des.pve9.cpustat.cpu 0.5 " + std::to_string(time_s) + "\n");
    });
    push.then([&, time_s] { poster.send(post("/v1/metrics", otlpBody("pve2", 8, time_s))); });
    push.pass(10'000);
  }
  push.pass(400'000);
  push.then([&] { influx.send(nodeLine("pve1", 7, kNowS + 430)); });
  push.pass(1'000);
  push.run();

  testing::FakeHost host("push");
  host.setWanted(PV_SAMPLES | PV_ENTITIES);
  const Output output(host.host());
  proxmox::PushDecoder decoder(host.host(), proxmox::Senders("push", ""));
  std::vector<const testing::MadeBatch*> live;
  for (const auto& batch : push.host.pushed()) {
    for (const pv_exchange& each : batch.exchanges())
      if (each.status == 200) decoder.decode(proxmox::PushDecoder::pushOf(each), output);
    if (batch.exchanges().size() == 0) live.push_back(&batch);
  }
  // The last cycle's end is behind the last push.
  ASSERT_GT(live.size(), 15U);
  ASSERT_EQ(host.pushed().size() + 1, live.size());
  const Dictionary one = push.host.host().dictionary(), other = host.host().dictionary();
  for (std::size_t i = 0; i < host.pushed().size(); ++i) {
    SCOPED_TRACE(i);
    const auto& again = host.pushed()[i];
    EXPECT_EQ(again.timeMs(), live[i]->timeMs());
    EXPECT_EQ(again.raw().flags, live[i]->raw().flags);
    ASSERT_EQ(again.series().size(), live[i]->series().size());
    for (std::size_t at = 0; at < again.series().size(); ++at)
      EXPECT_EQ(other.key(other.of(again.series()[at])->entity),
                one.key(one.of(live[i]->series()[at])->entity));
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    EXPECT_TRUE(std::ranges::equal(again.values(), live[i]->values(), {}, bits, bits));
    EXPECT_EQ(again.qualities(), live[i]->qualities());
    ASSERT_EQ(again.changes().size(), live[i]->changes().size());
  }
}

}  // namespace
}  // namespace pipevane::proxmox_push
