// What changes from one list of resources to the next.
//
// A guest whose node is gone is not looked at: what happens to it is what happened to the node. So
// it is while a node that came back starts its guests: its old rows stay in the list until it has
// told new ones.
#pragma once

#include "plugins/proxmox/events/difference.h"
#include "plugins/proxmox/events/listed.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox::events {

class ListDifferences {
 public:
  // Of the guests that appear, or go, between two lists each is told; of more only how many.
  static constexpr std::size_t kMostTold = 50;

  struct Times {
    std::int64_t source_ms = 0;    // of the list, by the clock of who answered
    std::int64_t asked_ms = 0;     // by ours
    std::int64_t answered_ms = 0;  // by ours
  };

  // Whether a node that was there is offline, or not named any more: one that is cut off from the
  // others says so of all of them, and some lists leave members out.
  bool losesNodes(const Listed& listed) const;
  // In the order of what depends on what: nodes first.
  std::vector<Difference> hear(const Listed& listed, const Times& times);

  // A list had the guests.
  bool heard() const { return guest_list_ > 0; }
  // Null where it is not known.
  const ListedGuest* guest(std::string_view vmid) const;
  bool knowsNode(std::string_view node) const { return nodes_.contains(node); }
  // One that was never listed may be.
  bool maybeOnline(std::string_view node) const { return !knowsNode(node) || usable(node); }
  // How often a node came, went, or changed its state.
  std::uint64_t nodeChanges() const { return node_changes_; }

 private:
  struct Node {
    ListedNode last;                          // its status is empty as long as it was not told
    std::int64_t settled_ms = 0;              // until then its guests come back
    std::optional<std::int64_t> up_since_ms;  // it is a member again, and has not told of itself
    std::uint64_t seen_in = 0;
  };
  struct Guest {
    ListedGuest last;            // with the last state that was known; empty: not looked at
    std::int64_t looked_ms = 0;  // when the list was asked for that this was taken from
    std::uint64_t seen_in = 0;
    int missed = 0;
    std::int64_t missed_ms = 0, missed_before_ms = 0;
  };

  void hearNodes(const Listed& listed);
  void hearGuests(const Listed& listed);
  void hearNode(const ListedNode& node);
  bool comesUp(Node& known, const ListedNode& node) const;
  void missNodes();
  void hearGuest(const ListedGuest& guest);
  void compare(Guest& known, const ListedGuest& guest);
  void compareSettings(const Guest& known, const ListedGuest& guest);
  void hearStorages(const std::vector<ListedStorage>& storages);
  void missGuests(const Listed& listed);
  void tellFew(std::vector<Difference>& few, std::string_view what);
  bool usable(std::string_view node) const;
  bool settling(std::string_view node) const;
  void add(Change change, std::string_view kind, std::string id, std::string from, std::string to);
  Difference of(Change change, const ListedGuest& guest, std::string from, std::string to) const;
  void differs(Change change, const Guest& known, const ListedGuest& guest, std::string from,
               std::string to);

  bool hid_ = false;  // the last list may have
  std::uint64_t node_list_ = 0, guest_list_ = 0;
  std::uint64_t node_changes_ = 0;
  Times times_;
  std::int64_t guests_asked_ms_ = 0;
  std::int64_t before_ms_ = 0;  // when the guests were asked for, the time before
  std::map<std::string, Node, std::less<>> nodes_;
  std::map<std::string, Guest, std::less<>> guests_;
  std::map<std::string, bool, std::less<>> storages_;  // whether it is available
  std::vector<Difference> found_;
  std::vector<Difference> appeared_;
};

}  // namespace pipevane::proxmox::events
