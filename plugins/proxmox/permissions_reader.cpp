#include "plugins/proxmox/permissions_reader.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {

Permissions readPermissions(const json::Element& data, Surprises& surprises) {
  simdjson::dom::object paths;
  if (data.get(paths) != simdjson::SUCCESS) throw Error("names no permissions: it is no object");
  Permissions permissions;
  for (const auto& path : paths) {
    simdjson::dom::object privileges;
    if (path.value.get(privileges) != simdjson::SUCCESS) {
      surprises.count("path in /access/permissions that has no privileges");
      continue;
    }
    for (const auto& privilege : privileges) {
      const auto passed_down = json::boolean(privilege.value);
      if (!passed_down) surprises.count("privilege in /access/permissions of an unknown shape");
      permissions.grant(path.key, privilege.key, passed_down.value_or(false));
    }
  }
  return permissions;
}

}  // namespace pipevane::proxmox
