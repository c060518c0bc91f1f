// Everything that Proxmox VE reports on, found by Proxmox VE's own ids ("qemu/100").
#pragma once

#include "plugins/proxmox/object.h"

#include <pipevane/dictionary.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pipevane::proxmox {

class Objects {
 public:
  explicit Objects(const Dictionary& dictionary) : dictionary_(dictionary) {}

  // The first part of every key. Objects made before keep theirs.
  void setCluster(std::string cluster) { cluster_ = std::move(cluster); }
  const std::string& cluster() const { return cluster_; }

  // Null where no list has shown it.
  Object* find(std::string_view id);
  // Made where it is new. Several ids may stand for one object: a shared storage has one for each
  // node. Null where the dictionary is full.
  Object* get(std::string_view id, Kind kind, std::string_view name);

  template <class Visit>
  void each(Visit visit) {
    for (auto& [key, object] : objects_) visit(*object);
  }
  // Takes out those of which `gone` says so.
  template <class Gone>
  void eraseIf(Gone gone) {
    for (auto at = objects_.begin(); at != objects_.end();) {
      if (gone(*at->second)) {
        forgetIdsOf(at->second.get());
        at = objects_.erase(at);
      } else {
        ++at;
      }
    }
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  void forgetIdsOf(const Object* object);

  Dictionary dictionary_;
  std::string cluster_;
  std::unordered_map<std::string, std::unique_ptr<Object>, Hash, std::equal_to<>> objects_;
  std::unordered_map<std::string, Object*, Hash, std::equal_to<>> ids_;
};

}  // namespace pipevane::proxmox
