// Applies the answer to /cluster/metrics/export: figures at the source's own times, with history.
#pragma once

#include "plugins/proxmox/export_rows.h"
#include "plugins/proxmox/figures.h"
#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/version.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pipevane::proxmox {

class MetricsExport {
 public:
  MetricsExport(Objects& objects, SampleWriter& samples, Surprises& surprises)
      : objects_(objects), samples_(samples), surprises_(surprises) {}

  // Throws Error where `data` is no export; nothing was changed then.
  void apply(const json::Element& data, std::int64_t now_ms, const std::optional<Version>& version);

  // The newest time in all answers, kNever before the first row.
  std::int64_t newestMs() const { return newest_ms_; }
  // From this time on something may be missing: the oldest of the nodes' newest times. A node that
  // was silent for long is not waited for. kNever before the first row.
  std::int64_t completeUntilMs() const;

 private:
  Object* find(std::string_view id);
  void takeGroup(std::span<const ExportRow> rows, const std::optional<Version>& version);

  Objects& objects_;
  SampleWriter& samples_;
  Surprises& surprises_;
  std::vector<ExportRow> rows_;
  Figures figures_;
  std::int64_t newest_ms_ = kNever;
  std::map<std::string, std::int64_t, std::less<>> newest_of_node_;
};

}  // namespace pipevane::proxmox
