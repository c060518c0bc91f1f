// Pushed values a second, from the bytes to the samples that leave the source: a cycle of a node
// with 200 guests, as Proxmox VE 9 pushes it. Beside it what splitting the text alone costs, and
// for OpenTelemetry what parsing the JSON alone does.
#include "plugins/proxmox/push/push_decoder.h"

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <pipevane/testing/fake_host.h>
#include <simdjson.h>

#include <charconv>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::bench {
namespace {

using proxmox::Push;
using proxmox::PushCarrier;
using proxmox::PushFormat;

constexpr int kGuests = 200, kCycles = 16;
constexpr std::int64_t kBeginS = 1'795'457'707;

struct Cycle {
  std::string body;
  std::uint64_t values = 0;
  std::int64_t time_ms = 0;
};

// The keys of a machine, with figures that move from cycle to cycle.
const std::vector<std::string>& keysOfVm() {
  static const std::vector<std::string> keys = {"balloon",
                                                "balloon_min",
                                                "cpu",
                                                "cpus",
                                                "disk",
                                                "diskread",
                                                "diskwrite",
                                                "freemem",
                                                "maxdisk",
                                                "maxmem",
                                                "mem",
                                                "memhost",
                                                "netin",
                                                "netout",
                                                "pid",
                                                "pressurecpufull",
                                                "pressurecpusome",
                                                "pressureiofull",
                                                "pressureiosome",
                                                "pressurememoryfull",
                                                "pressurememorysome",
                                                "shares",
                                                "uptime"};
  return keys;
}

std::string valueOf(const std::string& key, int guest, int cycle) {
  if (key == "cpu") return "0.0855867843" + std::to_string(1000 + 7 * guest + cycle);
  if (key.starts_with("pressure")) return "0.0" + std::to_string(cycle % 9);
  if (key == "cpus") return "4";
  return std::to_string(1'000'000'000LL + 1'000'000LL * guest + 4'321LL * cycle);
}

Cycle influxCycle(int cycle) {
  Cycle made;
  made.time_ms = (kBeginS + 10 * cycle) * 1000;
  const std::string end = " " + std::to_string(kBeginS + 10 * cycle) + "000000000\n";
  for (int guest = 0; guest < kGuests; ++guest) {
    const std::string vmid = std::to_string(100 + guest), name = "guest-" + vmid;
    const std::string tags = ",object=qemu,vmid=" + vmid + ",nodename=pve1,host=" + name;
    made.body += "ballooninfo" + tags +
                 " actual=4294967296,free_mem=1142710333,last_update=17954577,"
                 "max_mem=4294967296,total_mem=4179623936" +
                 end;
    made.body += "blockstat" + tags +
                 ",instance=scsi0 flush_operations=213618,rd_bytes=649816,"
                 "rd_operations=30943,wr_bytes=85447418450,wr_operations=7120618" +
                 end;
    made.body +=
        "nics" + tags + ",instance=tap" + vmid + "i0 netin=5220638603,netout=37902071" + end;
    made.body += "system" + tags + " ";
    for (const std::string& key : keysOfVm())
      made.body += key + "=" + valueOf(key, guest, cycle) + ",";
    made.body += "name=\"" + name +
                 "\",qmpstatus=\"running\",running-qemu=\"10.1.2\","
                 "status=\"running\",tags=\"ci;dev\"" +
                 end;
    made.values += 5 + 5 + 2 + keysOfVm().size() + 5;
  }
  return made;
}

Cycle graphiteCycle(int cycle) {
  Cycle made;
  made.time_ms = (kBeginS + 10 * cycle) * 1000;
  const std::string end = " " + std::to_string(kBeginS + 10 * cycle) + "\n";
  for (int guest = 0; guest < kGuests; ++guest)
    for (const std::string& key : keysOfVm()) {
      made.body += "proxmox.qemu." + std::to_string(100 + guest) + "." + key + " " +
                   valueOf(key, guest, cycle) + end;
      ++made.values;
    }
  return made;
}

Cycle otlpCycle(int cycle) {
  Cycle made;
  made.time_ms = (kBeginS + 10 * cycle) * 1000;
  const auto label = [](const std::string& key, const std::string& value) {
    return R"({"key":")" + key + R"(","value":{"stringValue":")" + value + R"("}})";
  };
  made.body = R"({"resourceMetrics":[{"resource":{"attributes":[)" +
              label("proxmox.cluster", "rig") + "," + label("proxmox.node", "pve1") +
              R"(]},"scopeMetrics":[{"scope":{},"metrics":[)";
  for (int guest = 0; guest < kGuests; ++guest) {
    const std::string vmid = std::to_string(100 + guest);
    const std::string labels = label("vmid", vmid) + "," + label("node", "pve1") + "," +
                               label("name", "guest-" + vmid) + "," + label("type", "qemu");
    for (const std::string& key : keysOfVm()) {
      const std::string value = valueOf(key, guest, cycle);
      const bool whole = value.find('.') == std::string::npos;
      made.body += std::string(made.values == 0 ? "" : ",") + R"({"name":"proxmox_vm_)" + key +
                   R"(","unit":"bytes","gauge":{"dataPoints":[{"timeUnixNano":)" +
                   std::to_string(kBeginS + 10 * cycle) + R"(000000000,"attributes":[)" + labels +
                   "]," + (whole ? "\"asInt\":" : "\"asDouble\":") + value + "}]}}";
      ++made.values;
    }
  }
  made.body += "]}]}]}";
  return made;
}

// In pieces of a datagram's size, at the ends of lines.
std::vector<std::string_view> datagramsOf(std::string_view body) {
  constexpr std::size_t kMost = 1450;
  std::vector<std::string_view> parts;
  while (!body.empty()) {
    std::size_t end = body.size() <= kMost ? body.size() : body.rfind('\n', kMost - 1) + 1;
    if (end == 0) end = body.find('\n') + 1;
    parts.push_back(body.substr(0, end));
    body.remove_prefix(end);
  }
  return parts;
}

// The fake host makes each batch anew, where the engine uses the memory of earlier ones: at least
// it is to stay with the process.
void keepPushMemory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

void decode(benchmark::State& state, PushFormat format, PushCarrier carrier, Cycle (*make)(int)) {
  keepPushMemory();
  std::vector<Cycle> cycles;
  for (int i = 0; i < kCycles; ++i) cycles.push_back(make(i));
  std::uint64_t values = 0, bytes = 0, samples = 0;
  testing::FakeHost host("push");
  host.setWanted(PV_SAMPLES | PV_ENTITIES);
  const Output output(host.host());
  proxmox::PushDecoder decoder(host.host(), proxmox::Senders("push", "lab"));
  int next = 0;
  for (auto _ : state) {
    state.PauseTiming();
    if (next == kCycles) {
      next = 0;
      for (int i = 0; i < kCycles; ++i) {
        Cycle& each = cycles[static_cast<std::size_t>(i)];
        const std::string was = std::to_string(each.time_ms / 1000);
        each.time_ms += kCycles * 10'000;
        const std::string is = std::to_string(each.time_ms / 1000);
        for (std::size_t at = each.body.find(was); at != std::string::npos;
             at = each.body.find(was, at + is.size()))
          each.body.replace(at, was.size(), is);
      }
    }
    const Cycle& cycle = cycles[static_cast<std::size_t>(next++)];
    const auto parts = carrier == PushCarrier::kUdp ? datagramsOf(cycle.body)
                                                    : std::vector<std::string_view>{cycle.body};
    state.ResumeTiming();
    for (const std::string_view part : parts)
      decoder.decode({.format = format,
                      .carrier = carrier,
                      .sender = "10.77.0.11",
                      .cluster = {},
                      .body = part,
                      .time_ms = cycle.time_ms},
                     output);
    state.PauseTiming();
    values += cycle.values;
    bytes += cycle.body.size();
    for (const auto& batch : host.pushed()) samples += batch.values().size();
    host.clearPushed();
    state.ResumeTiming();
  }
  if (decoder.counts().allRefused() > 0) state.SkipWithError("something was refused");
  state.counters["values/s"] =
      benchmark::Counter(static_cast<double>(values), benchmark::Counter::kIsRate);
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(samples), benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void BM_InfluxUdp(benchmark::State& state) {
  decode(state, PushFormat::kInflux, PushCarrier::kUdp, influxCycle);
  state.SetLabel("aim: 1,000,000 values/s");
}
void BM_InfluxHttp(benchmark::State& state) {
  decode(state, PushFormat::kInflux, PushCarrier::kHttp, influxCycle);
  state.SetLabel("aim: 1,000,000 values/s");
}
void BM_GraphiteTcp(benchmark::State& state) {
  decode(state, PushFormat::kGraphite, PushCarrier::kTcp, graphiteCycle);
}
void BM_Otlp(benchmark::State& state) {
  decode(state, PushFormat::kOtlp, PushCarrier::kHttp, otlpCycle);
  state.SetLabel("aim: 500,000 values/s");
}
BENCHMARK(BM_InfluxUdp)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_InfluxHttp)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_GraphiteTcp)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_Otlp)->Unit(benchmark::kMicrosecond);

// What as many guests as there is room for take in the source's memory, beside what the engine
// keeps of their names, which the fake host does here.
void BM_MemoryOfGuests(benchmark::State& state) {
  constexpr std::size_t kMany = proxmox::PushRoom::kMostRows - 2;
  const std::string end = " " + std::to_string(kBeginS) + "000000000\n";
  std::string body = "system,object=nodes,host=pve1 uptime=1" + end;
  for (std::size_t i = 0; i < kMany; ++i) {
    const std::string vmid = std::to_string(100 + i), name = "guest-" + vmid;
    body += "system,object=qemu,vmid=" + vmid + ",nodename=pve1,host=" + name + " ";
    for (const std::string& key : keysOfVm()) body += key + "=" + valueOf(key, 1, 1) + ",";
    body += "name=\"" + name + "\",qmpstatus=\"running\",status=\"running\",tags=\"ci;dev\"" + end;
  }
  for (auto _ : state) {
    testing::FakeHost host("push");
    host.setWanted(PV_SAMPLES | PV_ENTITIES);
    const Output output(host.host());
    const std::size_t before = mallinfo2().uordblks;
    auto decoder =
        std::make_unique<proxmox::PushDecoder>(host.host(), proxmox::Senders("push", "lab"));
    decoder->decode({.format = PushFormat::kInflux,
                     .carrier = PushCarrier::kHttp,
                     .sender = "10.77.0.11",
                     .cluster = {},
                     .body = body,
                     .time_ms = kBeginS * 1000},
                    output);
    host.clearPushed();
    if (decoder->counts().allRefused() > 0) state.SkipWithError("something was refused");
    const std::size_t all = mallinfo2().uordblks;
    decoder.reset();
    const std::size_t names = mallinfo2().uordblks;
    state.counters["bytes/guest"] = static_cast<double>(all - names) / static_cast<double>(kMany);
    state.counters["MB"] = static_cast<double>(all - names) / 1e6;
    state.counters["names_MB"] = static_cast<double>(names - before) / 1e6;
  }
}
BENCHMARK(BM_MemoryOfGuests)->Iterations(1)->Unit(benchmark::kMillisecond);

// The baseline: fields are found and their numbers read, and nothing is done with them.
void BM_SplitInfluxAlone(benchmark::State& state) {
  const Cycle cycle = influxCycle(0);
  double sum = 0;
  std::uint64_t values = 0;
  for (auto _ : state) {
    const char* at = cycle.body.data();
    const char* const end = at + cycle.body.size();
    for (; at < end; ++at) {
      if (*at != '=') continue;
      double value = 0;
      if (std::from_chars(at + 1, end, value).ec == std::errc{}) sum += value;
    }
    values += cycle.values;
    benchmark::DoNotOptimize(sum);
  }
  state.counters["values/s"] =
      benchmark::Counter(static_cast<double>(values), benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<std::int64_t>(cycle.body.size()) * state.iterations());
}
BENCHMARK(BM_SplitInfluxAlone)->Unit(benchmark::kMicrosecond);

void BM_ParseOtlpAlone(benchmark::State& state) {
  const Cycle cycle = otlpCycle(0);
  simdjson::dom::parser parser;
  std::uint64_t values = 0;
  for (auto _ : state) {
    simdjson::dom::element top;
    if (parser.parse(cycle.body).get(top) != simdjson::SUCCESS) state.SkipWithError("no JSON");
    benchmark::DoNotOptimize(top);
    values += cycle.values;
  }
  state.counters["values/s"] =
      benchmark::Counter(static_cast<double>(values), benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<std::int64_t>(cycle.body.size()) * state.iterations());
}
BENCHMARK(BM_ParseOtlpAlone)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace pipevane::bench
