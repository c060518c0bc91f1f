// What the token may see.
#pragma once

#include "tests/simulator/answers/version.h"

#include <set>
#include <string>
#include <utility>

namespace pipevane::simulator {

class Rights {
 public:
  // Of the role PVEAuditor on "/", as that version has it.
  static Rights auditor(const Version& version);
  // Of a fresh token with privileges of its own: it is let in and sees nothing.
  static Rights none() { return {}; }

  // Everywhere, or below a path as "/vms/100" only.
  Rights with(const std::string& privilege) const;
  Rights without(const std::string& privilege, const std::string& path = "/") const;

  // The role NoAccess stands on that path.
  Rights withNoAccess(const std::string& path) const;

  bool have(const std::string& path, const std::string& privilege) const;
  // Those that are there on a path.
  std::set<std::string> on(const std::string& path) const;
  // The paths that have an entry of their own.
  std::set<std::string> entries() const;
  bool empty() const { return granted_.empty(); }

 private:
  std::set<std::string> granted_;
  std::set<std::pair<std::string, std::string>> denied_;  // path and privilege, or all
};

// Becomes an answer with status 403.
class Forbidden {
 public:
  Forbidden(const std::string& path, const std::string& privilege)
      : reason_("Permission check failed (" + path + ", " + privilege + ")") {}
  const std::string& reason() const { return reason_; }

 private:
  std::string reason_;
};

}  // namespace pipevane::simulator
