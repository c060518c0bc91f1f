#include "plugins/proxmox_events/inspection.h"

#include "plugins/proxmox/api/one_line.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>

namespace pipevane::proxmox_events {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// A moment by the steady clock, as the clock that tells the time has it now.
std::int64_t asTime(std::int64_t steady_ms, const Host& host) {
  return host.nowMs() - (host.steadyMs() - steady_ms);
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
  if (rests) endpoint.set("again_ms", asTime(contact.restsUntilMs(), host));
  endpoint.set("requests", contact.client().counters().requests);
  return endpoint.set("requests_last_minute", contact.lastMinute().requests);
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
                       const Figures& figures, const Host& host) {
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
  all.set("endpoints", endpoints);
  if (figures.webhook) {
    const WebhookDoor::Counts& counts = figures.webhook->counts;
    Object webhook(Poco::JSON_PRESERVE_KEY_ORDER);
    webhook.set("port", figures.webhook->port).set("taken", counts.taken);
    webhook.set("refused", counts.refused).set("wrong_tokens", counts.wrong_tokens);
    all.set("webhook", webhook.set("turned_away", counts.turned_away));
  }
  Object surprises(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& [what, count] : decoder.surprises().counts()) surprises.set(what, count);
  all.set("surprises", surprises);
  std::ostringstream text;
  all.stringify(text);
  return text.str();
}

}  // namespace pipevane::proxmox_events
