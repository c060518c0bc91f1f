#include "plugins/proxmox_events/finding.h"

#include "plugins/proxmox_events/rights_trouble.h"

#include <Poco/JSON/Object.h>

#include <utility>

namespace pipevane::proxmox_events {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

std::string tokenWords(const std::string& token_id) { return "the token " + token_id; }

Finding tasksFinding(const proxmox::Permissions& permissions, const std::string& token_id) {
  if (permissions.have("/", kTasksPrivilege))
    return {"tasks", "ok", tokenWords(token_id) + " sees the tasks of all nodes"};
  return {"tasks", "failed",
          tokenWords(token_id) + " lacks " + kTasksPrivilege +
              " on /, without which the list of tasks is empty: no task is told",
          proxmox::grantFor("/", kTasksPrivilege, permissions, token_id)};
}

Finding logFinding(Settings::Log log, const proxmox::Permissions& permissions,
                   const std::string& token_id) {
  if (log == Settings::Log::kNever)
    return {"log", "ok", "the cluster's log is not read, as the option \"log\" says"};
  if (permissions.have("/", kLogPrivilege))
    return {"log", "ok", tokenWords(token_id) + " sees the cluster's log"};
  return {"log", log == Settings::Log::kAlways ? "failed" : "note",
          tokenWords(token_id) + " lacks " + kLogPrivilege +
              " on /, without which the cluster's log is empty: no login is told, and nothing else "
              "that only the log has",
          logRemedy(token_id)};
}

void clean(Finding& finding, const proxmox::SecretFilter& filter) {
  filter.clean(finding.sentence);
  filter.clean(finding.remedy.words);
  for (std::string& each : finding.remedy.commands) filter.clean(each);
}

Object objectOf(const Finding& finding, const std::string& component, const std::string& target) {
  Object object(Poco::JSON_PRESERVE_KEY_ORDER);
  object.set("component", component).set("target", target).set("check", finding.check);
  object.set("state", finding.state).set("sentence", finding.sentence);
  if (!finding.remedy.words.empty()) object.set("remedy", finding.remedy.words);
  if (!finding.remedy.commands.empty()) {
    Array commands;
    for (const std::string& each : finding.remedy.commands) commands.add(each);
    object.set("commands", commands);
  }
  if (finding.looked_ms != 0) object.set("looked_ms", finding.looked_ms);
  return object;
}

}  // namespace

std::vector<Finding> rightsFindings(Settings::Log log, const proxmox::Permissions& permissions,
                                    const std::string& token_id, std::int64_t looked_ms) {
  std::vector<Finding> findings{tasksFinding(permissions, token_id),
                                logFinding(log, permissions, token_id)};
  for (Finding& each : findings) each.looked_ms = looked_ms;
  return findings;
}

void addFindings(Array& all, std::vector<Finding> findings, const std::string& component,
                 const std::string& target, const proxmox::SecretFilter& filter) {
  for (Finding& each : findings) {
    clean(each, filter);
    all.add(objectOf(each, component, target));
  }
}

}  // namespace pipevane::proxmox_events
