#include "tests/simulator/answers/rights.h"

#include <algorithm>

namespace pipevane::simulator {
namespace {

constexpr const char* kEveryPrivilege = "";

bool lies(const std::string& path, const std::string& below) {
  return below == "/" || path == below || path.starts_with(below + "/");
}

}  // namespace

Rights Rights::auditor(const Version& version) {
  Rights all;
  all.granted_ = {"Datastore.Audit", "Pool.Audit", "SDN.Audit", "Sys.Audit", "VM.Audit"};
  if (version.major >= 8) all.granted_.insert("Mapping.Audit");
  if (version.major >= 9) all.granted_.insert("VM.GuestAgent.Audit");
  return all;
}

Rights Rights::with(const std::string& privilege) const {
  Rights more = *this;
  more.granted_.insert(privilege);
  return more;
}

Rights Rights::without(const std::string& privilege, const std::string& path) const {
  Rights fewer = *this;
  if (path == "/")
    fewer.granted_.erase(privilege);
  else
    fewer.denied_.emplace(path, privilege);
  return fewer;
}

Rights Rights::withNoAccess(const std::string& path) const {
  Rights fewer = *this;
  fewer.denied_.emplace(path, kEveryPrivilege);
  return fewer;
}

bool Rights::have(const std::string& path, const std::string& privilege) const {
  return granted_.contains(privilege) && std::ranges::none_of(denied_, [&](const auto& each) {
           return (each.second == privilege || each.second == kEveryPrivilege) &&
                  lies(path, each.first);
         });
}

std::set<std::string> Rights::on(const std::string& path) const {
  std::set<std::string> all = granted_;
  std::erase_if(all, [&](const std::string& each) { return !have(path, each); });
  return all;
}

std::set<std::string> Rights::entries() const {
  std::set<std::string> paths;
  for (const auto& each : denied_) paths.insert(each.first);
  return paths;
}

}  // namespace pipevane::simulator
