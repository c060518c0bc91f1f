// One entry of /cluster/resources.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/metrics.h"
#include "plugins/proxmox/resource_summary.h"
#include "plugins/proxmox/surprises.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

enum class Text : std::uint8_t {
  kId,
  kType,
  kNode,
  kStatus,
  kName,
  kVmid,
  kTags,
  kPool,
  kLock,
  kHaState,
  kLevel,
  kCgroupMode,
  kStorage,
  kContent,
  kStorageType,
  kCount
};

// Used again for every entry, so that reading 10,000 of them allocates nothing. What it shows is
// valid until the next entry is read, and as long as the document.
class ResourceRow {
 public:
  // False where the entry is no object or has no id or type; that is counted.
  bool read(const json::Element& entry, Surprises& surprises);

  std::optional<std::string_view> text(Text which) const { return texts_[index(which)]; }
  // Empty where absent.
  std::string_view view(Text which) const { return text(which).value_or(std::string_view{}); }
  std::optional<double> number(Metric metric) const { return numbers_[at(metric)]; }
  std::optional<bool> isTemplate() const { return template_; }
  std::optional<bool> shared() const { return shared_; }

 private:
  static std::size_t index(Text which) { return static_cast<std::size_t>(which); }
  void take(std::string_view key, const json::Element& value, Surprises& surprises);

  std::array<std::optional<std::string_view>, static_cast<std::size_t>(Text::kCount)> texts_;
  std::array<std::string, static_cast<std::size_t>(Text::kCount)> scratch_;
  std::array<std::optional<double>, kMetricCount> numbers_;
  std::optional<bool> template_;
  std::optional<bool> shared_;
};

// Where it is a guest or a node.
void addTo(ResourceSummary& summary, const ResourceRow& row);

}  // namespace pipevane::proxmox
