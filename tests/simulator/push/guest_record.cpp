#include "tests/simulator/push/records.h"

#include <fmt/format.h>

#include <algorithm>

namespace pipevane::simulator {
namespace {

// Of a machine: how large one operation is, and how long it takes.
constexpr std::int64_t kReadBytes = 21'000, kWriteBytes = 12'000, kFlushBytes = 400'000;
constexpr std::int64_t kReadNs = 651'000, kWriteNs = 924'000, kFlushNs = 1'200'000;
// Every fifth has an empty optical drive.
constexpr int kDriveEvery = 5;

Scalars drive(std::int64_t read, std::int64_t written) {
  const std::int64_t reads = read / kReadBytes, writes = written / kWriteBytes;
  return {{"account_failed", flag(true)},
          {"account_invalid", flag(true)},
          {"failed_rd_operations", counted(0)},
          {"failed_wr_operations", counted(0)},
          {"flush_operations", counted(written / kFlushBytes)},
          {"invalid_rd_operations", counted(0)},
          {"invalid_wr_operations", counted(0)},
          {"rd_bytes", counted(read)},
          {"rd_operations", counted(reads)},
          {"rd_total_time_ns", counted(reads * kReadNs)},
          {"wr_bytes", counted(written)},
          {"wr_operations", counted(writes)},
          {"wr_total_time_ns", counted(writes * kWriteNs)}};
}

Scalars disk(const Guest& guest, const Figures& now) {
  Scalars all = drive(now.read, now.written);
  all["flush_total_time_ns"] = counted(now.written / kFlushBytes * kFlushNs);
  all["idle_time_ns"] = counted(791'455'677);
  all["rd_merged"] = all["wr_merged"] = counted(0);
  all["unmap_bytes"] = all["unmap_operations"] = counted(0);
  all["wr_highest_offset"] = counted(guest.disk_total / 2);
  return all;
}

// What its own driver tells of its memory.
void addStatistics(Record& record, const Guest& guest, const Figures& now) {
  const std::int64_t known = std::max(now.memory, guest.memory_total - guest.memory_total / 37);
  record.scalars["freemem"] = counted(known - now.memory);
  Scalars& told = record.groups["ballooninfo"];
  told["free_mem"] = counted(known - now.memory);
  told["last_update"] = counted(now.time_s - 3);
  told["major_page_faults"] = counted(now.uptime_s);
  told["mem_swapped_in"] = told["mem_swapped_out"] = counted(0);
  told["minor_page_faults"] = counted(now.uptime_s * 3000);
  told["total_mem"] = counted(known);
}

// What the machine's own process tells while it runs.
void addRunning(Record& record, const Guest& guest, const Figures& now) {
  record.scalars["pid"] = counted(10'000 + guest.vmid);
  record.scalars["diskread"] = counted(now.read);
  record.scalars["diskwrite"] = counted(now.written);
  record.scalars["running-machine"] = text("pc-i440fx-10.1");
  record.scalars["running-qemu"] = text("10.1.2");
  record.groups["proxmox-support"] = {{"backup-fleecing", flag(true)},
                                      {"pbs-dirty-bitmap", flag(true)},
                                      {"pbs-library-version", text("1.5.1 (abc)")},
                                      {"query-bitmap-info", flag(true)}};
  record.devices["blockstat"]["scsi0"] = disk(guest, now);
  if (guest.vmid % kDriveEvery == 0) record.devices["blockstat"]["ide2"] = drive(0, 0);
  record.devices["nics"]["tap" + std::to_string(guest.vmid) + "i0"] = {
      {"netin", counted(now.receive)}, {"netout", counted(now.transmit)}};
  if (guest.balloon || guest.silent_balloon) {
    record.scalars["balloon"] = counted(guest.memory_total);
    record.groups["ballooninfo"] = {{"actual", counted(guest.memory_total)},
                                    {"max_mem", counted(guest.memory_total)}};
  }
  if (guest.balloon) addStatistics(record, guest, now);
}

void addMachine(Record& record, const Version& version, const Guest& guest, const Figures& now) {
  record.scalars["qmpstatus"] = text(now.paused ? "paused" : now.running ? "running" : "stopped");
  record.scalars["disk"] = counted(0);
  if (version.hostMemory()) record.scalars["memhost"] = counted(now.memory_host);
  if (guest.balloon || guest.silent_balloon) {
    record.scalars["balloon_min"] = counted(guest.memory_total / 4);
    record.scalars["shares"] = counted(1000);
  }
  if (now.running) addRunning(record, guest, now);
}

void addContainer(Record& record, const Guest& guest, const Figures& now) {
  record.scalars["type"] = text("lxc");
  record.scalars["disk"] = counted(now.disk);
  record.scalars["diskread"] = counted(now.read);
  record.scalars["diskwrite"] = counted(now.written);
  record.scalars["swap"] = counted(0);
  record.scalars["maxswap"] = counted(now.running ? guest.memory_total : 0);
  if (now.running) record.scalars["pid"] = counted(10'000 + guest.vmid);
}

// Text for containers: with two places.
void addPressures(Record& record, bool container) {
  for (const char* what : {"cpu", "io", "memory"})
    for (const auto& [how, value] : {std::pair{"some", kPressureSome}, {"full", kPressureFull}})
      record.scalars[std::string("pressure") + what + how] =
          container ? Scalar{Scalar::Kind::kNumber, fmt::format("{:.2f}", value)} : measured(value);
}

}  // namespace

Record guestRecord(const Version& version, const Guest& guest) {
  const Figures& now = guest.cycles.back();
  Record record;
  record.kind = Record::Kind::kGuest;
  record.id = std::to_string(guest.vmid);
  record.node = guest.node;
  record.name = guest.name;
  record.type = guest.kind();
  record.time_s = now.time_s;
  record.scalars = {{"cpu", measured(now.cpu)},
                    {"cpus", counted(guest.cpus)},
                    {"maxdisk", counted(guest.disk_total)},
                    {"maxmem", counted(guest.memory_total)},
                    {"mem", counted(now.memory)},
                    {"name", text(guest.name)},
                    {"netin", counted(now.receive)},
                    {"netout", counted(now.transmit)},
                    {"status", text(now.running ? "running" : "stopped")},
                    {"uptime", counted(now.uptime_s)},
                    {"vmid", counted(guest.vmid)}};
  if (!guest.tags.empty()) record.scalars["tags"] = text(guest.tags);
  if (!guest.lock.empty()) record.scalars["lock"] = text(guest.lock);
  if (guest.is_template) record.scalars["template"] = counted(1);
  if (guest.container)
    addContainer(record, guest, now);
  else
    addMachine(record, version, guest, now);
  if (version.pressure() && now.running) addPressures(record, guest.container);
  return record;
}

}  // namespace pipevane::simulator
