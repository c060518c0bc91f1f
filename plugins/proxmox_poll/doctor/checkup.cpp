#include "plugins/proxmox_poll/doctor/checkup.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox_poll/doctor/clean_findings.h"
#include "plugins/proxmox_poll/doctor/findings_json.h"
#include "plugins/proxmox_poll/doctor/judge.h"
#include "plugins/proxmox_poll/list_path.h"

#include <cstdlib>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::ApiClient;

constexpr std::string_view kStatus = "/cluster/status";

// It spoke, as one who knows the token, and failed on one thing that it was asked for.
bool failedOnOneCall(const proxmox::Reply& reply) {
  if (reply.foreign) return true;
  return reply.status != 0 && reply.status != 401 && reply.path != "/version";
}

Seen::Trouble troubleOf(const ApiClient& client, const std::string& token_id,
                        const proxmox::Reply& reply) {
  proxmox::Answer answer;
  answer.status = reply.status;
  answer.reason = reply.reason;
  Seen::Trouble trouble{.path = reply.path, .what = reply.why, .remedy = "", .vital = true};
  if (reply.status == 200 || reply.foreign) {
    const auto end = reply.why.find("; ");
    if (end == std::string::npos) return trouble;
    trouble.what = reply.why.substr(0, end);
    trouble.remedy = reply.why.substr(end + 2);
    return trouble;
  }
  const auto explained = proxmox::explanation(
      answer, client.endpoint(), std::string(Conversation::kRoot) + reply.path, token_id);
  trouble.what = explained.what;
  trouble.remedy = explained.remedy;
  trouble.refused = reply.status == 403;
  return trouble;
}

// Rows are up to a cycle old or two, and tell no more exactly whether two clocks agree.
constexpr std::int64_t kRowsAgreeMs = 30'000;

// The other members, as the metrics export tells of them.
void addMembers(const proxmox::FleetDecoder& decoder, Seen& seen) {
  for (const auto& each : decoder.clusterStatus().members) {
    if (!each.online || each.local) continue;
    Seen::Member& member = seen.members.emplace_back();
    member.name = each.name;
    member.silent = decoder.silent(each.name);
    member.ahead_ms = decoder.aheadMs(each.name);
    if (member.ahead_ms && seen.ahead_ms &&
        std::abs(*member.ahead_ms - *seen.ahead_ms) <= kRowsAgreeMs)
      member.ahead_ms = seen.ahead_ms;
  }
}

// What is told of members changes with it.
std::string saidByExport(const proxmox::FleetDecoder& decoder) {
  std::string said;
  for (const auto& each : decoder.clusterStatus().members) {
    said += decoder.silent(each.name) ? 's' : '.';
    if (const auto ahead_ms = decoder.aheadMs(each.name)) said += std::to_string(*ahead_ms);
  }
  return said;
}

// What holds for the cluster, as its current node told it.
void addCluster(const proxmox::FleetDecoder& decoder, Seen& seen) {
  seen.version = decoder.versionText();
  seen.permissions = decoder.permissions();
  // What it may not read any more, or failed on, is as it was some time ago.
  const bool refused = seen.permissions && !seen.permissions->have("/", "Sys.Audit");
  if (!refused && !seen.failedOn(kStatus) && !decoder.clusterStatus().members.empty()) {
    seen.cluster = decoder.clusterStatus();
    addMembers(decoder, seen);
  }
  if (!seen.failedOn(kListPath) && !decoder.resources().nodes.empty())
    seen.resources = decoder.resources();
  if (!refused) seen.metric_servers = decoder.metricServers();
}

// Of one that is not asked as another one answers: what it said before.
Findings judgeAlone(const Seen& seen) {
  Findings findings;
  if (judgeConnection(seen, findings) && judgeToken(seen, findings)) judgeAnswers(seen, findings);
  return findings;
}

}  // namespace

bool Checkup::due(const ApiClient& client, std::int64_t steady_ms) const {
  const auto known = endpoints_.find(client.endpoint().url());
  return known == endpoints_.end() || !known->second.asked_steady_ms ||
         steady_ms - *known->second.asked_steady_ms >= kAgainMs;
}

void Checkup::answered(const ApiClient& client, const proxmox::Reply& version,
                       std::int64_t now_ms) {
  take(client, version, now_ms);
  endpoints_[client.endpoint().url()].seen.ahead_ms = version.server_ms - now_ms;
}

void Checkup::rightsAsked(const ApiClient& client, std::int64_t now_ms) {
  stale_ = true;
  endpoints_[client.endpoint().url()].looked_ms = now_ms;
}

void Checkup::asked(const ApiClient& client, std::int64_t now_ms, std::int64_t steady_ms) {
  stale_ = true;
  Endpoint& endpoint = endpoints_[client.endpoint().url()];
  endpoint.looked_ms = now_ms;
  endpoint.asked_steady_ms = steady_ms;
}

void Checkup::failed(const ApiClient& client, const proxmox::Reply& reply, std::int64_t now_ms) {
  if (reply.not_asked) return;
  Endpoint& endpoint = endpoints_[client.endpoint().url()];
  // Its rights may be what changed.
  endpoint.asked_steady_ms.reset();
  const auto& hello = endpoint.seen.hello;
  if (failedOnOneCall(reply) && hello && hello->ok() && endpoint.seen.unreadable.empty()) {
    stale_ = true;
    endpoint.seen.troubles = {troubleOf(client, token_id_, reply)};
    endpoint.looked_ms = now_ms;
    return;
  }
  take(client, reply, now_ms);
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

void Checkup::take(const ApiClient& client, const proxmox::Reply& reply, std::int64_t now_ms) {
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

const Poco::JSON::Array& Checkup::findings(const std::string& component,
                                           const proxmox::Contacts& contacts,
                                           const proxmox::FleetDecoder& decoder) {
  std::string export_says = saidByExport(decoder);
  if (stale_ || decoder.nodeChanges() != judged_at_change_ || export_says != judged_at_export_)
    judged_ = judged(component, contacts, decoder);
  stale_ = false;
  judged_at_change_ = decoder.nodeChanges();
  judged_at_export_ = std::move(export_says);
  return judged_;
}

Poco::JSON::Array Checkup::judged(const std::string& component, const proxmox::Contacts& contacts,
                                  const proxmox::FleetDecoder& decoder) const {
  Poco::JSON::Array all;
  contacts.each([&](const proxmox::Contact& contact, bool configured, bool current) {
    if (!configured && !current) return;
    const ApiClient& client = contact.client();
    Seen seen = seenOf(client);
    seen.source = component;
    seen.configured = configured;
    if (current) addCluster(decoder, seen);
    Findings findings = current ? judge(seen) : judgeAlone(seen);
    clean(findings, proxmox::SecretFilter(client.settings().token));
    addFindings(all, component, client.endpoint().url(), findings, lookedMs(client));
  });
  return all;
}

}  // namespace pipevane::proxmox_poll
