#include "tests/simulator/answers/rrd_file.h"

#include <algorithm>

namespace pipevane::simulator {
namespace {

constexpr std::int64_t kCycles = RrdFile::kMinuteS / World::kCycleS;

Moment guestMoment(const World& world, const Guest& guest, const Era& era, std::int64_t time_s) {
  if (!era.running)
    return {
        .running = false, .cpu = 0, .memory = 0, .used = 0, .arc = 0, .memory_host = 0, .load = {}};
  const std::int64_t tick = time_s / World::kCycleS;
  const Load load =
      loadAt(era.profile, guest.memory_total, world.seed(), static_cast<std::uint64_t>(guest.vmid),
             tick, std::min(tick, era.start_tick));
  return {.running = true,
          .cpu = load.cpu,
          .memory = static_cast<double>(guest.toldMemory(load.memory)),
          .used = guest.container ? static_cast<double>(guest.disk_total / 3) : 0,
          .arc = 0,
          .memory_host = static_cast<double>(guest.hostMemory(load.memory)),
          .load = load};
}

Moment nodeMoment(const World& world, const Node& node, std::int64_t time_s) {
  Moment sum{.running = true,
             .cpu = 0,
             .memory = World::kNodeMemory,
             .used = 0,
             .arc = 0,
             .memory_host = 0,
             .load = {}};
  for (const Guest& guest : world.guests())
    for (const Era& era : guest.eras) {
      if (era.node != node.number || time_s < era.from_s || time_s > era.to_s) continue;
      const Moment part = guestMoment(world, guest, era, time_s);
      sum.cpu += part.cpu * guest.cpus;
      sum.memory += part.memory;
      sum.load.receive += part.load.receive;
      sum.load.transmit += part.load.transmit;
    }
  sum.cpu = std::min(1.0, World::kNodeCpu + sum.cpu / node.cpus);
  sum.memory = std::min(sum.memory, static_cast<double>(node.memory_total));
  sum.arc =
      std::min(static_cast<double>(node.arc), static_cast<double>(node.memory_total) - sum.memory);
  sum.memory += sum.arc;
  sum.used = static_cast<double>(node.disk);
  return sum;
}

Moment storageMoment(const Storage& storage, const Era& era, std::int64_t time_s) {
  const double grown = storage.growth_per_s * static_cast<double>(era.to_s - time_s);
  const bool full = era.used >= 0.97 * static_cast<double>(storage.total);
  return {.running = true,
          .cpu = 0,
          .memory = 0,
          .used = full ? era.used : std::max(0.0, era.used - grown),
          .arc = 0,
          .memory_host = 0,
          .load = {}};
}

}  // namespace

RrdFile::RrdFile(const World& world, const Node& node, Fields fields)
    : eras_(node.eras),
      fields_(std::move(fields)),
      moment_([&](const Era&, std::int64_t time_s) { return nodeMoment(world, node, time_s); }) {}

RrdFile::RrdFile(const World& world, const Guest& guest, Fields fields)
    : eras_(guest.eras),
      fields_(std::move(fields)),
      moment_([&](const Era& era, std::int64_t time_s) {
        return guestMoment(world, guest, era, time_s);
      }) {}

RrdFile::RrdFile(const World&, const Storage& storage, Fields fields)
    : eras_(storage.eras),
      fields_(std::move(fields)),
      moment_([&](const Era& era, std::int64_t time_s) {
        return storageMoment(storage, era, time_s);
      }) {}

RrdFile::Minute RrdFile::minute(std::int64_t end_s) const {
  std::vector<double> sums(fields_.size());
  std::vector<std::int64_t> counts(fields_.size());
  for (const Era& era : eras_) {
    const std::int64_t last_s = std::min(end_s, era.to_s);
    std::int64_t time_s = std::max(end_s - kMinuteS + 1, era.from_s);
    time_s += (era.phase_s - time_s % World::kCycleS + World::kCycleS) % World::kCycleS;
    for (; era.told && time_s <= last_s; time_s += World::kCycleS) {
      const Moment at = moment_(era, time_s);
      for (std::size_t i = 0; i < fields_.size(); ++i)
        if (const auto value = fields_[i].second(at)) sums[i] += *value, ++counts[i];
    }
  }
  Minute known(fields_.size());
  for (std::size_t i = 0; i < fields_.size(); ++i)
    if (2 * counts[i] >= kCycles) known[i] = sums[i] / static_cast<double>(counts[i]);
  return known;
}

// The last cycle that the other nodes heard of.
std::int64_t RrdFile::writtenUntilS() const {
  std::int64_t until_s = 0;
  for (const Era& era : eras_)
    if (era.told) until_s = std::max(until_s, era.to_s);
  return until_s;
}

// A row is made by the first cycle that is not before its end.
RrdFile::Minute RrdFile::row(std::int64_t end_s, std::int64_t step_s, bool maximum) const {
  Minute row(fields_.size());
  if (eras_.empty() || end_s <= eras_.front().from_s || end_s > writtenUntilS()) return row;
  std::vector<std::int64_t> counts(fields_.size());
  for (std::int64_t at_s = end_s - step_s + kMinuteS; at_s <= end_s; at_s += kMinuteS) {
    const Minute known = minute(at_s);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (!known[i]) continue;
      ++counts[i];
      row[i] = maximum ? std::max(row[i].value_or(*known[i]), *known[i])
                       : row[i].value_or(0) + *known[i];
    }
  }
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (2 * counts[i] < step_s / kMinuteS)
      row[i].reset();
    else if (!maximum && row[i])
      *row[i] /= static_cast<double>(counts[i]);
  }
  return row;
}

}  // namespace pipevane::simulator
