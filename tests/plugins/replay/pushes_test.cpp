// What was pushed and recorded is played again to the same bits.
#include "plugins/proxmox/push/push_decoder.h"
#include "plugins/proxmox/session/session_writer.h"
#include "plugins/replay/player.h"
#include "plugins/replay/proxmox_decoder.h"
#include "tests/plugins/session/temporary_folder.h"

#include <gtest/gtest.h>
#include <pipevane/testing/fake_host.h>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace pipevane::replay {
namespace {

using session::RecordedExchange;
using testing::FakeHost;

constexpr std::int64_t kBeginMs = 1'795'457'707'000;

std::uint64_t bitsOf(double value) { return std::bit_cast<std::uint64_t>(value); }

RecordedExchange pushOf(std::int64_t time_ms, const std::string& body, std::int32_t status = 200) {
  RecordedExchange exchange;
  exchange.time_ms = time_ms;
  exchange.status = status;
  exchange.source = "push";
  exchange.cluster = "lab";
  exchange.host = "udp://10.77.0.11";
  exchange.method = "PUSH";
  exchange.path = "/push/influx";
  exchange.query = "transport=udp";
  exchange.body = body;
  return exchange;
}

std::string line(const std::string& vmid, std::int64_t time_ms, double cpu) {
  return "system,object=qemu,vmid=" + vmid +
         ",nodename=pve1,host=web01 cpu=" + std::to_string(cpu) +
         ",mem=1000,memhost=1200,name=\"web01\",status=\"running\",uptime=5 " +
         std::to_string(time_ms) + "000000\n";
}

// An hour of two guests, one of which is gone after half of it, with a hole of ten minutes.
std::vector<RecordedExchange> anHour() {
  std::vector<RecordedExchange> pushes;
  for (std::int64_t at = 0; at < 3'600'000; at += 10'000) {
    if (at > 1'000'000 && at < 1'600'000) continue;
    const std::int64_t time_ms = kBeginMs + at;
    pushes.push_back(
        pushOf(time_ms + 400, line("100", time_ms, 0.1 + static_cast<double>(at) / 3)));
    if (at < 1'800'000) pushes.push_back(pushOf(time_ms + 450, line("101", time_ms, 0.5)));
    pushes.push_back(pushOf(time_ms + 500, line("102", time_ms, 0.5), 403));
  }
  return pushes;
}

TEST(ReplayOfPushes, HasTheSameBits) {
  const session::TemporaryFolder folder;
  const auto pushes = anHour();
  FakeHost live("push");
  live.setWanted(PV_SAMPLES | PV_ENTITIES);
  {
    session::SessionWriter writer({.path = folder.file("s.zst"),
                                   .max_bytes = 1 << 20,
                                   .overwrite = false,
                                   .created_ms = kBeginMs});
    proxmox::PushDecoder decoder(live.host(), proxmox::Senders("push", "lab"));
    const Output output(live.host());
    std::vector<pv_attribute> kept;
    for (const auto& each : pushes) {
      const pv_exchange raw = each.raw(kept);
      ASSERT_TRUE(writer.append(raw));
      // A live source looks at the clock all the time.
      decoder.pass(each.time_ms - 100, output);
      if (each.status == 200) decoder.decode(proxmox::PushDecoder::pushOf(raw), output);
    }
    ASSERT_TRUE(writer.finish());
  }

  FakeHost again("replay");
  again.setNow(kBeginMs);
  again.setWanted(PV_SAMPLES | PV_ENTITIES);
  Player::Settings settings;
  settings.path = folder.file("s.zst");
  settings.timeline.speed = Speed::parse("max");
  settings.timeline.shift_to_now = false;
  Output output(again.host());
  Player(again.host(), settings, proxmoxDecoder).play(output);

  const auto& one = live.pushed();
  const auto& other = again.pushed();
  ASSERT_GT(one.size(), 500U);
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(one[i].timeMs(), other[i].timeMs());
    EXPECT_EQ(one[i].series(), other[i].series());
    EXPECT_EQ(one[i].qualities(), other[i].qualities());
    EXPECT_EQ(one[i].changes().size(), other[i].changes().size());
    // Unknown values are none that equal themselves.
    EXPECT_TRUE(std::ranges::equal(one[i].values(), other[i].values(), {}, bitsOf, bitsOf));
  }
  EXPECT_EQ(again.dictionary().findEntity("lab/vm/102"), PV_NONE);
}

}  // namespace
}  // namespace pipevane::replay
