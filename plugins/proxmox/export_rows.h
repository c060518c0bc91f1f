// The rows of /cluster/metrics/export.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/metrics.h"
#include "plugins/proxmox/object.h"
#include "plugins/proxmox/surprises.h"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

struct ExportRow {
  std::int64_t time_ms;
  Object* object;
  Metric metric;
  double value;
  // The node that says so of a shared storage, as long as the document; empty for anything else.
  std::string_view reporter = {};
};

// Null: the row is of nothing that the list of resources has shown.
using FindObject = std::function<Object*(std::string_view id)>;

// Appends what can be used, in order of time and then of objects, so that the rows that an object
// has at one time, by one reporter, stand together. Rows without a time (a failed update of the
// server), from beyond `latest_ms` and of no known shape are left out and counted. Throws Error
// where `data` is no export.
void readExport(const json::Element& data, std::int64_t latest_ms, const FindObject& find,
                Surprises& surprises, std::vector<ExportRow>& rows);

}  // namespace pipevane::proxmox
