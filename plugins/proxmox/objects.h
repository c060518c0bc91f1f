// Everything that Proxmox VE reports on, found by Proxmox VE's own ids ("qemu/100").
#pragma once

#include "plugins/proxmox/id_index.h"
#include "plugins/proxmox/object.h"
#include "plugins/proxmox/usual_order.h"

#include <pipevane/dictionary.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class Objects {
 public:
  explicit Objects(const Dictionary& dictionary) : dictionary_(dictionary) {}

  // The first part of every key. Objects made before keep theirs.
  void setCluster(std::string cluster) { cluster_ = std::move(cluster); }
  const std::string& cluster() const { return cluster_; }

  // An answer begins that names objects in that order, mostly.
  void begin(UsualOrder& order) const { order.begin(generation_); }
  // Null where no list has shown it.
  Object* find(std::string_view id) const { return ids_.find(id); }
  Object* find(std::string_view id, UsualOrder& order) const;
  // Made where it is new. Several ids may stand for one object: a shared storage has one for each
  // node. An id may come to stand for another one: a storage's, once it is shared. Null where the
  // dictionary is full.
  Object* get(std::string_view id, Kind kind, std::string_view name);
  Object* get(std::string_view id, Kind kind, std::string_view name, UsualOrder& order);

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
    for (auto each = kept; each != objects_.end(); ++each) (*each)->gone = true;
    const auto is_gone = [](const Object& object) { return object.gone; };
    ids_.forgetIf(is_gone);
    keys_.forgetIf(is_gone);
    objects_.erase(kept, objects_.end());
  }

 private:
  Dictionary dictionary_;
  std::string cluster_;
  std::vector<std::unique_ptr<Object>> objects_;
  IdIndex ids_;
  IdIndex keys_;  // of the entities
  // How often something went, or an id came to stand for something else.
  std::uint64_t generation_ = 0;
};

}  // namespace pipevane::proxmox
