#include "plugins/proxmox_poll/inspection.h"

#include "plugins/proxmox/api/one_line.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>

namespace pipevane::proxmox_poll {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object lastMinuteOf(const proxmox::Traffic::Counters& counters) {
  Object last_minute(Poco::JSON_PRESERVE_KEY_ORDER);
  last_minute.set("requests", counters.requests).set("handshakes", counters.handshakes);
  return last_minute.set("received_bytes", counters.received_bytes);
}

// A moment by the steady clock, as the clock that tells the time has it now: where that was set
// since, what it said then would be wrong.
std::int64_t asTime(std::int64_t steady_ms, const Host& host) {
  return host.nowMs() - (host.steadyMs() - steady_ms);
}

// `asks`: the source asks its endpoints, and does not leave that to another one.
const char* stateOf(const proxmox::Contact& contact, bool current, bool rests, bool asks) {
  if (!asks && !contact.why().empty()) return "failed";
  if (rests) return "resting";
  if (current && asks) return "answering";
  if (current && contact.sinceMs()) return "answered";
  return contact.sinceMs() ? "ready" : "not asked yet";
}

Object endpointOf(const proxmox::Contact& contact, bool configured, bool current, bool asks,
                  const Host& host) {
  Object endpoint(Poco::JSON_PRESERVE_KEY_ORDER);
  endpoint.set("url", contact.client().endpoint().url());
  if (!contact.node().empty()) endpoint.set("node", contact.node());
  endpoint.set("configured", configured);
  const bool rests = asks && contact.rests(host.steadyMs());
  endpoint.set("state", stateOf(contact, current, rests, asks));
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

Object budgetOf(const Cost& cost) {
  Object budget(Poco::JSON_PRESERVE_KEY_ORDER);
  budget.set("requests_per_minute", cost.limits.requests);
  budget.set("received_bytes_per_minute", cost.limits.received_bytes);
  budget.set("handshakes_per_minute", cost.limits.handshakes);
  budget.set("last_minute", lastMinuteOf(cost.lastMinute()));
  budget.set("cycles_held_back", cost.held_back);
  if (cost.reached)
    budget.set("reached", proxmox::Budget::optionOf(cost.reached->limit))
        .set("since_ms", cost.reached->since_ms);
  return budget;
}

Object archiveOf(const Archive::State& state) {
  Object archive(Poco::JSON_PRESERVE_KEY_ORDER);
  archive.set("requests", state.requests).set("handshakes", state.handshakes);
  archive.set("received_bytes", state.received_bytes);
  archive.set("answers", state.answers).set("answer_bytes", state.bytes);
  if (!state.why.empty()) archive.set("why", state.why);
  return archive;
}

void describeRole(const proxmox::Leadership& leadership, Object& all) {
  if (!leadership.settled()) return;
  all.set("cluster", leadership.cluster());
  if (leadership.identity().known()) all.set("root_certificate", leadership.identity().root);
  all.set("role", leadership.leads() ? "leading" : "standing by");
  const std::string leader = leadership.leader();
  if (leadership.leads() || leader.empty()) return;
  all.set("leader", leader);
  all.set("note", "The source \"" + leader +
                      "\" watches the same cluster. This one asks nothing, and goes on in its "
                      "place when it stops or does not answer.");
}

}  // namespace

std::string inspection(const proxmox::FleetDecoder& decoder, const proxmox::Contacts& contacts,
                       const proxmox::Leadership& leadership, const Archive& archive,
                       const Cost& cost, const Poco::JSON::Array& findings, bool asks,
                       const Host& host) {
  const Archive::State archived = archive.state();
  Object all(Poco::JSON_PRESERVE_KEY_ORDER);
  describeRole(leadership, all);
  if (const std::string& version = decoder.versionText(); !version.empty())
    all.set("version", proxmox::oneLine(version));
  if (decoder.clusterStatus().quorate) all.set("quorate", *decoder.clusterStatus().quorate);
  Array endpoints;
  contacts.each([&](const proxmox::Contact& contact, bool configured, bool current) {
    endpoints.add(endpointOf(contact, configured, current, asks, host));
  });
  all.set("endpoints", endpoints);
  all.set("budget", budgetOf(cost));
  Object surprises(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& [what, count] : decoder.surprises().counts()) surprises.set(what, count);
  for (const auto& [what, count] : archived.surprises) surprises.set(what, count);
  all.set("surprises", surprises);
  all.set("archive", archiveOf(archived));
  all.set("doctor", findings);
  std::ostringstream text;
  all.stringify(text);
  return text.str();
}

}  // namespace pipevane::proxmox_poll
