// Reads the answer to /nodes/{node}/certificates/info.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/surprises.h"

#include <string>

namespace pipevane::proxmox {

// The fingerprint of the cluster's own authority (`pve-root-ca.pem`), which is the same on every
// node and no other cluster's; empty where the answer names none. `data` is the member "data" of
// the answer. Throws Error where it is no list.
std::string readRootCertificate(const json::Element& data, Surprises& surprises);

}  // namespace pipevane::proxmox
