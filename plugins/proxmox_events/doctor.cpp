#include "plugins/proxmox_events/doctor.h"

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox/api/https_client.h"
#include "plugins/proxmox/api/secret_filter.h"
#include "plugins/proxmox/single_answers.h"
#include "plugins/proxmox_events/finding.h"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <exception>
#include <future>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

namespace pipevane::proxmox_events {
namespace {

// Who looks around trusts nobody for all time to come, and sends nothing to whom nobody knows.
std::optional<Finding> firstUseFinding(const proxmox::Answer& answer, const proxmox::ApiClient& api,
                                       std::int64_t looked_ms) {
  if (answer.failure != proxmox::Failure::kUnknown) return std::nullopt;
  const auto& shown = api.certificate();
  return Finding{"reach",
                 "note",
                 api.endpoint().url() +
                     " shows a certificate that is not known yet and would be "
                     "trusted at first use" +
                     (shown ? ": " + shown->fingerprint : std::string()),
                 {},
                 looked_ms};
}

std::vector<Finding> examine(proxmox::ApiClient::Settings client, Settings::Log log,
                             const Host& host) {
  client.timeout_ms = std::min(client.timeout_ms, kExaminationMs);
  if (client.trust.first_use) client.trust.first_use = client.trust.first_use->looking();
  const std::string token_id = client.token.id();
  const std::int64_t looked_ms = host.nowMs();
  proxmox::HttpsClient api(std::move(client), [host] { return host.stopping(); });
  const std::string path = "/api2/json/access/permissions";
  const proxmox::Answer answer = api.get(path);
  if (auto first_use = firstUseFinding(answer, api, looked_ms)) return {*std::move(first_use)};
  if (!answer.ok()) {
    const auto why = proxmox::explanation(answer, api.endpoint(), path, token_id);
    return {{"reach", "failed", why.what, {why.remedy}, looked_ms}};
  }
  const proxmox::Permissions permissions = proxmox::permissionsIn(answer.body);
  std::vector<Finding> findings = rightsFindings(log, permissions, token_id, looked_ms);
  findings.insert(findings.begin(),
                  {"reach", "ok", api.endpoint().url() + " answers", {}, looked_ms});
  return findings;
}

}  // namespace

std::string examined(const Settings& settings, const Host& host) {
  std::vector<std::future<std::vector<Finding>>> under_way;
  for (const auto& client : settings.clients)
    under_way.push_back(std::async(std::launch::async, examine, client, settings.log, host));
  Poco::JSON::Array all;
  for (std::size_t i = 0; i < under_way.size(); ++i) {
    std::vector<Finding> findings;
    try {
      findings = under_way[i].get();
    } catch (const std::exception& error) {
      findings = {{"examination", "failed", error.what()}};
    }
    addFindings(all, std::move(findings), std::string(host.id()),
                settings.clients[i].endpoint.url(),
                proxmox::SecretFilter(settings.clients[i].token));
  }
  std::ostringstream text;
  all.stringify(text);
  return text.str();
}

}  // namespace pipevane::proxmox_events
