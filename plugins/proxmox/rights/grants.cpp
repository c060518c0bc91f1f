#include "plugins/proxmox/rights/grants.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/rights/plain_path.h"
#include "plugins/proxmox/rights/user_of.h"

#include <string_view>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kTop = "/";
constexpr const char* kAclList = "pveum acl list";

// NoAccess on `path`, of the token or of its user. An entry that is not there is none to pveum.
Remedy liftNoAccess(const std::string& path, const std::string& token_id) {
  if (!isPlainPath(path))
    return {.words = std::string("the role NoAccess is in the way there; unless that is meant so, "
                                 "see on a node whose it is, and take it off: ") +
                     kAclList,
            .commands = {kAclList}};
  const std::string before = "pveum acl delete " + path;
  const std::string after = " --roles NoAccess";
  Remedy remedy{.words = ""};
  remedy.commands = {before + " --tokens '" + token_id + "'" + after};
  remedy.words = "nothing of what it has on / holds on " + path +
                 ", as the role NoAccess does; unless that is meant so, take it off on a node: " +
                 remedy.commands.front();
  if (!isRoots(token_id)) {
    remedy.commands.push_back(before + " --users '" + userOf(token_id) + "'" + after);
    remedy.words += "; and off its user: " + remedy.commands.back();
  }
  remedy.commands.emplace_back(kAclList);
  remedy.words += std::string("; if it is a group's, this names the group: ") + kAclList;
  return remedy;
}

// Whose entry it is is not told. One of the token's where there was none would take the place of
// what the token inherits, so it is offered only where that is no more than the role has.
Remedy addToEntry(const std::string& path, const Permissions& permissions,
                  const std::string& token_id) {
  const bool plain = isPlainPath(path);
  const std::string why = std::string("an entry of its own") + (plain ? " on " + path : " there") +
                          " takes the place of what holds above it; unless that is meant so, see "
                          "on a node whose it is: ";
  if (!plain)
    return {.words = why + kAclList + "; and give that one the role PVEAuditor there as well",
            .commands = {kAclList}};
  const std::string grant = grantCommand(path, token_id);
  Remedy remedy{.words = why + kAclList + "; if it is the token's, add the role: " + grant +
                         "; if it is its user's or a group's, the same with --users or --groups "
                         "and that name",
                .commands = {kAclList}};
  if (permissions.hasOnly(path, auditorPrivileges())) remedy.commands.push_back(grant);
  return remedy;
}

// Where the entry stands by which it is missing on `path`. What is had by all that is told, and
// refused all the same, is so on the path itself: where nothing is left there it is not named.
std::string entryOn(const std::string& path, const std::string& privilege,
                    const Permissions& permissions) {
  if (permissions.have(path, privilege)) return path;
  return std::string(permissions.decidedAt(path));
}

}  // namespace

const std::vector<std::string_view>& auditorPrivileges() {
  static const std::vector<std::string_view> all = {
      "Sys.Audit", "VM.Audit",   "VM.GuestAgent.Audit", "Datastore.Audit",
      "SDN.Audit", "Pool.Audit", "Mapping.Audit"};
  return all;
}

Remedy grantOnTop(const std::string& token_id) {
  Remedy remedy{.words = ""};
  remedy.commands = {grantCommand(std::string(kTop), token_id)};
  remedy.words = "on a node: " + remedy.commands.front();
  if (isRoots(token_id)) return remedy;
  const std::string user = "'" + userOf(token_id) + "'";
  // As JSON there is a point in privileges alone. What it has is shown, as nothing is done then.
  remedy.commands.push_back("pveum user permissions " + user +
                            " --path / --output-format json | grep -F . || pveum acl modify / "
                            "--users " +
                            user + " --roles PVEAuditor");
  remedy.words +=
      "; a token may do no more than its user, and one without privilege separation just what its "
      "user may, so give that the same where it has nothing on / yet: " +
      remedy.commands.back() +
      "; if this prints rights, it has some there and nothing was changed: where those of "
      "PVEAuditor are not among them, add that role to its own (--users) or to those of its group "
      "(--groups), as an "
      "entry of its own would take the place of the group's";
  return remedy;
}

Remedy grantFor(const std::string& path, const std::string& privilege,
                const Permissions& permissions, const std::string& token_id) {
  const std::string entry = entryOn(path, privilege, permissions);
  const bool shut = entry != kTop && permissions.nothingOn(entry);
  if (permissions.passesDown(kTop, privilege))
    return shut ? liftNoAccess(entry, token_id) : addToEntry(entry, permissions, token_id);
  Remedy remedy = grantOnTop(token_id);
  // What "/" has comes down to where nothing else stands.
  if (!shut || !permissions.passesAnythingDown(kTop)) return remedy;
  const Remedy lift = liftNoAccess(entry, token_id);
  remedy.words += "; and " + lift.words;
  remedy.commands.insert(remedy.commands.end(), lift.commands.begin(), lift.commands.end());
  return remedy;
}

}  // namespace pipevane::proxmox
