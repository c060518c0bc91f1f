// Applies the answer to /cluster/resources: what there is, and what state it is in.
#pragma once

#include "plugins/proxmox/list_answer.h"
#include "plugins/proxmox/listed_figures.h"
#include "plugins/proxmox/listed_members.h"
#include "plugins/proxmox/listed_nodes.h"
#include "plugins/proxmox/listing_rights.h"
#include "plugins/proxmox/neighbours.h"
#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/resource_row.h"
#include "plugins/proxmox/sample_writer.h"

#include <pipevane/output.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class ResourceList {
 public:
  ResourceList(Objects& objects, SampleWriter& samples, Surprises& surprises)
      : objects_(objects),
        samples_(samples),
        surprises_(surprises),
        neighbours_(objects, surprises),
        figures_(objects, samples) {}

  // First of all: which nodes it names. Throws Error where `data` is no list, or may be another
  // cluster's; nothing was changed then.
  void hear(const json::Element& data);
  // What was heard. Entities that went away are removed in `draft`.
  void apply(const json::Element& data, const ListAnswer& answer, Draft& draft);

  // Who is a member: what is on one that is not listed stays, in an unknown state. Heard before the
  // list that does not name it.
  ListedMembers& members() { return members_; }
  const ListedMembers& members() const { return members_; }

  // What the token may do now. What it may not see any more stays, in an unknown state.
  void hear(const Permissions& permissions) { rights_.hear(permissions); }
  // It could not be heard.
  void doubtRights() { rights_.doubt(); }
  // Guests may be there that the last whole list does not name.
  bool guestsHidden() const { return guests_hidden_; }

  // Of the last whole list, and of others since.
  const LeftOut& leftOut() const { return objects_.leftOut(); }

  // The last list has a guest, a storage or a node's figures.
  bool sees() const { return sees_; }
  const ListedNodes& nodes() const { return nodes_; }
  ListedNodes& nodes() { return nodes_; }
  // Of the last whole list.
  const ResourceSummary& summary() const { return summary_; }

 private:
  void take(const ResourceRow& row, const ListAnswer& answer);
  void takeNode(const ResourceRow& row, const ListAnswer& answer);
  void takeGuest(const ResourceRow& row, Kind kind, const ListAnswer& answer);
  void takeStorage(const ResourceRow& row, const ListAnswer& answer);
  // Rows that do not say whether they are shared.
  void takeSilent(const std::vector<json::Element>& storages, const ListAnswer& answer);
  bool isShared(const ResourceRow& row, std::string_view name);
  void noteStatus(std::string_view status);
  void takePool(const ResourceRow& row);
  Object* objectOf(const ResourceRow& row, Kind kind, std::string_view name);
  void setNames(Object& guest, const ResourceRow& row, bool has_data);
  bool seenBefore(Object& object);
  void settle(const ListAnswer& answer);
  void settleStorage(Object& storage);
  void settleKept(Object& object, const ListAnswer& answer);
  void settleUnlisted(Object& object, const ListAnswer& answer);
  void noteMissing(Kind kind);
  bool maybeHidden(const Object& object) const;
  static bool untold(Object& object, const ListAnswer& answer);
  void removeMissing(Draft& draft);

  Objects& objects_;
  SampleWriter& samples_;
  Surprises& surprises_;
  UsualOrder order_;
  ResourceRow row_;
  ListedNodes nodes_;
  ListedMembers members_;
  Neighbours neighbours_;
  ListedFigures figures_;
  ResourceSummary summary_;
  ListingRights rights_;
  bool guests_hidden_ = false;
  std::uint64_t list_ = 0;
  bool any_missing_ = false;  // an object that the last list did not name
  // The last list has something that only a token with rights sees, or was not meant to have it.
  bool sees_ = false;
};

}  // namespace pipevane::proxmox
