// What a token may do, as /access/permissions tells it: privileges by path of the access control.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class Permissions {
 public:
  // `below`: it holds for what lies below the path as well.
  void grant(std::string_view path, std::string_view privilege, bool below);

  // It is let in and may see nothing: a token with privileges of its own that was given none, or a
  // user without any.
  bool empty() const { return paths_.empty(); }
  // On the path itself, or passed down from the nearest one above it that is named. On those that
  // Proxmox VE always looks at it has to be named.
  bool have(std::string_view path, std::string_view privilege) const;
  // The path itself or the nearest one above it that is named or that Proxmox VE always looks at:
  // what is not had on `path` is missing there.
  std::string_view decidedAt(std::string_view path) const;
  // On the path itself, and for what lies below.
  bool passesDown(std::string_view path, std::string_view privilege) const;
  bool passesAnythingDown(std::string_view path) const;
  // Of a path that Proxmox VE always looks at: whatever holds above, nothing does there.
  bool nothingOn(std::string_view path) const { return !paths_.contains(path); }
  // What there is on the path and on those named below is no more than these.
  bool hasOnly(std::string_view path, const std::vector<std::string_view>& privileges) const;
  // The named paths below `path` where that is otherwise than on `path`, in order.
  std::vector<std::string> exceptions(std::string_view path, std::string_view privilege) const;

 private:
  using Granted = std::map<std::string, bool, std::less<>>;
  std::map<std::string, Granted, std::less<>> paths_;
};

}  // namespace pipevane::proxmox
