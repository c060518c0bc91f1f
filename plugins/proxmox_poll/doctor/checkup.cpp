#include "plugins/proxmox_poll/doctor/checkup.h"

#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox_poll/doctor/clean_findings.h"
#include "plugins/proxmox_poll/doctor/findings_json.h"
#include "plugins/proxmox_poll/doctor/judge.h"

namespace pipevane::proxmox_poll {
namespace {

using proxmox::ApiClient;

// What holds for the cluster, as its current node told it.
void addCluster(const proxmox::FleetDecoder& decoder, Seen& seen) {
  seen.version = decoder.versionText();
  seen.permissions = decoder.permissions();
  if (!decoder.clusterStatus().members.empty()) seen.cluster = decoder.clusterStatus();
  if (!decoder.resources().nodes.empty()) seen.resources = decoder.resources();
  seen.metric_servers = decoder.metricServers();
}

// Of one that is not asked as another one answers: what it said before.
Findings judgeAlone(const Seen& seen) {
  Findings findings;
  if (judgeConnection(seen, findings)) judgeToken(seen, findings);
  return findings;
}

}  // namespace

bool Checkup::due(const ApiClient& client, std::int64_t now_ms) const {
  const auto known = endpoints_.find(client.endpoint().url());
  return known == endpoints_.end() || !known->second.asked ||
         now_ms - known->second.asked_ms >= kAgainMs;
}

void Checkup::answered(const ApiClient& client, const Reply& version, std::int64_t now_ms) {
  take(client, version, now_ms);
  endpoints_[client.endpoint().url()].seen.ahead_ms = version.server_ms - now_ms;
}

void Checkup::rightsAsked(const ApiClient& client, std::int64_t now_ms) {
  stale_ = true;
  endpoints_[client.endpoint().url()].looked_ms = now_ms;
}

void Checkup::asked(const ApiClient& client, std::int64_t now_ms) {
  stale_ = true;
  Endpoint& endpoint = endpoints_[client.endpoint().url()];
  endpoint.looked_ms = now_ms;
  endpoint.asked = true;
  endpoint.asked_ms = now_ms;
}

void Checkup::failed(const ApiClient& client, const Reply& reply, std::int64_t now_ms) {
  if (reply.not_asked) return;
  take(client, reply, now_ms);
  Endpoint& endpoint = endpoints_[client.endpoint().url()];
  // Its rights may be what changed.
  endpoint.asked = false;
  endpoint.seen.unreadable = reply.unreadable;
}

void Checkup::proven(const ApiClient& client) {
  stale_ = true;
  endpoints_.erase(client.endpoint().url());
}

Seen Checkup::seenOf(const ApiClient& client) const {
  const auto known = endpoints_.find(client.endpoint().url());
  if (known != endpoints_.end()) return known->second.seen;
  Seen seen;
  seen.endpoint = client.endpoint();
  seen.token_id = token_id_;
  return seen;
}

std::int64_t Checkup::lookedMs(const ApiClient& client) const {
  const auto known = endpoints_.find(client.endpoint().url());
  return known == endpoints_.end() ? 0 : known->second.looked_ms;
}

void Checkup::take(const ApiClient& client, const Reply& reply, std::int64_t now_ms) {
  stale_ = true;
  Seen seen;
  seen.endpoint = client.endpoint();
  seen.token_id = token_id_;
  seen.trust = client.settings().trust;
  seen.now_ms = now_ms;
  seen.certificate = client.certificate();
  if (seen.trust.first_use) seen.known = seen.trust.first_use->known(seen.endpoint);
  proxmox::Answer& hello = seen.hello.emplace();
  hello.status = reply.status;
  hello.failure = reply.failure;
  hello.reason = reply.reason;
  hello.remedy = reply.remedy;
  seen.path = reply.path;
  Endpoint& endpoint = endpoints_[client.endpoint().url()];
  endpoint.seen = std::move(seen);
  endpoint.looked_ms = now_ms;
}

const Poco::JSON::Array& Checkup::findings(const std::string& component, const Contacts& contacts,
                                           const proxmox::FleetDecoder& decoder) {
  if (stale_ || decoder.nodeChanges() != judged_at_change_)
    judged_ = judged(component, contacts, decoder);
  stale_ = false;
  judged_at_change_ = decoder.nodeChanges();
  return judged_;
}

Poco::JSON::Array Checkup::judged(const std::string& component, const Contacts& contacts,
                                  const proxmox::FleetDecoder& decoder) const {
  Poco::JSON::Array all;
  contacts.each([&](const Contact& contact, bool configured, bool current) {
    if (!configured && !current) return;
    const ApiClient& client = contact.client();
    Seen seen = seenOf(client);
    if (current) addCluster(decoder, seen);
    Findings findings = current ? judge(seen) : judgeAlone(seen);
    clean(findings, proxmox::SecretFilter(client.settings().token));
    addFindings(all, component, client.endpoint().url(), findings, lookedMs(client));
  });
  return all;
}

}  // namespace pipevane::proxmox_poll
