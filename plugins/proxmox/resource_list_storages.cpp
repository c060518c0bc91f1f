// The storages of a list of resources.
#include "plugins/proxmox/content_list.h"
#include "plugins/proxmox/resource_list.h"

#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {
// Of a name that is known as that of a shared one they are that one; so they come last, when the
// others of their name have said what they are.
void ResourceList::takeSilent(const std::vector<json::Element>& storages,
                              const ListAnswer& answer) {
  for (const json::Element& entry : storages) {
    Surprises counted;  // when it was read first
    row_.read(entry, counted);
    takeStorage(row_, answer);
  }
}

// Absent is no, as Proxmox VE writes it, unless it is known better.
bool ResourceList::isShared(const ResourceRow& row, std::string_view name) {
  if (row.shared()) return *row.shared();
  if (!objects_.knows(Kind::kStorage, name)) return false;
  surprises_.count("row of a shared storage that does not say that it is shared");
  return true;
}

void ResourceList::noteStatus(std::string_view status) {
  if (status.empty())
    surprises_.count("storage without a status");
  else if (status != "available" && status != "unknown")
    surprises_.countNew("status \"" + std::string(status) + "\" of a storage, taken for unknown");
}

void ResourceList::takeStorage(const ResourceRow& row, const ListAnswer& answer) {
  const auto storage = row.text(Text::kStorage);
  const std::string_view node = row.view(Text::kNode);
  if (!storage || storage->empty() || node.empty())
    return surprises_.count("storage without a name or a node");
  noteStatus(row.view(Text::kStatus));
  const bool shared = isShared(row, *storage);
  std::string name(*storage);
  if (!shared) name.insert(0, "/").insert(0, node);
  Object* const object = objectOf(row, Kind::kStorage, name);
  if (object == nullptr) return;
  sees_ = true;
  const bool first = !seenBefore(*object);
  const bool available = nodes_.online(node) && row.view(Text::kStatus) == "available";
  // Of a shared storage the first node counts that can use it.
  const bool counts = available && (first || !object->available);
  object->available = available || (!first && object->available);
  object->answered = nodes_.online(node) || (!first && object->answered);
  Attributes& attributes = object->attributes;
  attributes.set(Attribute::kName, *storage);
  attributes.set(Attribute::kShared, shared ? "true" : "false");
  attributes.setOrForget(Attribute::kContent, contentList(row.view(Text::kContent)));
  attributes.setOrForget(Attribute::kStorageType, row.text(Text::kStorageType));
  if (!shared) neighbours_.setNode(*object, node);
  if (counts) figures_.write(*object, row, true, answer);
}

// Every node has said its word on a shared one.
void ResourceList::settleStorage(Object& storage) {
  storage.attributes.set(Attribute::kStatus, storage.available ? "available" : "unknown");
  if (storage.available) return;
  if (storage.answered)
    samples_.unknown(storage, false);
  else
    samples_.stale(storage);
}

}  // namespace pipevane::proxmox
