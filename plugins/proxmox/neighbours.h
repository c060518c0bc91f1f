// What else the row of an object names: the node that it is on, its pool.
#pragma once

#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/surprises.h"

#include <string_view>

namespace pipevane::proxmox {

// Whoever sums up nodes and pools gives each a name in the engine's dictionary. Where there is no
// room for one it is not known, and counted.
class Neighbours {
 public:
  Neighbours(Objects& objects, Surprises& surprises) : objects_(objects), surprises_(surprises) {}

  void setNode(Object& object, std::string_view node);
  void setPool(Object& object, std::string_view pool);

 private:
  bool set(Object& object, Attribute attribute, Kind kind, std::string_view name);

  Objects& objects_;
  Surprises& surprises_;
};

}  // namespace pipevane::proxmox
