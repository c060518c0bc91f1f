#include "plugins/proxmox/events/list_differences.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox::events {
namespace {

// A node that boots joins its cluster, then its statistics begin, then its guests start one after
// the other.
constexpr std::int64_t kSettleMs = 180'000;
// The first cycle of a node's statistics, and the lists that may be late with it.
constexpr std::int64_t kComesUpMs = 60'000;
// Uptimes are whole seconds, taken at moments of their own.
constexpr double kUptimeSlackS = 5;
// One that a list does not name may be on its way from node to node.
constexpr int kMissesMost = 2;

bool dropped(const std::optional<double>& before, const std::optional<double>& now) {
  return before && now && *now + kUptimeSlackS < *before;
}

}  // namespace

std::vector<Difference> ListDifferences::hear(const Listed& listed, const Times& times) {
  times_ = times;
  found_.clear();
  if (listed.of_nodes) hearNodes(listed);
  if (listed.of_guests) hearGuests(listed);
  if (listed.of_storages) hearStorages(listed.storages);
  return std::exchange(found_, {});
}

bool ListDifferences::losesNodes(const Listed& listed) const {
  if (!listed.of_nodes) return false;
  return std::ranges::any_of(nodes_, [&](const auto& known) {
    const auto now = std::ranges::find(listed.nodes, known.first, &ListedNode::name);
    if (now == listed.nodes.end()) return true;
    return now->status == "offline" && known.second.last.status != "offline";
  });
}

void ListDifferences::hearNodes(const Listed& listed) {
  ++node_list_;
  for (const ListedNode& each : listed.nodes) hearNode(each);
  for (const std::string& each : listed.left_out)
    if (const auto known = nodes_.find(each); known != nodes_.end())
      known->second.seen_in = node_list_;
  missNodes();
}

void ListDifferences::hearGuests(const Listed& listed) {
  before_ms_ = heard() ? guests_asked_ms_ : times_.asked_ms;
  guests_asked_ms_ = times_.asked_ms;
  ++guest_list_;
  appeared_.clear();
  for (const ListedGuest& each : listed.guests) hearGuest(each);
  tellFew(appeared_, "appeared");
  missGuests(listed);
  hid_ = listed.may_hide;
}

void ListDifferences::hearNode(const ListedNode& node) {
  Node& known = nodes_[node.name];
  known.seen_in = node_list_;
  if (node_list_ > 1 && comesUp(known, node)) return;
  if (known.last.status.empty()) {
    if (node_list_ > 1) add(Change::kNode, "node", node.name, "", node.status);
    known.last = node;
    return;
  }
  const bool boots = dropped(known.last.uptime_s, node.uptime_s);
  const bool returns = node.status == "online" && known.last.status == "offline";
  if (node.status != known.last.status)
    add(Change::kNode, "node", node.name, known.last.status, node.status);
  else if (boots && !settling(node.name))
    add(Change::kNodeBoot, "node", node.name, "", "");
  if (boots || returns) known.settled_ms = times_.asked_ms + kSettleMs;
  if (!known.last.ha_state.empty() && !node.ha_state.empty() &&
      node.ha_state != known.last.ha_state)
    add(Change::kNodeHa, "node", node.name, known.last.ha_state, node.ha_state);
  const auto uptime_s = node.uptime_s ? node.uptime_s : known.last.uptime_s;
  known.last = node;
  known.last.uptime_s = uptime_s;
}

// Who boots or joins tells of itself a cycle later, and is not silent until then.
bool ListDifferences::comesUp(Node& known, const ListedNode& node) const {
  const std::string& before = known.last.status;
  if (node.status != "unknown" || (!before.empty() && before != "offline")) {
    known.up_since_ms.reset();
    return false;
  }
  if (!known.up_since_ms) known.up_since_ms = times_.asked_ms;
  return times_.asked_ms - *known.up_since_ms < kComesUpMs;
}

void ListDifferences::missNodes() {
  const auto gone = [&](const auto& each) {
    return each.second.seen_in + static_cast<std::uint64_t>(kMissesMost) <= node_list_;
  };
  for (const auto& each : nodes_)
    if (gone(each) && !each.second.last.status.empty())
      add(Change::kNode, "node", each.first, each.second.last.status, "");
  std::erase_if(nodes_, gone);
}

bool ListDifferences::usable(std::string_view node) const {
  const auto known = nodes_.find(node);
  return known != nodes_.end() && known->second.last.status == "online";
}

bool ListDifferences::settling(std::string_view node) const {
  const auto known = nodes_.find(node);
  return known != nodes_.end() && times_.asked_ms < known->second.settled_ms;
}

void ListDifferences::hearGuest(const ListedGuest& guest) {
  const auto [at, is_new] = guests_.try_emplace(guest.vmid);
  Guest& known = at->second;
  known.seen_in = guest_list_;
  known.missed = 0;
  if (!is_new) return compare(known, guest);
  known.last = guest;
  known.looked_ms = times_.asked_ms;
  const bool was_there = guest_list_ == 1 || hid_;
  if (!was_there)
    appeared_.push_back(of(Change::kAppeared, guest, "", guest.node));
  else if (guest.known() && !guest.lock.empty())
    found_.push_back(of(Change::kLocked, guest, "", guest.lock));
}

void ListDifferences::compare(Guest& known, const ListedGuest& guest) {
  const bool moved = guest.node != known.last.node;
  if (moved) found_.push_back(of(Change::kMoved, guest, known.last.node, guest.node));
  if (!guest.known() || !usable(guest.node) || settling(guest.node)) {
    const auto at = nodes_.find(guest.node);
    const bool lost = at != nodes_.end() && at->second.last.status == "offline";
    known.last.node = guest.node;
    // What it was before its node went down is not compared with what it is after that.
    if (lost || settling(guest.node)) {
      known.last.status = guest.known() && !lost ? guest.status : std::string();
      known.last.uptime_s = guest.uptime_s;
    }
    return;
  }
  if (known.last.known() && !guest.is_template) {
    if (guest.status != known.last.status) {
      differs(Change::kStatus, known, guest, known.last.status, guest.status);
      found_.back().moved = moved;
    } else if (guest.status == "running" && dropped(known.last.uptime_s, guest.uptime_s)) {
      differs(Change::kRestart, known, guest, "", "");
    }
  }
  if (known.last.known()) compareSettings(known, guest);
  std::string name = std::move(known.last.name);
  known.last = guest;
  known.looked_ms = times_.asked_ms;
  if (guest.name.empty()) known.last.name = std::move(name);
}

void ListDifferences::compareSettings(const Guest& known, const ListedGuest& guest) {
  const auto differ = [&](Change change, const std::string& from, const std::string& to) {
    if (from != to) differs(change, known, guest, from, to);
  };
  const std::string &lock = known.last.lock, &locked = guest.lock;
  if (!lock.empty() && lock != locked) differ(Change::kUnlock, lock, "");
  if (!locked.empty() && lock != locked) differ(Change::kLock, "", locked);
  differ(Change::kGuestHa, known.last.ha_state, guest.ha_state);
  // What is being made gets its settings by that: a task may make it that names another guest.
  if (lock == "create" || lock == "clone") return;
  differ(Change::kTags, known.last.tags, guest.tags);
  // Each has one: a list without it does not say what it is.
  if (!guest.name.empty() && !known.last.name.empty())
    differ(Change::kName, known.last.name, guest.name);
  differ(Change::kPool, known.last.pool, guest.pool);
}

// A list that may hide some says nothing of those that it does not name.
void ListDifferences::missGuests(const Listed& listed) {
  if (listed.may_hide) return;
  std::vector<Difference> gone;
  for (auto& [vmid, guest] : guests_) {
    if (guest.seen_in == guest_list_ || listed.left_out.contains(guest.last.node)) continue;
    if (++guest.missed == 1) {
      guest.missed_ms = times_.source_ms;
      guest.missed_before_ms = before_ms_;
    }
    if (guest.missed < kMissesMost) continue;
    Difference difference = of(Change::kGone, guest.last, guest.last.node, "");
    difference.time_ms = guest.missed_ms;
    difference.before_ms = guest.missed_before_ms;
    gone.push_back(std::move(difference));
  }
  std::erase_if(guests_, [](const auto& each) { return each.second.missed >= kMissesMost; });
  tellFew(gone, "gone");
}

void ListDifferences::tellFew(std::vector<Difference>& few, std::string_view what) {
  if (few.size() > kMostTold)
    add(Change::kMany, "cluster", "", std::string(what), std::to_string(few.size()));
  else
    std::ranges::move(few, std::back_inserter(found_));
}

// A shared one is available where any node can use it. What a node has that is gone, or has just
// come back, is not looked at.
void ListDifferences::hearStorages(const std::vector<ListedStorage>& storages) {
  std::map<std::string, bool, std::less<>> now;
  for (const ListedStorage& each : storages) {
    if (each.name.empty() || !usable(each.node) || settling(each.node)) continue;
    if (!each.available) continue;
    bool& available = now[each.id()];
    available = available || *each.available;
  }
  for (const auto& [id, available] : now) {
    const auto known = storages_.find(id);
    if (known != storages_.end() && known->second != available)
      add(Change::kStorage, "storage", id, known->second ? "available" : "unknown",
          available ? "available" : "unknown");
    storages_[id] = available;
  }
  // Those that nobody lists any more were taken out of the configuration.
  std::set<std::string, std::less<>> listed;
  for (const ListedStorage& each : storages) listed.insert(each.id());
  std::erase_if(storages_, [&](const auto& each) { return !listed.contains(each.first); });
}

const ListedGuest* ListDifferences::guest(std::string_view vmid) const {
  const auto known = guests_.find(vmid);
  return known == guests_.end() ? nullptr : &known->second.last;
}

// Whatever ran since it was looked at may have done it: its node may have told nothing meanwhile.
void ListDifferences::differs(Change change, const Guest& known, const ListedGuest& guest,
                              std::string from, std::string to) {
  Difference difference = of(change, guest, std::move(from), std::move(to));
  difference.before_ms = std::min(difference.before_ms, known.looked_ms);
  found_.push_back(std::move(difference));
}

void ListDifferences::add(Change change, std::string_view kind, std::string id, std::string from,
                          std::string to) {
  if (change == Change::kNode) ++node_changes_;
  std::string node = kind == "node" ? id : std::string();
  found_.push_back({.change = change,
                    .kind = kind,
                    .id = std::move(id),
                    .name = {},
                    .node = std::move(node),
                    .from = std::move(from),
                    .to = std::move(to),
                    .time_ms = times_.source_ms,
                    .before_ms = before_ms_,
                    .answered_ms = times_.answered_ms});
}

Difference ListDifferences::of(Change change, const ListedGuest& guest, std::string from,
                               std::string to) const {
  return {.change = change,
          .kind = guest.kind(),
          .id = guest.vmid,
          .name = guest.name,
          .node = guest.node,
          .from = std::move(from),
          .to = std::move(to),
          .time_ms = times_.source_ms,
          .before_ms = before_ms_,
          .answered_ms = times_.answered_ms};
}

}  // namespace pipevane::proxmox::events
