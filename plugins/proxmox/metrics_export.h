// Applies the answer to /cluster/metrics/export: figures at the source's own times, with history.
#pragma once

#include "plugins/proxmox/export_rows.h"
#include "plugins/proxmox/figures.h"
#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/shared_storages.h"
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

  // `now_ms` is when it was asked for, `source_ms` the same by the clock of who tells the list of
  // resources. Throws Error where `data` is no export; nothing was changed then.
  void apply(const json::Element& data, std::int64_t now_ms, std::int64_t source_ms,
             const std::optional<Version>& version);

  // From this time on something may be missing: the oldest of the nodes' newest times. A node that
  // was silent for long is not waited for. kNever before the first row.
  std::int64_t completeUntilMs() const;
  // The newest time of one node. kNever before its first row.
  std::int64_t completeUntilMs(std::string_view node) const;

  // What its clock says. True: it was set back behind what it told. Its rows are left out from then
  // on: those to come have the times of others that it told before, and still tells. Once it is
  // past them, and says about what the other clock says, they count again.
  bool hearClock(std::string_view node, std::int64_t time_ms);
  // By how much; nothing: it was not.
  std::optional<std::int64_t> setBackMs(std::string_view node) const;
  // The others tell their figures, and it told none for a while.
  bool silent(std::string_view node) const;

 private:
  // Every node has a clock of its own, so that times of two nodes are never compared.
  struct Node {
    std::int64_t newest_ms = kNever;  // by its clock
    std::int64_t heard_ms = kNever;   // by ours, when that last grew
    std::int64_t set_back_ms = 0;     // by so much; 0: not
  };
  using Group = ExportRows::Group;

  void passOverSilence(std::int64_t now_ms);
  Node* nodeNamed(std::string_view name);
  void hear(const Group& rows);
  void takeGroup(const Group& rows, const std::optional<Version>& version);
  bool isHistory(const Group& rows);
  Node* reporterOf(const Group& rows);
  bool counts(const Group& rows);

  Objects& objects_;
  SampleWriter& samples_;
  Surprises& surprises_;
  ExportRows rows_;
  Figures figures_;
  SharedStorages shared_;
  std::int64_t now_ms_ = kNever;  // of the last answer
  std::int64_t source_ms_ = kNever;
  std::int64_t newest_ms_ = kNever;  // by whichever clock is ahead
  std::map<std::string, Node, std::less<>> nodes_;
  // What was looked for last: many rows in a row are of one node.
  decltype(nodes_)::value_type* last_node_ = nullptr;
};

}  // namespace pipevane::proxmox
