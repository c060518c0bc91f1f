// A decoder of pushes over a fake engine, fed with text.
#pragma once

#include "plugins/proxmox/push/nic_sum.h"
#include "plugins/proxmox/push/push_decoder.h"
#include "plugins/proxmox/push/push_times.h"

#include <gtest/gtest.h>
#include <pipevane/testing/fake_host.h>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox {

inline constexpr std::int64_t kPushedS = 1'795'457'707;
inline constexpr std::int64_t kPushedMs = kPushedS * 1000;

class PushedFleet {
 public:
  explicit PushedFleet(Senders senders = Senders("push", "lab"))
      : decoder(host.host(), std::move(senders)) {}

  void influx(const std::string& body, std::int64_t time_ms = kPushedMs,
              PushCarrier carrier = PushCarrier::kUdp) {
    take({PushFormat::kInflux, carrier, sender, {}, body, time_ms});
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

  // Nothing where it is not known, or no such entity is.
  std::optional<std::string> attribute(const std::string& key, const std::string& name) const {
    const auto entity = entities.find(key);
    if (entity == entities.end()) return std::nullopt;
    const auto found = entity->second.find(name);
    return found == entity->second.end() ? std::nullopt : std::optional(found->second);
  }
  struct Sample {
    std::int64_t time_ms;
    double value;
    Quality quality;
  };
  std::vector<Sample> samples(const std::string& entity, const std::string& metric) {
    const SeriesId series = host.dictionary().findSeries(host.dictionary().findEntity(entity),
                                                         host.dictionary().findMetric(metric));
    std::vector<Sample> found;
    for (const auto& batch : host.pushed())
      for (std::size_t i = 0; series != PV_NONE && i < batch.series().size(); ++i)
        if (batch.series()[i] == series)
          found.push_back(
              {batch.timeMs(), batch.values()[i], static_cast<Quality>(batch.qualities()[i])});
    return found;
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
  std::uint64_t refused(Refusal refusal) const { return decoder.counts().of(refusal); }
  // Every line is one of these.
  void expectAllCounted() const {
    const PushCounts& counts = decoder.counts();
    EXPECT_EQ(counts.lines, counts.used + counts.passed + counts.allRefused());
  }

  // Who sends what is to come.
  std::string sender = "10.77.0.11";
  testing::FakeHost host{"push"};
  PushDecoder decoder;
  Output output{host.host()};
  // As a consumer of all changes sees them.
  std::map<std::string, std::map<std::string, std::string>> entities;

 private:
  void apply() {
    for (; applied_ < host.pushed().size(); ++applied_)
      for (const pv_entity_change& change : host.pushed()[applied_].changes()) apply(change);
  }
  void apply(const pv_entity_change& change) {
    const std::string key(host.dictionary().key(change.entity));
    if (change.kind == PV_REMOVE) {
      entities.erase(key);
      return;
    }
    auto& attributes = entities[key];
    for (std::size_t i = 0; i < change.attribute_count; ++i) {
      const pv_attribute& each = change.attributes[i];
      if (present(each.value))
        attributes[str(each.name)] = str(each.value);
      else
        attributes.erase(str(each.name));
    }
  }

  std::size_t applied_ = 0;
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
