// What a host was asked lately.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/last_minute.h"

namespace pipevane::proxmox {

using Traffic = LastMinute<ApiClient::Counters>;

}  // namespace pipevane::proxmox
