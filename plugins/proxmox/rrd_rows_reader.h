// Reads the answer to rrddata.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/rrd_rows.h"
#include "plugins/proxmox/surprises.h"

namespace pipevane::proxmox {

// A row's own time is the end of what it is about (RRDs::fetch gives start + step with the first
// one). Rows without a time, from beyond `latest_ms` and out of order are left out and counted, and
// so is what is no figure. Throws Error where `data` is no list.
RrdRows readRrdRows(const json::Element& data, Kind kind, std::int64_t latest_ms,
                    Surprises& surprises);

}  // namespace pipevane::proxmox
