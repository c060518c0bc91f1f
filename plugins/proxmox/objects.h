// Everything that Proxmox VE reports on, found by Proxmox VE's own ids ("qemu/100").
#pragma once

#include "plugins/proxmox/id_index.h"
#include "plugins/proxmox/left_out.h"
#include "plugins/proxmox/object.h"
#include "plugins/proxmox/usual_order.h"

#include <pipevane/dictionary.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class Objects {
 public:
  // At a time; more are left out. A third more than a cluster of 32 nodes with 20,000 guests and
  // dozens of storages on each node has, and about what the longest list has room for.
  static constexpr std::size_t kMost = 32'768;
  // A shared storage has an id for each node: room for a thousand of them on 32 nodes.
  static constexpr std::size_t kMostIds = 2 * kMost;

  explicit Objects(const Dictionary& dictionary) : dictionary_(dictionary) {}

  // The first part of every key. Objects made before keep theirs.
  void setCluster(std::string cluster) { cluster_ = std::move(cluster); }
  const std::string& cluster() const { return cluster_; }

  // An answer begins that names objects in that order, mostly.
  void begin(UsualOrder& order) const { order.begin(generation_); }
  // Null where no list has shown it.
  Object* find(std::string_view id) const { return ids_.find(id); }
  Object* find(std::string_view id, UsualOrder& order) const;
  // Whether some id stands for it.
  bool knows(Kind kind, std::string_view name) const {
    return keys_.find(keyOf(kind, name)) != nullptr;
  }
  // Made where it is new. Several ids may stand for one object: a shared storage has one for each
  // node. An id may come to stand for another one: a storage's, once it is shared. Null, and
  // counted as left out, where there is no room.
  Object* get(std::string_view id, Kind kind, std::string_view name);
  Object* get(std::string_view id, Kind kind, std::string_view name, UsualOrder& order);

  // Whoever sums up nodes and pools gives those a name that an attribute names, for as long as the
  // program runs: so it is given here, where it counts as this source's. False, and counted, where
  // there is no room.
  bool canName(Kind kind, std::string_view name);

  // Of the list that is being read, which begins to count.
  LeftOut& leftOut() { return left_out_; }
  const LeftOut& leftOut() const { return left_out_; }

  // In the order in which they were met.
  template <class Visit>
  void each(Visit visit) {
    for (const auto& object : objects_) visit(*object);
  }
  // Takes out those of which `gone` says so.
  template <class Gone>
  void eraseIf(Gone gone) {
    const auto kept = std::stable_partition(objects_.begin(), objects_.end(),
                                            [&](const auto& object) { return !gone(*object); });
    if (kept == objects_.end()) return;
    ++generation_;
    for (auto each = kept; each != objects_.end(); ++each) {
      (*each)->gone = true;
      remember(**each);
    }
    const auto is_gone = [](const Object& object) { return object.gone; };
    ids_.forgetIf(is_gone);
    keys_.forgetIf(is_gone);
    objects_.erase(kept, objects_.end());
  }

 private:
  std::string keyOf(Kind kind, std::string_view name) const;
  void remember(const Object& gone);
  void recall(Object& made);

  Dictionary dictionary_;
  std::string cluster_;
  std::vector<std::unique_ptr<Object>> objects_;
  IdIndex ids_;
  IdIndex keys_;  // of the entities
  // How often something went, or an id came to stand for something else.
  std::uint64_t generation_ = 0;
  // What was told of those that went: the export has their rows for a while, also where another one
  // has their id by then. At most as many as there may be objects.
  std::map<EntityId, ToldTimes> gone_;
  LeftOut left_out_;
};

}  // namespace pipevane::proxmox
