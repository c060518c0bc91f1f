// What goes to metric servers, byte for byte.
#include "tests/simulator/push/push_cycle.h"
#include "tests/simulator/push/records.h"
#include "tests/simulator/world/population.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

namespace pipevane::simulator {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Texts = std::vector<std::string>;

constexpr std::int64_t kNowS = 1'795'457'708;
const Version kNine = Version::ofMajor(9);

// As one of the recordings has it.
Guest machine() {
  Guest guest;
  guest.vmid = 114;
  guest.name = "VM 114";
  guest.node = "pve2";
  guest.cpus = 2;
  guest.running = true;
  guest.memory_total = 2'147'483'648;
  guest.disk_total = 42'949'672'960;
  Figures now;
  now.time_s = kNowS;
  now.running = true;
  now.cpu = 0.012014156161;
  now.memory = 1'216'694'846;
  now.memory_total = guest.memory_total;
  now.memory_host = 1'474'392'883;
  now.uptime_s = 466;
  now.receive = 2'773'987;
  now.transmit = 3'441'598;
  now.read = 7'856'128;
  now.written = 14'188'544;
  guest.cycles.push_back(now);
  return guest;
}

std::string lineWith(const Texts& lines, const std::string& part) {
  const auto found = std::ranges::find_if(
      lines, [&](const std::string& each) { return each.find(part) != std::string::npos; });
  return found == lines.end() ? "" : *found;
}
std::string influx(const Guest& guest, const std::string& measurement, bool quotes = true) {
  return lineWith(influxLines(guestRecord(kNine, guest), quotes), measurement + ",object=");
}
World grown(int guests = 12) {
  World world(makePopulation("sim", 3, guests, 7, kNowS), 7, kNowS, 60);
  return world;
}
std::vector<PushPayload> pushed(const World& world, const std::string& address,
                                const Version& version = kNine, const std::string& node = "pve1") {
  return pushCycle(world, version, world.node(node), pushTargetOf(address));
}
std::string all(const std::vector<PushPayload>& payloads) {
  return std::accumulate(
      payloads.begin(), payloads.end(), std::string(),
      [](std::string sum, const PushPayload& each) { return std::move(sum) + each.body(); });
}
Texts namesOf(const std::vector<PushPayload>& payloads) {
  Texts names;
  for (const PushPayload& each : payloads)
    if (names.empty() || names.back() != each.subsystem) names.push_back(each.subsystem);
  return names;
}

TEST(InfluxLine, IsWhatTheProductWrites) {
  const Guest guest = machine();
  EXPECT_EQ(
      influx(guest, "system"),
      "system,object=qemu,vmid=114,nodename=pve2,host=VM\\ 114 balloon=2147483648,balloon_min="
      "536870912,cpu=0.012014156161,cpus=2,disk=0,diskread=7856128,diskwrite=14188544,freemem="
      "872748704,maxdisk=42949672960,maxmem=2147483648,mem=1216694846,memhost=1474392883,name="
      "\"VM 114\",netin=2773987,netout=3441598,pid=10114,pressurecpufull=0,pressurecpusome=0.25,"
      "pressureiofull=0,pressureiosome=0.25,pressurememoryfull=0,pressurememorysome=0.25,"
      "qmpstatus=\"running\",running-machine=\"pc-i440fx-10.1\",running-qemu=\"10.1.2\","
      "shares=1000,status=\"running\",uptime=466 1795457708000000000\n");
  EXPECT_EQ(influx(guest, "nics"),
            "nics,object=qemu,vmid=114,nodename=pve2,host=VM\\ 114,instance=tap114i0 "
            "netin=2773987,netout=3441598 1795457708000000000\n");
  EXPECT_EQ(influx(guest, "proxmox-support"),
            "proxmox-support,object=qemu,vmid=114,nodename=pve2,host=VM\\ 114 "
            "pbs-library-version=\"1.5.1 (abc)\" 1795457708000000000\n");
}

TEST(InfluxLine, QuotesTextUnlessItLooksLikeANumber) {
  Guest guest = machine();
  guest.name = "123";
  guest.tags = "2024";
  guest.lock = "1e3";
  const std::string line = influx(guest, "system");
  EXPECT_THAT(line, HasSubstr(",lock=1e3,"));
  EXPECT_THAT(line, HasSubstr(",name=\"123\","));
  EXPECT_THAT(line, HasSubstr(",tags=\"2024\","));
  EXPECT_THAT(influx(guest, "system", false), HasSubstr(",name=123,"));
  guest.name = R"(a"b\c)";
  EXPECT_THAT(influx(guest, "system"), HasSubstr(R"(,name="a\"b\\c",)"));
}

TEST(InfluxLine, OfAStoppedMachineHasFewKeys) {
  Guest guest = machine();
  guest.balloon = false;
  Figures& now = guest.cycles.back();
  now = {.time_s = kNowS, .memory_total = guest.memory_total, .load = {}};
  EXPECT_EQ(influx(guest, "system"),
            "system,object=qemu,vmid=114,nodename=pve2,host=VM\\ 114 cpu=0,cpus=2,disk=0,maxdisk="
            "42949672960,maxmem=2147483648,mem=0,memhost=0,name=\"VM 114\",netin=0,netout=0,"
            "qmpstatus=\"stopped\",status=\"stopped\",uptime=0 1795457708000000000\n");
  EXPECT_THAT(influxLines(guestRecord(kNine, guest), true), SizeIs(1));
}

TEST(InfluxLine, OfAMachineWhoseGuestTellsNothingHasNoStatistics) {
  Guest guest = machine();
  guest.balloon = false;
  guest.silent_balloon = true;
  EXPECT_EQ(influx(guest, "ballooninfo"),
            "ballooninfo,object=qemu,vmid=114,nodename=pve2,host=VM\\ 114 actual=2147483648,"
            "max_mem=2147483648 1795457708000000000\n");
  EXPECT_THAT(influx(guest, "system"), Not(HasSubstr("freemem=")));
}

TEST(InfluxLine, OfAContainerHasPressureAsText) {
  Guest guest = machine();
  guest.container = true;
  const std::string line = influx(guest, "system");
  EXPECT_THAT(line, HasSubstr("object=lxc,"));
  EXPECT_THAT(line, HasSubstr("pressurecpufull=0.00,pressurecpusome=0.25,"));
  EXPECT_THAT(line, HasSubstr(",type=\"lxc\","));
}

TEST(GraphiteLine, HasNumbersOnlyAndNoDotsInKeys) {
  const Texts lines = graphiteLines(guestRecord(kNine, machine()), "lab.pve");
  EXPECT_THAT(lines, Contains("lab.pve.qemu.114.cpu 0.012014156161 1795457708\n"));
  EXPECT_THAT(lines, Contains("lab.pve.qemu.114.vmid 114 1795457708\n"));
  EXPECT_THAT(lines, Contains("lab.pve.qemu.114.blockstat.scsi0.account_failed 1 1795457708\n"));
  EXPECT_THAT(lines, Each(Not(HasSubstr("status "))));
  EXPECT_THAT(lines, Each(Not(HasSubstr(".pid "))));
  EXPECT_TRUE(std::ranges::is_sorted(lines));
  Record dotted = guestRecord(kNine, machine());
  dotted.scalars = {{"a.b", counted(1)}};
  EXPECT_THAT(graphiteLines(dotted, "p"), Contains("p.qemu.114.a-b 1 1795457708\n"));
}

TEST(Datagrams, AreWholeLinesUpToTheirSize) {
  const World world = grown();
  for (const char* address : {"influx-udp://h:1?mtu=1500", "graphite-udp://h:1?mtu=600"}) {
    SCOPED_TRACE(address);
    const auto target = pushTargetOf(address);
    const auto payloads = pushed(world, address);
    EXPECT_THAT(namesOf(payloads), (Texts{"nodes", "qemu", "lxc", "storages"}));
    const auto most = static_cast<std::size_t>(target.mtu) - 50;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
      const std::string& bytes = payloads[i].wire;
      EXPECT_THAT(bytes, EndsWith("\n"));
      if (std::ranges::count(bytes, '\n') > 1) {
        EXPECT_LE(bytes.size(), most);
      }
      if (i + 1 == payloads.size() || payloads[i + 1].subsystem != payloads[i].subsystem) continue;
      const std::string& next = payloads[i + 1].wire;
      EXPECT_GT(bytes.size() + next.find('\n') + 1, most) << "the next line would have fitted";
    }
  }
}

TEST(Datagrams, LeaveALineThatIsTooLongAlone) {
  const Texts parts =
      packed({std::string(10, 'a'), std::string(99, 'b'), std::string(10, 'c')}, 50);
  EXPECT_EQ(parts, (Texts{std::string(10, 'a'), std::string(99, 'b'), std::string(10, 'c')}));
}

TEST(Request, ToInfluxHasNoTypeAndClosesItsConnection) {
  const auto payloads =
      pushed(grown(), "influx-http://192.0.2.8:8086/db?org=o&bucket=b%26c&token=T");
  EXPECT_THAT(payloads, SizeIs(4));
  EXPECT_EQ(payloads[0].head,
            "POST /db/api/v2/write?org=o&bucket=b%26c HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\n"
            "Connection: TE, close\r\nAuthorization: Token T\r\nHost: 192.0.2.8:8086\r\n"
            "User-Agent: libwww-perl/6.68\r\nContent-Length: " +
                std::to_string(payloads[0].wire.size()) + "\r\n\r\n");
}

TEST(Connection, ToGraphiteHasOneSubsystem) {
  const auto payloads = pushed(grown(), "graphite-tcp://h:2003");
  EXPECT_THAT(namesOf(payloads), SizeIs(4));
  EXPECT_THAT(payloads, SizeIs(4));
  EXPECT_THAT(payloads[0].wire, StartsWith("proxmox.nodes.pve1.blockstat.bavail "));
}

TEST(Versions, PushWhatTheyKnow) {
  const World world = grown();
  const struct {
    const char* release;
    Texts has, lacks;
  } cases[] = {
      {"7.4.20", {"arcsize="}, {"memavailable=", "memhost=", "pressure", "arcmin=", "physical"}},
      {"8.2.4", {"memavailable="}, {"memhost=", "pressure", "arcmin=", "physical"}},
      {"8.4.21", {"memavailable=", "type=\"physical\""}, {"memhost=", "pressure", "arcmin="}},
      {"9.2.11", {"memhost=", "pressure", "arcmin=", "memavailable=", "\"physical\""}, {}},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.release);
    const auto version = Version::of(each.release);
    const std::string text = all(pushed(world, "influx-udp://h:1", version));
    for (const std::string& part : each.has) EXPECT_THAT(text, HasSubstr(part));
    for (const std::string& part : each.lacks) EXPECT_THAT(text, Not(HasSubstr(part)));
    EXPECT_EQ(pushed(world, "otlp-http://h:1", version).empty(), version.major < 9);
  }
}

TEST(IllNode, SendsNothing) {
  for (const auto& ill : std::vector<std::function<void(World&)>>{
           [](World& w) { w.setOnline("pve1", false); },
           [](World& w) { w.hangStatistics("pve1", true); },
           [](World& w) { w.breakStatistics("pve1", true); }}) {
    World world = grown();
    ill(world);
    world.advanceTo(kNowS + 20);
    EXPECT_THAT(pushed(world, "influx-udp://h:1"), IsEmpty());
    EXPECT_THAT(pushed(world, "influx-udp://h:1", kNine, "pve2"), Not(IsEmpty()));
  }
}

TEST(LostStorage, IsNotPushed) {
  World world = grown();
  world.setActive("pve1", "ceph", false);
  world.advanceTo(kNowS + 20);
  const std::string text = all(pushed(world, "influx-udp://h:1"));
  EXPECT_THAT(text, HasSubstr("object=storages,nodename=pve1,host=local,type=dir active=1,"));
  EXPECT_THAT(text, Not(HasSubstr("host=ceph")));
}

TEST(PushTarget, IsReadFromAnAddress) {
  const PushTarget target = pushTargetOf("graphite-tcp://10.0.0.1:2003?path=lab.pve&id=g");
  EXPECT_EQ(target.type, "graphite");
  EXPECT_EQ(target.id, "g");
  EXPECT_EQ(target.path, "lab.pve");
  EXPECT_EQ(target.port, 2003);
  EXPECT_NE(pushTargetOf("influx-udp://h:1").id, pushTargetOf("influx-udp://h:2").id);
  for (const char* wrong : {"influx://h:1", "influx-udp://", "influx-udp://h",
                            "influx-udp://h:1?mtu=1", "influx-udp://h:1?colour=red"})
    EXPECT_THROW(pushTargetOf(wrong), std::invalid_argument) << wrong;
}

}  // namespace
}  // namespace pipevane::simulator
