#include "plugins/proxmox_events/doctor.h"

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox/api/https_client.h"
#include "plugins/proxmox/api/secret_filter.h"
#include "plugins/proxmox/rights/grants.h"
#include "plugins/proxmox/single_answers.h"
#include "plugins/proxmox_events/rights_trouble.h"

#include <pipevane/error.h>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <exception>
#include <future>
#include <optional>
#include <sstream>
#include <vector>

namespace pipevane::proxmox_events {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

struct Finding {
  const char* check;
  const char* state;
  std::string sentence;
  proxmox::Remedy remedy = {};
};

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

struct Examined {
  std::vector<Finding> findings;
  std::int64_t looked_ms = 0;
};

// Who looks around trusts nobody for all time to come, and sends nothing to whom nobody knows.
std::optional<Finding> firstUseFinding(const proxmox::Answer& answer,
                                       const proxmox::ApiClient& api) {
  if (answer.failure != proxmox::Failure::kUnknown) return std::nullopt;
  const auto& shown = api.certificate();
  return Finding{"reach", "note",
                 api.endpoint().url() +
                     " shows a certificate that is not known yet and would be "
                     "trusted at first use" +
                     (shown ? ": " + shown->fingerprint : std::string())};
}

Examined examine(proxmox::ApiClient::Settings client, Settings::Log log, const Host& host) {
  client.timeout_ms = std::min(client.timeout_ms, kExaminationMs);
  if (client.trust.first_use) client.trust.first_use = client.trust.first_use->looking();
  const std::string token_id = client.token.id();
  Examined examined{.findings = {}, .looked_ms = host.nowMs()};
  proxmox::HttpsClient api(std::move(client), [host] { return host.stopping(); });
  const std::string path = "/api2/json/access/permissions";
  const proxmox::Answer answer = api.get(path);
  if (const auto first_use = firstUseFinding(answer, api)) {
    examined.findings.push_back(*first_use);
    return examined;
  }
  if (!answer.ok()) {
    const auto why = proxmox::explanation(answer, api.endpoint(), path, token_id);
    examined.findings.push_back({"reach", "failed", why.what, {why.remedy}});
    return examined;
  }
  const proxmox::Permissions permissions = proxmox::permissionsIn(answer.body);
  examined.findings = {{"reach", "ok", api.endpoint().url() + " answers"},
                       tasksFinding(permissions, token_id),
                       logFinding(log, permissions, token_id)};
  return examined;
}

// A peer that spells the secret in JSON's escapes brings it back when they are read.
void clean(Finding& finding, const proxmox::SecretFilter& filter) {
  filter.clean(finding.sentence);
  filter.clean(finding.remedy.words);
  for (std::string& each : finding.remedy.commands) filter.clean(each);
}

Object objectOf(const Finding& finding, const std::string& component, const std::string& target,
                std::int64_t looked_ms) {
  Object object(Poco::JSON_PRESERVE_KEY_ORDER);
  object.set("component", component).set("target", target).set("check", finding.check);
  object.set("state", finding.state).set("sentence", finding.sentence);
  if (!finding.remedy.words.empty()) object.set("remedy", finding.remedy.words);
  if (!finding.remedy.commands.empty()) {
    Array commands;
    for (const std::string& each : finding.remedy.commands) commands.add(each);
    object.set("commands", commands);
  }
  if (looked_ms != 0) object.set("looked_ms", looked_ms);
  return object;
}

}  // namespace

std::string examined(const Settings& settings, const Host& host) {
  std::vector<std::future<Examined>> under_way;
  for (const auto& client : settings.clients)
    under_way.push_back(std::async(std::launch::async, examine, client, settings.log, host));
  Array all;
  for (std::size_t i = 0; i < under_way.size(); ++i) {
    Examined examined;
    try {
      examined = under_way[i].get();
    } catch (const std::exception& error) {
      examined.findings = {{"examination", "failed", error.what()}};
    }
    const proxmox::SecretFilter filter(settings.clients[i].token);
    for (Finding& each : examined.findings) {
      clean(each, filter);
      all.add(objectOf(each, std::string(host.id()), settings.clients[i].endpoint.url(),
                       examined.looked_ms));
    }
  }
  std::ostringstream text;
  all.stringify(text);
  return text.str();
}

}  // namespace pipevane::proxmox_events
