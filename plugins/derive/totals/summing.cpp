#include "plugins/derive/totals/summing.h"

#include <algorithm>

namespace pipevane::derive {
namespace {

bool known(const Reading& reading) { return usable(reading.value, reading.quality); }

void addLasting(Group& group, Measure measure, const Reading& reading) {
  if (known(reading))
    group.sum(measure).add(reading.value, reading.quality);
  else
    group.sum(measure).miss();
}

// Used of total over the same parts: else their percentage would be wrong.
void addPair(Group& group, Measure used_as, Measure total_as, const Reading& used,
             const Reading& total) {
  if (known(used) && known(total)) {
    group.sum(used_as).add(used.value, used.quality);
    group.sum(total_as).add(total.value, total.quality);
  } else {
    group.sum(used_as).miss();
    group.sum(total_as).miss();
  }
}

// One more, and one more that runs where that is so.
void count(Group& group, Measure all, Measure running, Life life, Quality quality) {
  group.sum(all).add(1);
  if (life == Life::kUnknown)
    group.sum(running).miss();
  else
    group.sum(running).add(life == Life::kRunning ? 1 : 0, quality);
}

}  // namespace

void Summing::sumUp(Cluster& cluster, Group& total, std::int64_t now_ms) {
  now_ms_ = now_ms;
  total_ = &total;
  disks_.clear();
  guests_hidden_ = cluster.guests_hidden;
  for (const std::uint32_t member : cluster.members)
    if (const std::uint32_t group = roster_.part(member).group; group != kNobody)
      begin(roster_.group(group));
  for (const std::uint32_t member : cluster.members) {
    const Part& part = roster_.part(member);
    if (!part.present) continue;
    if (part.kind == Kind::kNode) addNode(part);
    if (part.isGuest() && !part.is_template) addGuest(part);
    if (part.kind == Kind::kStorage) addStorage(part);
  }
  // An empty pool is empty as of now.
  for (const std::uint32_t member : cluster.members)
    if (const Part& part = roster_.part(member); part.kind == Kind::kPool)
      if (roster_.group(part.group).newestMs() == kNoTime)
        roster_.group(part.group).hear(total.newestMs());
  cluster.summed_ms = now_ms;
}

void Summing::countGuest(Group& group, const Part& guest, Life life) const {
  group.hear(guest.newest_ms);
  const Quality quality = guest.stateQuality(now_ms_, stale_after_ms_);
  count(group, Measure::kGuests, Measure::kGuestsRunning, life, quality);
  if (guest.kind == Kind::kVm)
    count(group, Measure::kVms, Measure::kVmsRunning, life, quality);
  else
    count(group, Measure::kContainers, Measure::kContainersRunning, life, quality);
  addLasting(group, Measure::kGuestsCpuCount, lasting(guest, Figure::kCpuCount));
  addLasting(group, Measure::kGuestsMemoryTotal, lasting(guest, Figure::kMemoryTotal));
}

void Summing::begin(Group& group) const {
  group.begin();
  if (guests_hidden_) group.missGuests();
}

void Summing::addNode(const Part& node) {
  total_->hear(node.newest_ms);
  roster_.group(node.group).hear(node.newest_ms);
  // Whether it is there the cluster knows, however old its figures are.
  count(*total_, Measure::kNodes, Measure::kNodesOnline, node.life, Quality::kLive);
  if (node.life != Life::kStopped) addUsage(*total_, node);
}

void Summing::addGuest(const Part& guest) {
  // Maybe it is not there any more.
  if (guests_hidden_ && guest.life == Life::kUnknown) return;
  const Part* node = guest.node == kNobody ? nullptr : &roster_.part(guest.node);
  if (node != nullptr && !node->present) node = nullptr;
  // Nobody knows what became of it on a node that does not answer.
  const bool silent = node != nullptr && node->life != Life::kRunning;
  const Life life = silent ? Life::kUnknown : guest.life;
  countGuest(*total_, guest, life);
  if (node != nullptr) countGuest(roster_.group(node->group), guest, life);
  Group* pool = nullptr;
  if (guest.pool != kNobody && roster_.part(guest.pool).present)
    pool = &roster_.group(roster_.part(guest.pool).group);
  if (pool != nullptr) countGuest(*pool, guest, life);
  if (life == Life::kStopped) return;
  static constexpr Part kSilent{};
  const Part& source = life == Life::kUnknown ? kSilent : guest;
  addRate(*total_, Measure::kDiskRead, source, Figure::kDiskRead);
  addRate(*total_, Measure::kDiskWritten, source, Figure::kDiskWritten);
  if (pool == nullptr) return;
  addUsage(*pool, source);
  addRate(*pool, Measure::kDiskRead, source, Figure::kDiskRead);
  addRate(*pool, Measure::kDiskWritten, source, Figure::kDiskWritten);
}

void Summing::addUsage(Group& group, const Part& part) const {
  const Reading cores = lasting(part, Figure::kCpuCount);
  const Reading usage = current(part, Figure::kCpuUsage);
  // Of one that nobody hears they would be beside a usage that is not of them.
  if (part.life == Life::kUnknown && !known(usage))
    group.sum(Measure::kCpuCount).miss();
  else
    addLasting(group, Measure::kCpuCount, cores);
  if (known(cores) && known(usage))
    group.sum(Measure::kCpuUsage)
        .add(usage.value, worse(usage.quality, cores.quality), cores.value);
  else
    group.sum(Measure::kCpuUsage).miss();
  addPair(group, Measure::kMemoryUsed, Measure::kMemoryTotal, current(part, Figure::kMemoryUsed),
          lasting(part, Figure::kMemoryTotal));
  addRate(group, Measure::kNetworkReceive, part, Figure::kNetworkReceive);
  addRate(group, Measure::kNetworkTransmit, part, Figure::kNetworkTransmit);
}

void Summing::addRate(Group& group, Measure measure, const Part& part, Figure figure) const {
  addLasting(group, measure, current(part, figure));
}

void Summing::addStorage(const Part& storage) {
  total_->hear(storage.newest_ms);
  const Reading used = current(storage, Figure::kDiskUsed);
  const Reading total = lasting(storage, Figure::kDiskTotal);
  if (known(used) && known(total) && countedBefore(storage, used.value, total.value)) return;
  addPair(*total_, Measure::kDiskUsed, Measure::kDiskTotal, used, total);
}

// Two folders of one file system are two storages of one size, used to the byte alike.
bool Summing::countedBefore(const Part& storage, double used, double total) {
  const bool before = std::ranges::any_of(disks_, [&](const Disk& each) {
    return each.node == storage.node && each.used == used && each.total == total;
  });
  if (!before) disks_.push_back({storage.node, used, total});
  return before;
}

}  // namespace pipevane::derive
