// How a token gets a privilege that it lacks. Nobody loses anything by the commands.
#pragma once

#include "plugins/proxmox/permissions.h"

#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

// What the role PVEAuditor has in 9; that of 7 and 8 is a part of it.
const std::vector<std::string_view>& auditorPrivileges();

struct Remedy {
  std::string words;  // with the commands in them
  std::vector<std::string> commands = {};
};

// On "/", where roles add up: on a deeper path a role takes the place of what is inherited there.
// Where privileges are separated a token may do what both may, else what its user may, and nobody
// tells which it is. So the user gets it too, but only where it has nothing there: an entry of its
// own takes the place of its groups'.
Remedy grantOnTop(const std::string& token_id);
// For a privilege that is missing on `path`, one of the access control: on "/" where it is missing
// there; else by way of the entry that takes the place of what "/" has, on `path` or above it.
Remedy grantFor(const std::string& path, const std::string& privilege,
                const Permissions& permissions, const std::string& token_id);

}  // namespace pipevane::proxmox
