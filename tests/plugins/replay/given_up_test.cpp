// What a recorded source of pushes gives up stays while a recorded poll has it.
#include "plugins/proxmox/session/session_writer.h"
#include "plugins/replay/player.h"
#include "plugins/replay/proxmox_decoder.h"
#include "tests/plugins/session/temporary_folder.h"

#include <gtest/gtest.h>
#include <pipevane/testing/fake_host.h>

#include <string>
#include <vector>

namespace pipevane::replay {
namespace {

using session::RecordedExchange;

constexpr std::int64_t kBeginMs = 1'795'457'707'000;
constexpr std::int64_t kMinuteMs = 60'000;
// Its node tells of others by then, and of that one no more for longer than who pushes waits.
constexpr std::int64_t kLastPushMs = kMinuteMs, kEndMs = 12 * kMinuteMs;

RecordedExchange pushOf(const std::string& source, const std::string& vmid, std::int64_t at_ms) {
  RecordedExchange exchange;
  exchange.time_ms = kBeginMs + at_ms + 400;
  exchange.status = 200;
  exchange.source = source;
  exchange.cluster = "lab";
  exchange.host = "udp://10.77.0.11";
  exchange.method = "PUSH";
  exchange.path = "/push/influx";
  exchange.query = "transport=udp";
  exchange.body = "system,object=qemu,vmid=" + vmid +
                  ",nodename=pve1,host=web01 cpu=0.5,mem=1000,memhost=1200,name=\"web01\","
                  "status=\"running\",uptime=5 " +
                  std::to_string(kBeginMs + at_ms) + "000000\n";
  return exchange;
}

std::string guestRow(const std::string& vmid) {
  return R"(,{"id":"qemu/)" + vmid + R"(","type":"qemu","vmid":)" + vmid +
         R"(,"node":"pve1","status":"running","uptime":500,"cpu":0.5,"maxcpu":1})";
}

RecordedExchange listOf(const std::string& source, const std::vector<std::string>& vmids,
                        std::int64_t at_ms) {
  RecordedExchange exchange;
  exchange.time_ms = kBeginMs + at_ms;
  exchange.status = 200;
  exchange.source = source;
  exchange.cluster = "lab";
  exchange.host = "https://10.77.0.11:8006";
  exchange.method = "GET";
  exchange.path = "/api2/json/cluster/resources";
  exchange.body =
      R"({"data":[{"id":"node/pve1","type":"node","node":"pve1","status":"online","maxcpu":8,"uptime":900,"cpu":0.5})";
  for (const std::string& each : vmids) exchange.body += guestRow(each);
  exchange.body += "]}";
  return exchange;
}

// The guest 100 is pushed in the first minute, and 101 all the time.
std::vector<RecordedExchange> pushes(const std::string& source, std::int64_t at_ms) {
  std::vector<RecordedExchange> all = {pushOf(source, "101", at_ms)};
  if (at_ms <= kLastPushMs) all.push_back(pushOf(source, "100", at_ms));
  return all;
}

// When the guest 100 was removed; nothing: it was not.
std::vector<std::int64_t> removals(const std::vector<RecordedExchange>& exchanges) {
  const session::TemporaryFolder folder;
  {
    session::SessionWriter writer({.path = folder.file("s.zst"),
                                   .max_bytes = 1 << 20,
                                   .overwrite = false,
                                   .created_ms = kBeginMs});
    std::vector<pv_attribute> kept;
    for (const RecordedExchange& each : exchanges) EXPECT_TRUE(writer.append(each.raw(kept)));
    EXPECT_TRUE(writer.finish());
  }
  testing::FakeHost host("replay");
  host.setNow(kBeginMs);
  Player::Settings settings;
  settings.path = folder.file("s.zst");
  settings.timeline.speed = Speed::parse("max");
  settings.timeline.shift_to_now = false;
  Output output(host.host());
  Player(host.host(), settings, proxmoxDecoder).play(output);
  const auto guest = host.dictionary().findEntity("lab/vm/100");
  std::vector<std::int64_t> found;
  for (const auto& batch : host.pushed())
    for (const pv_entity_change& each : batch.changes())
      if (each.kind == PV_REMOVE && each.entity == guest) found.push_back(batch.timeMs());
  return found;
}

TEST(ReplayOfGivingUp, TakesAwayWhatNobodyElseHas) {
  std::vector<RecordedExchange> exchanges;
  for (std::int64_t at = 0; at < kEndMs; at += 10'000)
    for (const auto& each : pushes("push", at)) exchanges.push_back(each);
  EXPECT_EQ(removals(exchanges).size(), 1U);
}

TEST(ReplayOfGivingUp, LeavesWhatWasPolledAsWellWhateverTheSourcesAreCalled) {
  for (const char* poll : {"poll", "push"}) {
    SCOPED_TRACE(poll);
    std::vector<RecordedExchange> exchanges;
    for (std::int64_t at = 0; at < kEndMs; at += 10'000) {
      exchanges.push_back(listOf(poll, {"100", "101"}, at));
      for (const auto& each : pushes("push", at)) exchanges.push_back(each);
    }
    EXPECT_TRUE(removals(exchanges).empty());
  }
}

TEST(ReplayOfGivingUp, TakesAwayWhatThePollSaysIsGone) {
  std::vector<RecordedExchange> exchanges;
  for (std::int64_t at = 0; at < kEndMs; at += 10'000) {
    exchanges.push_back(at < 9 * kMinuteMs ? listOf("poll", {"100", "101"}, at)
                                           : listOf("poll", {"101"}, at));
    for (const auto& each : pushes("push", at)) exchanges.push_back(each);
  }
  const auto gone = removals(exchanges);
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_GE(gone[0], kBeginMs + 9 * kMinuteMs);
}

}  // namespace
}  // namespace pipevane::replay
