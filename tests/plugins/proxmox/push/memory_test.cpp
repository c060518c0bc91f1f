// How much memory all that is pushed may take.
#include "tests/plugins/proxmox/push/pushed_fleet.h"

#include <malloc.h>

#include <memory>

namespace pipevane::proxmox {
namespace {

// As long as they may be.
const std::string kLongTags(1024, 't'), kLongLock(64, 'l');

std::string longName(int number) {
  std::string name = std::to_string(number);
  return name + std::string(256 - name.size(), 'n');
}
std::string longLine(int vmid, std::int64_t time_s = kPushedS) {
  return vmLine(std::to_string(vmid), "pve1", time_s,
                ",lock=\"" + kLongLock + "\",tags=\"" + kLongTags + "\"", longName(vmid));
}
std::string cardLine(const std::string& node, int card, std::int64_t time_s = kPushedS) {
  return "nics,object=nodes,host=" + node + ",instance=" + std::to_string(card) +
         std::string(60, 'c') + " receive=1,transmit=2,type=\"physical\" " + nanoseconds(time_s) +
         "\n";
}
std::string uptimeLine(const std::string& node, std::int64_t time_s = kPushedS) {
  return "system,object=nodes,host=" + node + " uptime=1000 " + nanoseconds(time_s) + "\n";
}

class PushMemory : public ::testing::Test {
 protected:
  // Nothing of what was told is kept.
  void influx(const std::string& lines, std::int64_t time_ms = kPushedMs,
              const std::string& cluster = "") {
    decoder->decode({PushFormat::kInflux, PushCarrier::kUdp, "10.77.0.11", cluster, lines, time_ms},
                    fleet.output);
    fleet.host.clearPushed();
  }
  std::size_t bytes() const { return decoder->room().bytes; }
  std::uint64_t refused() const { return decoder->counts().of(Refusal::kNoRoom); }
  void fillWithGuests() {
    for (int i = 0; refused() == 0; ++i) influx(longLine(100 + i));
  }

  ToldFleet fleet{"push"};
  std::unique_ptr<PushDecoder> decoder =
      std::make_unique<PushDecoder>(fleet.host.host(), Senders("push", "lab"));
};

std::size_t heapBytes() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

// Names, tags and locks as long as they may be, and nodes with as many cards as they may have.
TEST_F(PushMemory, IsWhatIsSaidAtMost) {
  for (int node = 0; node < 400; ++node) {
    std::string lines;
    for (int card = 0; card < 64; ++card) lines += cardLine("n" + std::to_string(node), card);
    influx(lines);
  }
  fillWithGuests();
  EXPECT_LE(bytes(), PushRoom::kMostBytes);
  EXPECT_GT(bytes(), PushRoom::kMostBytes - 10'000);
  const std::size_t with = heapBytes();
  decoder.reset();
  // Nothing where the heap is watched by others.
  EXPECT_LE(with - heapBytes(), PushRoom::kMostBytes + PushRoom::kMostBytes / 20);
}

TEST_F(PushMemory, OfShortOnesIsEnoughForAll) {
  for (std::size_t i = 0; i < PushRoom::kMostRows; ++i)
    influx(vmLine(std::to_string(100 + i), "pve1", kPushedS, ",tags=\"prod;web\""));
  EXPECT_EQ(decoder->room().rows + refused(), PushRoom::kMostRows);
  EXPECT_LE(refused(), 1U) << "the node";
  const std::size_t with = heapBytes();
  decoder.reset();
  EXPECT_LE(with - heapBytes(), PushRoom::kMostRows * PushRoom::kRowBytes);
}

TEST_F(PushMemory, IsGivenBack) {
  influx(longLine(100) + cardLine("pve1", 1) + storageLine("local", "pve1", false));
  EXPECT_GT(bytes(), 3 * PushRoom::kRowBytes);
  decoder->pass(kPushedMs + PushTimes::kGoneMs, fleet.output);
  EXPECT_EQ(decoder->room().rows, 0U);
  EXPECT_EQ(bytes(), 0U);
}

// What is known already goes on where there is no room for more.
TEST_F(PushMemory, WhoeverGoesOnLosesNothing) {
  influx(vmLine("99", "pve1") + longLine(98));
  fillWithGuests();
  const auto refused_before = refused();
  influx(vmLine("99", "pve1", kPushedS + 1) + longLine(98, kPushedS + 1), kPushedMs + 100);
  EXPECT_EQ(refused(), refused_before);
}

// A sum that lacks a card would read as a counter that began anew.
TEST_F(PushMemory, WithoutRoomForACardThereIsNoSum) {
  influx(uptimeLine("pve1"));
  fillWithGuests();
  std::string lines;
  for (int card = 0; card < 64; ++card) lines += cardLine("pve1", card, kPushedS + 1);
  const auto refused_before = refused();
  decoder->decode({PushFormat::kInflux, PushCarrier::kHttp, "10.77.0.11", "",
                   lines + uptimeLine("pve1", kPushedS + 1), kPushedMs + 100},
                  fleet.output);
  EXPECT_GT(refused(), refused_before);
  EXPECT_TRUE(fleet.samples("lab/node/pve1", "network_receive_bytes_total").empty());
  const PushCounts& counts = decoder->counts();
  EXPECT_EQ(counts.lines, counts.used + counts.passed + counts.allRefused());
}

}  // namespace
}  // namespace pipevane::proxmox
