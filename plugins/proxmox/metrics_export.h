// Applies the answer to /cluster/metrics/export: figures at the source's own times, with history.
#pragma once

#include "plugins/proxmox/export_rows.h"
#include "plugins/proxmox/exported_nodes.h"
#include "plugins/proxmox/figures.h"
#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/shared_storages.h"
#include "plugins/proxmox/version.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class MetricsExport {
 public:
  MetricsExport(Objects& objects, SampleWriter& samples, Surprises& surprises)
      : objects_(objects), samples_(samples), surprises_(surprises) {}

  // Throws Error where `body` is no export; nothing was changed then.
  void apply(std::string_view body, json::Document& document, const ExportedNodes::Asked& asked,
             const std::optional<Version>& version);

  const ExportedNodes& nodes() const { return nodes_; }
  ExportedNodes& nodes() { return nodes_; }

 private:
  void hear(const ExportGroup& group);
  void takeGroup(const ExportGroup& group, const std::optional<Version>& version);
  bool takeMissed(Object& object, std::string_view reporter, std::int64_t time_ms);
  static std::string_view reporterOf(const ExportGroup& group);

  Objects& objects_;
  SampleWriter& samples_;
  Surprises& surprises_;
  UsualOrder order_;
  ExportRows rows_;
  Figures figures_;
  SharedStorages shared_;
  ExportedNodes nodes_;
  std::int64_t source_ms_ = kNever;  // of this answer
};

}  // namespace pipevane::proxmox
