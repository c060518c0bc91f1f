#include "plugins/proxmox_events/inspection.h"

#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox_events/finding.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>
#include <utility>
#include <vector>

namespace pipevane::proxmox_events {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// A moment by the steady clock, as the clock that tells the time has it now.
std::int64_t asTime(std::int64_t steady_ms, const Host& host) {
  return host.nowMs() - (host.steadyMs() - steady_ms);
}

Object lastMinuteOf(const proxmox::Traffic::Counters& counters) {
  Object last_minute(Poco::JSON_PRESERVE_KEY_ORDER);
  last_minute.set("requests", counters.requests).set("handshakes", counters.handshakes);
  return last_minute.set("received_bytes", counters.received_bytes);
}

const char* stateOf(const proxmox::Contact& contact, bool current, bool connected, bool rests) {
  if (!contact.why().empty()) return rests ? "resting" : "failed";
  if (current && connected) return "answering";
  return contact.sinceMs() ? "ready" : "not asked yet";
}

Object endpointOf(const proxmox::Contact& contact, bool configured, bool current, bool connected,
                  const Host& host) {
  Object endpoint(Poco::JSON_PRESERVE_KEY_ORDER);
  const bool rests = contact.rests(host.steadyMs());
  endpoint.set("url", contact.client().endpoint().url());
  if (!contact.node().empty()) endpoint.set("node", contact.node());
  endpoint.set("configured", configured).set("state", stateOf(contact, current, connected, rests));
  if (!contact.why().empty()) endpoint.set("why", contact.why());
  if (const auto since = contact.sinceMs()) endpoint.set("since_ms", asTime(*since, host));
  if (const auto asked = contact.askedMs()) endpoint.set("asked_ms", asTime(*asked, host));
  if (rests) endpoint.set("again_ms", asTime(contact.restsUntilMs(), host));
  const auto& counters = contact.client().counters();
  endpoint.set("requests", counters.requests).set("handshakes", counters.handshakes);
  endpoint.set("resumptions", counters.resumptions);
  endpoint.set("received_bytes", counters.received_bytes);
  return endpoint.set("last_minute", lastMinuteOf(contact.lastMinute()));
}

// What may be asked, and what all endpoints together were asked.
Object budgetOf(const Settings& settings, const Figures& figures) {
  proxmox::Traffic::Counters sum;
  for (const Figures::Asked& each : figures.asked) {
    sum.requests += each.last_minute.requests;
    sum.handshakes += each.last_minute.handshakes;
    sum.received_bytes += each.last_minute.received_bytes;
  }
  Object budget(Poco::JSON_PRESERVE_KEY_ORDER);
  budget.set("requests_per_minute", settings.limits.requests);
  return budget.set("last_minute", lastMinuteOf(sum));
}

// Whether it can be asked. Where another one answers instead the source works all the same.
Finding reachFinding(const proxmox::Contact& contact, bool connected, const Host& host) {
  const std::int64_t looked_ms = asTime(contact.askedMs().value_or(host.steadyMs()), host);
  if (contact.why().empty())
    return {"reach", "ok", contact.client().endpoint().url() + " answers", {}, looked_ms};
  const auto end = contact.why().find("; ");
  Finding finding{"reach", connected ? "note" : "failed", contact.why().substr(0, end)};
  if (end != std::string::npos) finding.remedy.words = contact.why().substr(end + 2);
  finding.looked_ms = looked_ms;
  return finding;
}

// What is known while it runs, without a question of its own: of each endpoint of the options
// whether it answers, and of the one that is asked what the token may.
Array findingsOf(EventWatch& watch, const Settings& settings, const Host& host) {
  const EventWatch::State state = watch.state();
  const auto& permissions = watch.decoder().permissions();
  Array all;
  watch.contacts().each([&](const proxmox::Contact& contact, bool configured, bool current) {
    if ((!configured && !current) || !contact.askedMs()) return;
    const proxmox::ApiClient& client = contact.client();
    std::vector<Finding> findings{reachFinding(contact, state.connected, host)};
    if (current && contact.why().empty() && permissions && state.rights_ms)
      for (Finding& each : rightsFindings(settings.log, *permissions, client.settings().token.id(),
                                          *state.rights_ms))
        findings.push_back(std::move(each));
    addFindings(all, std::move(findings), std::string(host.id()), client.endpoint().url(),
                proxmox::SecretFilter(client.settings().token));
  });
  return all;
}

Array gapsOf(const proxmox::events::EventDecoder& decoder) {
  Array gaps;
  for (const proxmox::events::Gap& each : decoder.gaps()) {
    Object gap(Poco::JSON_PRESERVE_KEY_ORDER);
    gap.set("node", each.node).set("since_ms", each.since_s * 1000);
    gaps.add(gap);
  }
  return gaps;
}

const char* logStateOf(const EventWatch& watch) {
  if (!watch.state().reads_log) return "not read";
  return watch.decoder().logUnreadable() ? "an entry cannot be read" : "read";
}

}  // namespace

Figures measured(EventWatch& watch, const proxmox::Leadership& leadership, const Host& host) {
  watch.contacts().noteTraffic(host.steadyMs());
  const EventWatch::State state = watch.state();
  const proxmox::events::EventDecoder& decoder = watch.decoder();
  Figures figures;
  watch.contacts().each([&](const proxmox::Contact& contact, bool, bool) {
    figures.asked.push_back(
        {contact.client().endpoint().url(), contact.client().counters(), contact.lastMinute()});
  });
  figures.leads = leadership.leads();
  figures.connected = state.connected;
  figures.seen_ms = state.seen_ms;
  figures.events = decoder.eventsTold();
  figures.running_tasks = decoder.runningTasks();
  figures.nodes_missing = decoder.gaps().size();
  figures.surprises = decoder.surprises().total();
  return figures;
}

std::string inspection(EventWatch& watch, const proxmox::Leadership& leadership,
                       const Settings& settings, const Figures& figures, const Host& host) {
  const proxmox::events::EventDecoder& decoder = watch.decoder();
  Object all(Poco::JSON_PRESERVE_KEY_ORDER);
  if (leadership.settled()) {
    all.set("cluster", leadership.cluster());
    all.set("role", leadership.leads() ? "leading" : "standing by");
    if (const std::string leader = leadership.leader(); !leadership.leads() && !leader.empty())
      all.set("leader", leader);
  }
  all.set("connected", figures.connected);
  if (figures.seen_ms) all.set("last_seen_ms", *figures.seen_ms);
  if (!decoder.versionText().empty()) all.set("version", proxmox::oneLine(decoder.versionText()));
  all.set("events", figures.events).set("running_tasks", figures.running_tasks);
  all.set("missing_tasks", gapsOf(decoder)).set("log", logStateOf(watch));
  Array endpoints;
  watch.contacts().each([&](const proxmox::Contact& contact, bool configured, bool current) {
    endpoints.add(endpointOf(contact, configured, current, figures.connected, host));
  });
  all.set("endpoints", endpoints).set("budget", budgetOf(settings, figures));
  if (figures.webhook) {
    const WebhookDoor::Counts& counts = figures.webhook->counts;
    Object webhook(Poco::JSON_PRESERVE_KEY_ORDER);
    webhook.set("bind", settings.webhook_bind).set("port", figures.webhook->port);
    webhook.set("taken", counts.taken);
    webhook.set("refused", counts.refused).set("wrong_tokens", counts.wrong_tokens);
    all.set("webhook", webhook.set("turned_away", counts.turned_away));
  }
  Object surprises(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& [what, count] : decoder.surprises().counts()) surprises.set(what, count);
  all.set("surprises", surprises).set("doctor", findingsOf(watch, settings, host));
  std::ostringstream text;
  all.stringify(text);
  return text.str();
}

}  // namespace pipevane::proxmox_events
