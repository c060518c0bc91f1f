// Reads the answer to /access/permissions.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/surprises.h"

namespace pipevane::proxmox {

// {path: {privilege: whether it is passed down}}. Throws Error where `data` is no object.
Permissions readPermissions(const json::Element& data, Surprises& surprises);

}  // namespace pipevane::proxmox
