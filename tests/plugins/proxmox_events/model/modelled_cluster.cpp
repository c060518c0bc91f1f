#include "tests/plugins/proxmox_events/model/modelled_cluster.h"

#include <algorithm>

namespace pipevane::proxmox_events {
namespace {

constexpr std::size_t kLogRingBytes = 128u << 10;
constexpr std::size_t kCalmRunning = 5;

}  // namespace

ModelledCluster::ModelledCluster(std::int64_t now_ms, unsigned seed, Life life)
    : random_(seed), life_(life), now_ms_(now_ms), next_deed_ms_(now_ms) {
  for (int i = 0; i < life.nodes; ++i)
    members_.push_back({.node = ModelledNode("pve" + std::to_string(i + 1), life.archive_bytes)});
}

const ModelledTask* ModelledCluster::task(const std::string& upid) const {
  const auto known = tasks_.find(upid);
  return known == tasks_.end() ? nullptr : known->second.get();
}

std::vector<ModelledNode::Task> ModelledCluster::remembered() const {
  std::vector<ModelledNode::Task> all;
  for (const Member& each : members_) {
    const auto its = each.node.remembered();
    all.insert(all.end(), its.begin(), its.end());
  }
  return all;
}

const ModelledCluster::Member* ModelledCluster::named(std::string_view node) const {
  const auto known =
      std::ranges::find_if(members_, [&](const Member& each) { return each.node.name() == node; });
  return known == members_.end() ? nullptr : &*known;
}

bool ModelledCluster::quorate() const {
  const auto up =
      std::ranges::count_if(members_, [](const Member& each) { return each.node.up(); });
  return 2 * static_cast<std::size_t>(up) > members_.size();
}

void ModelledCluster::advanceTo(std::int64_t now_ms) {
  while (!calm_ && next_deed_ms_ <= now_ms) {
    now_ms_ = next_deed_ms_;
    next_deed_ms_ +=
        1 + static_cast<std::int64_t>(any(static_cast<std::size_t>(2 * life_.deed_every_ms)));
    for (Member& each : members_) heal(each);
    if (!burst()) deed();
  }
  now_ms_ = std::max(now_ms_, now_ms);
}

void ModelledCluster::heal(Member& member) {
  if (now_ms_ >= member.well_again_ms) member.api = Api::kWell;
  if (!member.node.up() && now_ms_ >= member.boots_ms) member.node.boot(now_ms_);
}

void ModelledCluster::calmDown() {
  calm_ = true;
  for (Member& each : members_) {
    each.api = Api::kWell;
    each.node.boot(now_ms_);
    while (each.node.runningCount() > kCalmRunning) finishOne(each.node);
  }
}

std::string ModelledCluster::anyStatus() {
  static const std::vector<std::string> all = {"OK", "OK", "WARNINGS: 1", "it failed",
                                               std::string(1'500, 'x')};
  return all[any(all.size())];
}

void ModelledCluster::deed() {
  Member& member = anyMember();
  ModelledNode& node = member.node;
  if (!node.up()) return;
  const std::size_t what = any(100);
  if (what < 35)
    start(node);
  else if (what < 90)
    finishOne(node);
  else if (what < 93)
    member.burst_left = 1 + any(life_.burst_most);
  else if (what < 97 && life_.faults)
    fault(member);
  else if (what < 98 && life_.sets_clocks)
    setClock(member);
}

void ModelledCluster::start(ModelledNode& node) {
  static const std::vector<std::string> types = {"qmstart", "vzdump", "qmsnapshot", "newer"};
  const auto task =
      node.start(types[any(types.size())], std::to_string(100 + any(kGuests)), now_ms_);
  tasks_[task->upid] = task;
  log(node, "starting task " + task->upid);
}

void ModelledCluster::finishOne(ModelledNode& node) {
  const auto task = node.finishOne(random_(), anyStatus(), now_ms_);
  if (task != nullptr) log(node, "end task " + task->upid + " " + task->status.substr(0, 100));
}

// Many within some seconds; some of them end in it, some go on.
bool ModelledCluster::burst() {
  const auto at = std::ranges::find_if(
      members_, [](const Member& each) { return each.burst_left > 0 && each.node.up(); });
  if (at == members_.end()) return false;
  start(at->node);
  if (any(3) > 0) finishOne(at->node);
  if (--at->burst_left == 0 && any(4) > 0)
    while (at->node.runningCount() > 5) finishOne(at->node);
  next_deed_ms_ = now_ms_ + static_cast<std::int64_t>(any(60));
  return true;
}

void ModelledCluster::fault(Member& member) {
  if (any(4) == 0) {
    member.node.die();
    member.boots_ms = now_ms_ + milliseconds(10'000, 120'000);
  } else {
    member.api = static_cast<Api>(1 + any(3));
    member.well_again_ms = now_ms_ + milliseconds(1'000, 60'000);
  }
}

void ModelledCluster::setClock(Member& member) {
  const std::int64_t ahead_ms =
      any(3) == 0 ? 0 : milliseconds(-life_.clocks_apart_ms, life_.clocks_apart_ms);
  member.node.setAhead(ahead_ms);
}

void ModelledCluster::log(const ModelledNode& node, const std::string& message) {
  log_.push_back({node.name(), ++log_uid_, node.clockMs(now_ms_) / 1000, message});
  for (log_bytes_ += message.size() + 64; log_bytes_ > kLogRingBytes; log_.pop_front())
    log_bytes_ -= log_.front().message.size() + 64;
}

}  // namespace pipevane::proxmox_events
