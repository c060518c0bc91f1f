#include "plugins/proxmox/push/otlp_meaning.h"

namespace pipevane::proxmox {
namespace {

// Takes the beginning off, where it is there.
bool cut(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

std::string_view withoutTotal(std::string_view key) {
  constexpr std::string_view kTotal = "_total";
  return key.size() > kTotal.size() && key.ends_with(kTotal)
             ? key.substr(0, key.size() - kTotal.size())
             : key;
}

}  // namespace

OtlpMeaning meaningOf(std::string_view name) {
  using Of = OtlpMeaning::Of;
  const auto found = [](Of of, const PushKeys* keys, std::string_view key) {
    const PushKey* const known = keys == nullptr ? nullptr : keys->find(key);
    return known == nullptr ? OtlpMeaning{} : OtlpMeaning{of, known};
  };
  if (cut(name, "proxmox_node_")) {
    if (name == "network_receive_total") return {Of::kReceived};
    if (name == "network_transmit_total") return {Of::kSent};
    for (const std::string_view part : {"cpustat", "memory", "blockstat"})
      if (name.starts_with(part) && name.size() > part.size() && name[part.size()] == '_')
        return found(Of::kNode, nodeKeys(part), withoutTotal(name.substr(part.size() + 1)));
    return found(Of::kNode, nodeKeys(""), name);
  }
  if (cut(name, "proxmox_vm_")) return found(Of::kGuest, &guestKeys(), withoutTotal(name));
  if (cut(name, "proxmox_storage_")) return found(Of::kStorage, &storageKeys(), name);
  return {Of::kStranger};
}

}  // namespace pipevane::proxmox
