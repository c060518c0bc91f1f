// Applies the answer to /cluster/resources: what there is, what state it is in, and those figures
// that nothing newer tells.
#pragma once

#include "plugins/proxmox/figures.h"
#include "plugins/proxmox/guest_rights.h"
#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/resource_row.h"
#include "plugins/proxmox/sample_writer.h"

#include <pipevane/output.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class ResourceList {
 public:
  ResourceList(Objects& objects, SampleWriter& samples, Surprises& surprises)
      : objects_(objects), samples_(samples), surprises_(surprises) {}

  struct Answer {
    std::int64_t time_ms;
    // It names everything that the caller may see, so that what it does not name is gone.
    bool whole;
    // The metrics export tells the figures of what is on that node, or of a shared storage that
    // it reports, at the source's own times.
    std::function<bool(std::string_view node)> exported;
  };
  // Throws Error where `data` is no list; nothing was changed then. Entities that went away are
  // removed in `draft`.
  void apply(const json::Element& data, const Answer& answer, Draft& draft);

  // What the token may do now. A guest that it may not see any more stays, in an unknown state.
  void hear(const Permissions& permissions) { rights_.hear(permissions); }
  // Guests may be there that the last whole list does not name.
  bool guestsHidden() const { return guests_hidden_; }

  // Of /cluster/resources; a node that was never listed is not online.
  bool online(std::string_view node) const;
  std::vector<std::string> onlineNodes() const;
  // How often a node came, went, or changed its state.
  std::uint64_t nodeChanges() const { return node_changes_; }
  // Of the last whole list.
  const ResourceSummary& summary() const { return summary_; }

 private:
  void readNodes(const simdjson::dom::array& entries);
  void take(const ResourceRow& row, const Answer& answer);
  void takeNode(const ResourceRow& row, const Answer& answer);
  void takeGuest(const ResourceRow& row, Kind kind, const Answer& answer);
  void takeStorage(const ResourceRow& row, const Answer& answer);
  void takePool(const ResourceRow& row);
  bool seenBefore(Object& object);
  void writeFigures(Object& object, const ResourceRow& row, bool running, const Answer& answer);
  void setStale(Object& object, const ResourceRow& row);
  void setHostMemory(Object& object, const ResourceRow& row, const Answer& answer);
  void noteUptime(Object& object, const ResourceRow& row, const Answer& answer);
  bool frozen(const ResourceRow& row, const Object& object, bool running,
              const Answer& answer) const;
  static void setMemorySource(Object& object, const ResourceRow& row, bool running);
  void settle(const Answer& answer);
  void settleStorage(Object& storage);
  void settleUnlisted(Object& object, const Answer& answer);
  bool hidden(const Object& object) const;
  void removeMissing(Draft& draft);

  Objects& objects_;
  SampleWriter& samples_;
  Surprises& surprises_;
  ResourceRow row_;
  Figures figures_;
  std::map<std::string, std::string, std::less<>> node_status_;
  std::uint64_t node_changes_ = 0;
  ResourceSummary summary_;
  GuestRights rights_;
  bool guests_hidden_ = false;
  std::uint64_t list_ = 0;
  bool any_missing_ = false;  // an object that the last list did not name
  // The last list has something that only a token with rights sees, or was not meant to have it.
  bool sees_ = false;
};

}  // namespace pipevane::proxmox
