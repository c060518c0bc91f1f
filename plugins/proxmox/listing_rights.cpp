#include "plugins/proxmox/listing_rights.h"

#include <algorithm>
#include <string>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kGuests = "/vms";
constexpr std::string_view kSeesGuest = "VM.Audit";
constexpr std::string_view kStorages = "/storage";
constexpr std::string_view kSeesStorage = "Datastore.Audit";
constexpr std::string_view kPools = "/pool";
constexpr std::string_view kSeesPool = "Pool.Audit";

// As /storage names it, of "pve1/local" as of "nas".
std::string_view storageOf(std::string_view name) {
  const auto slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

bool haveOn(const Permissions& permissions, std::string_view top, std::string_view name,
            std::string_view privilege) {
  return permissions.have(std::string(top).append("/").append(name), privilege);
}

}  // namespace

bool namedTo(const Permissions& permissions, std::string_view key) {
  key.remove_prefix(std::min(key.find('/'), key.size() - 1) + 1);
  const std::string_view kind = key.substr(0, key.find('/'));
  const std::string_view name = key.substr(std::min(kind.size() + 1, key.size()));
  if (kind == "vm" || kind == "container") return haveOn(permissions, kGuests, name, kSeesGuest);
  if (kind == "storage") return haveOn(permissions, kStorages, storageOf(name), kSeesStorage);
  if (kind == "pool") return haveOn(permissions, kPools, name, kSeesPool);
  return true;
}

void ListingRights::listed(std::size_t guests) {
  if (guests == 0 && !names_no_guests_) heard_since_ = false;
  names_no_guests_ = guests == 0;
}

void ListingRights::hear(const Permissions& permissions) {
  in_doubt_ = false;
  permissions_ = permissions;
  heard_since_ = true;
  sees_ = {.guests = permissions.have(kGuests, kSeesGuest),
           .storages = permissions.have(kStorages, kSeesStorage),
           .pools = permissions.have(kPools, kSeesPool)};
  saw_ = {.guests = saw_.guests || sees_.guests,
          .storages = saw_.storages || sees_.storages,
          .pools = saw_.pools || sees_.pools};
}

bool ListingRights::mayHide(const Object& object) const {
  switch (object.kind) {
    case Kind::kVm:
    case Kind::kContainer:
      return noGuestsIsUnknown() || mayHide(saw_.guests, kGuests, object.name, kSeesGuest);
    case Kind::kStorage:
      return mayHide(saw_.storages, kStorages, storageOf(object.name), kSeesStorage);
    case Kind::kPool:
      return mayHide(saw_.pools, kPools, object.name, kSeesPool);
    default:
      return false;
  }
}

bool ListingRights::inDoubt(const Object& object) const {
  const bool guest = isGuest(object.kind) && saw_.guests;
  const bool storage = object.kind == Kind::kStorage && saw_.storages;
  const bool pool = object.kind == Kind::kPool && saw_.pools;
  return in_doubt_ && (guest || storage || pool);
}

// A token that never had more than some, guests by their pools say, has no right to one that is
// gone: as long as it sees others that means nothing.
bool ListingRights::mayHide(bool saw_all, std::string_view top, std::string_view name,
                            std::string_view privilege) const {
  return saw_all && !haveOn(*permissions_, top, name, privilege);
}

}  // namespace pipevane::proxmox
