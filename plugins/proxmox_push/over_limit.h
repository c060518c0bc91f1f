// What a sender is told that sends more than it may.
#pragma once

#include "plugins/proxmox/receiving/request_reader.h"

namespace pipevane::proxmox_push {

inline const proxmox::Problem kOverLimit{429,
                                         "this sender sends more than bytes_per_second allows"};

}  // namespace pipevane::proxmox_push
