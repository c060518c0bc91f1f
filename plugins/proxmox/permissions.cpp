#include "plugins/proxmox/permissions.h"

#include <algorithm>
#include <iterator>

namespace pipevane::proxmox {
namespace {

// "/vms" of "/vms/100", "/" of "/vms"; empty above "/".
std::string_view above(std::string_view path) {
  if (path.size() <= 1) return {};
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return path.substr(0, slash == 0 ? 1 : slash);
}

// Proxmox VE looks at these whatever was granted where, and leaves out of its answer a path where
// there is nothing (get_effective_permissions of 7 to 9, and recorded on 9.2): absent, they are no
// matter of what lies above.
bool alwaysTold(std::string_view path) {
  constexpr std::string_view kPaths[] = {"/",     "/access", "/access/groups", "/nodes",
                                         "/pool", "/sdn",    "/storage",       "/vms"};
  return std::ranges::find(kPaths, path) != std::end(kPaths);
}

bool liesBelow(std::string_view path, std::string_view top) {
  if (top == "/") return path.size() > 1;
  return path.size() > top.size() && path.starts_with(top) && path[top.size()] == '/';
}

}  // namespace

void Permissions::grant(std::string_view path, std::string_view privilege, bool below) {
  paths_[std::string(path)].insert_or_assign(std::string(privilege), below);
}

bool Permissions::have(std::string_view path, std::string_view privilege) const {
  const std::string_view at = decidedAt(path);
  const auto named = paths_.find(at);
  if (named == paths_.end()) return false;
  const auto granted = named->second.find(privilege);
  return granted != named->second.end() && (at == path || granted->second);
}

std::string_view Permissions::decidedAt(std::string_view path) const {
  while (!path.empty() && !paths_.contains(path) && !alwaysTold(path)) path = above(path);
  return path;
}

bool Permissions::passesDown(std::string_view path, std::string_view privilege) const {
  const auto named = paths_.find(path);
  if (named == paths_.end()) return false;
  const auto granted = named->second.find(privilege);
  return granted != named->second.end() && granted->second;
}

bool Permissions::passesAnythingDown(std::string_view path) const {
  const auto named = paths_.find(path);
  return named != paths_.end() &&
         std::ranges::any_of(named->second, [](const auto& granted) { return granted.second; });
}

bool Permissions::hasOnly(std::string_view path,
                          const std::vector<std::string_view>& privileges) const {
  return std::ranges::all_of(paths_, [&](const auto& named) {
    if (named.first != path && !liesBelow(named.first, path)) return true;
    return std::ranges::all_of(named.second, [&](const auto& granted) {
      return std::ranges::find(privileges, granted.first) != privileges.end();
    });
  });
}

std::vector<std::string> Permissions::exceptions(std::string_view path,
                                                 std::string_view privilege) const {
  const bool usual = have(path, privilege);
  std::vector<std::string> others;
  for (const auto& [named, granted] : paths_)
    if (liesBelow(named, path) && granted.contains(privilege) != usual) others.push_back(named);
  return others;
}

}  // namespace pipevane::proxmox
