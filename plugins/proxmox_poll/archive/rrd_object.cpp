#include "plugins/proxmox_poll/archive/rrd_object.h"

#include <algorithm>
#include <cctype>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Kind;

// Of nodes and storages: what may stand in a path as it is, and leads nowhere else.
bool plain(std::string_view name) {
  const auto allowed = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  };
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, allowed);
}

bool isNumber(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<RrdObject> storage(std::string_view id) {
  const auto slash = id.find('/');
  const bool shared = slash == std::string_view::npos;
  const std::string_view node = shared ? std::string_view{} : id.substr(0, slash);
  const std::string_view name = shared ? id : id.substr(slash + 1);
  if (!plain(name) || (!shared && !plain(node))) return std::nullopt;
  return RrdObject{Kind::kStorage, std::string(node), "/storage/" + std::string(name)};
}

}  // namespace

std::optional<RrdObject> RrdObject::of(std::string_view key, std::string_view cluster) {
  if (cluster.empty() || !key.starts_with(cluster)) return std::nullopt;
  key.remove_prefix(cluster.size());
  const auto id_of = [key](std::string_view kind) {
    return key.starts_with(kind) ? key.substr(kind.size()) : std::string_view{};
  };
  if (const auto name = id_of("/node/"); plain(name))
    return RrdObject{Kind::kNode, std::string(name), ""};
  if (const auto vmid = id_of("/vm/"); isNumber(vmid))
    return RrdObject{Kind::kVm, "", "/qemu/" + std::string(vmid)};
  if (const auto vmid = id_of("/container/"); isNumber(vmid))
    return RrdObject{Kind::kContainer, "", "/lxc/" + std::string(vmid)};
  if (const auto id = id_of("/storage/"); !id.empty()) return storage(id);
  return std::nullopt;
}

std::string_view RrdObject::privilege() const {
  if (kind == Kind::kNode) return "Sys.Audit";
  return kind == Kind::kStorage ? "Datastore.Audit" : "VM.Audit";
}

std::string RrdObject::accessPath() const {
  if (kind == Kind::kNode) return "/nodes/" + node;
  const std::string name = below.substr(below.rfind('/'));
  return (kind == Kind::kStorage ? "/storage" : "/vms") + name;
}

std::string RrdObject::path(std::string_view asked) const {
  return "/nodes/" + std::string(node.empty() ? asked : node) + below + "/rrddata";
}

}  // namespace pipevane::proxmox_poll
