#include "plugins/proxmox/listing_rights.h"

#include <algorithm>
#include <string>

namespace pipevane::proxmox {
namespace {

// What it takes to have something listed: the privilege, on what lies below that path.
struct Right {
  std::string_view top, privilege;
};
constexpr Right kGuests{"/vms", "VM.Audit"};
constexpr Right kStorages{"/storage", "Datastore.Audit"};
constexpr Right kPools{"/pool", "Pool.Audit"};

// Null where it is listed to whoever asks.
const Right* rightFor(Kind kind) {
  if (isGuest(kind)) return &kGuests;
  if (kind == Kind::kStorage) return &kStorages;
  return kind == Kind::kPool ? &kPools : nullptr;
}

bool seesAll(const Permissions& permissions, const Right& right) {
  return permissions.have(right.top, right.privilege);
}

// Of "pve1/local" as of "nas" the last part is what /storage has; of others it is all.
bool sees(const Permissions& permissions, Kind kind, std::string_view name) {
  const Right* const right = rightFor(kind);
  if (right == nullptr) return true;
  const std::string_view last = name.substr(name.rfind('/') + 1);
  return permissions.have(std::string(right->top).append("/").append(last), right->privilege);
}

}  // namespace

bool namedTo(const Permissions& permissions, std::string_view key) {
  const std::string_view behind = key.substr(key.find('/') + 1);
  const auto kind = std::ranges::find(kKindNames, behind.substr(0, behind.find('/')));
  if (kind == kKindNames.end()) return true;
  return sees(permissions, static_cast<Kind>(kind - kKindNames.begin()), behind);
}

void ListingRights::listed(std::size_t guests) {
  if (guests == 0 && !names_no_guests_) heard_since_ = false;
  names_no_guests_ = guests == 0;
}

void ListingRights::hear(const Permissions& permissions) {
  permissions_ = permissions;
  heard_since_ = true;
  in_doubt_ = false;
  for (std::size_t i = 0; i < kKindCount; ++i)
    if (const Right* const right = rightFor(static_cast<Kind>(i)))
      saw_all_[i] = saw_all_[i] || seesAll(permissions, *right);
}

bool ListingRights::noGuestsIsUnknown() const {
  return names_no_guests_ && !(heard_since_ && seesAll(*permissions_, kGuests));
}

// A token that never had more than some, guests by their pools say, has no right to one that is
// gone: as long as it sees others that means nothing.
bool ListingRights::mayHide(const Object& object) const {
  if (isGuest(object.kind) && noGuestsIsUnknown()) return true;
  return sawAll(object.kind) && !sees(*permissions_, object.kind, object.name);
}

}  // namespace pipevane::proxmox
