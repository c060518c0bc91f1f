// A decoder of pushes over a fake engine, fed with text.
#pragma once

#include "plugins/proxmox/push/nic_sum.h"
#include "plugins/proxmox/push/push_decoder.h"
#include "plugins/proxmox/push/push_times.h"
#include "tests/plugins/proxmox/told_fleet.h"

#include <gtest/gtest.h>
#include <optional>
#include <string>

namespace pipevane::proxmox {

inline constexpr std::int64_t kPushedS = 1'795'457'707;
inline constexpr std::int64_t kPushedMs = kPushedS * 1000;

class PushedFleet : public ToldFleet {
 public:
  explicit PushedFleet(Senders senders = Senders("push", "lab"))
      : ToldFleet("push"), decoder(host.host(), std::move(senders)) {}

  void influx(const std::string& body, std::int64_t time_ms = kPushedMs,
              PushCarrier carrier = PushCarrier::kUdp) {
    take({PushFormat::kInflux, carrier, sender, {}, body, time_ms, false, with_token});
  }
  void graphite(const std::string& body, std::int64_t time_ms = kPushedMs,
                PushCarrier carrier = PushCarrier::kUdp) {
    take({PushFormat::kGraphite, carrier, sender, {}, body, time_ms});
  }
  void otlp(const std::string& body, std::int64_t time_ms = kPushedMs) {
    take({PushFormat::kOtlp, PushCarrier::kHttp, sender, {}, body, time_ms});
  }
  void take(const Push& push) {
    decoder.decode(push, output);
    apply();
  }
  void pass(std::int64_t time_ms) {
    decoder.pass(time_ms, output);
    apply();
  }

  // The last one; nothing where it is unknown or was never told.
  std::optional<double> value(const std::string& entity, const std::string& metric) {
    const auto all = samples(entity, metric);
    if (all.empty() || all.back().quality == Quality::kUnknown) return std::nullopt;
    return all.back().value;
  }
  std::optional<Quality> quality(const std::string& entity, const std::string& metric) {
    const auto all = samples(entity, metric);
    return all.empty() ? std::nullopt : std::optional(all.back().quality);
  }
  // It was removed as one that may be there all the same.
  bool gaveUp(const std::string& entity) {
    const EntityId id = host.dictionary().findEntity(entity);
    for (const auto& batch : host.pushed())
      for (const pv_entity_change& each : batch.changes())
        if (each.kind == PV_REMOVE && each.entity == id)
          return each.attribute_count == 1 && view(each.attributes[0].name) == "status" &&
                 view(each.attributes[0].value) == "unknown";
    return false;
  }
  std::uint64_t refused(Refusal refusal) const { return decoder.counts().of(refusal); }
  // Every line is one of these.
  void expectAllCounted() const {
    const PushCounts& counts = decoder.counts();
    EXPECT_EQ(counts.lines, counts.used + counts.passed + counts.allRefused());
  }

  // Who sends what is to come.
  std::string sender = "10.77.0.11";
  bool with_token = false;
  PushDecoder decoder;
};

inline std::string nanoseconds(std::int64_t time_s) { return std::to_string(time_s) + "000000000"; }

// A line of a virtual machine, as Proxmox VE has it.
inline std::string vmLine(const std::string& vmid, const std::string& node,
                          std::int64_t time_s = kPushedS, const std::string& more = "",
                          const std::string& name = "web01") {
  return "system,object=qemu,vmid=" + vmid + ",nodename=" + node + ",host=" + name +
         " cpu=0.25,cpus=4,disk=0,diskread=13,diskwrite=14,maxdisk=8000,maxmem=4000,mem=1000,"
         "memhost=1200,name=\"" +
         name + "\",netin=11,netout=12,qmpstatus=\"running\",status=\"running\"" + more +
         ",uptime=500 " + nanoseconds(time_s) + "\n";
}
inline std::string stoppedVmLine(const std::string& vmid, const std::string& node,
                                 std::int64_t time_s) {
  return "system,object=qemu,vmid=" + vmid + ",nodename=" + node +
         ",host=web01 cpu=0,cpus=4,disk=0,maxdisk=8000,maxmem=4000,mem=0,memhost=0,name=\"web01\","
         "netin=0,netout=0,qmpstatus=\"stopped\",status=\"stopped\",uptime=0 " +
         nanoseconds(time_s) + "\n";
}
inline std::string nodeLines(const std::string& node, std::int64_t time_s = kPushedS) {
  const std::string tags = ",object=nodes,host=" + node, end = " " + nanoseconds(time_s) + "\n";
  return "blockstat" + tags + " blocks=1000,per=10,used=100" + end + "cpustat" + tags +
         " avg1=1,avg15=3,avg5=2,cpu=0.5,cpus=16,idle=48,wait=0.125" + end + "memory" + tags +
         " arcsize=300,memtotal=9000,memused=4000,swaptotal=70,swapused=7" + end + "nics" + tags +
         ",instance=eth0 receive=21,transmit=22,type=\"physical\"" + end + "nics" + tags +
         ",instance=vmbr0 receive=5,transmit=6,type=\"virtual\"" + end + "system" + tags +
         " uptime=1000" + end;
}
inline std::string storageLine(const std::string& storage, const std::string& node, bool shared,
                               std::int64_t time_s = kPushedS, const std::string& used = "250") {
  return "system,object=storages,nodename=" + node + ",host=" + storage +
         ",type=dir active=1,avail=750,content=\"images,backup\",enabled=1,shared=" +
         (shared ? "1" : "0") + ",total=1000,type=\"dir\",used=" + used + " " +
         nanoseconds(time_s) + "\n";
}

}  // namespace pipevane::proxmox
