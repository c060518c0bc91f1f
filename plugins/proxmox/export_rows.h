// The rows of /cluster/metrics/export.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/metrics.h"
#include "plugins/proxmox/object.h"
#include "plugins/proxmox/recent_sizes.h"
#include "plugins/proxmox/surprises.h"

#include <cstdint>
#include <functional>
#include <span>
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

// Of one answer; used again for the next one, so that its memory is.
class ExportRows {
 public:
  // The rows that an object has at one time, by one reporter.
  using Group = std::span<const ExportRow>;

  // Takes what can be used. Rows without a time (a failed update of the server), from beyond
  // `latest_ms` and of no known shape are left out and counted. Throws Error where `data` is no
  // export; there are no rows then.
  void read(const json::Element& data, std::int64_t latest_ms, const FindObject& find,
            Surprises& surprises);

  // In order of time and then of objects, as long as the document.
  const std::vector<Group>& groups() const { return groups_; }

 private:
  // Room for so many rows is kept at all times.
  static constexpr std::size_t kKept = 8'192;

  void clear();
  void group();
  void findGroups();

  std::vector<ExportRow> rows_;
  std::vector<Group> groups_;
  RecentSizes sizes_;
};

}  // namespace pipevane::proxmox
