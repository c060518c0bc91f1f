#include "plugins/proxmox_push/inspection.h"

#include <pipevane/text.h>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>
#include <string_view>

namespace pipevane::proxmox_push {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object ordered() { return Object(Poco::JSON_PRESERVE_KEY_ORDER); }

Array listeningOf(const std::string& bind, const std::vector<Doors::Open>& open,
                  const Intake& intake, const Host& host) {
  Array all;
  for (const Doors::Open& each : open) {
    Object door = ordered();
    door.set("what", each.door.name).set("bind", bind).set("port", each.door.port);
    if (each.door.carrier != proxmox::PushCarrier::kUdp) door.set("connections", each.connections);
    const Intake::Through& through = intake.through(each.door.format, each.door.carrier);
    door.set("taken", through.pushes);
    if (through.last_ms) door.set("last_age_ms", host.steadyMs() - *through.last_ms);
    all.add(door);
  }
  return all;
}

Array closedOf(const std::vector<Doors::Closed>& closed) {
  Array all;
  for (const Doors::Closed& each : closed) {
    Object door = ordered();
    all.add(door.set("what", each.door.name).set("port", each.door.port).set("why", each.why));
  }
  return all;
}

Object clusterOf(const proxmox::PushDecoder::Told& told, std::int64_t now_ms) {
  Array tellers, conflicts;
  told.tellers->each([&](const proxmox::PushTeller& each) {
    Object teller = ordered();
    if (!each.node.empty()) teller.set("node", each.node);
    teller.set("address", each.address).set("heard_ms", each.heard_ms);
    teller.set("age_ms", now_ms - each.heard_ms);
    tellers.add(teller.set("clock_ahead_ms", each.ahead_ms));
  });
  for (const auto& each : told.tellers->conflicts()) {
    Object conflict = ordered();
    conflict.set("what", each.what).set("believed", each.one).set("refused", each.other);
    conflicts.add(conflict.set("time_ms", each.time_ms));
  }
  Object cluster = ordered();
  cluster.set("name", std::string(told.cluster)).set("entities", told.entities);
  return cluster.set("senders", tellers).set("conflicts", conflicts);
}

Object roomOf(const proxmox::PushRoom& room) {
  using proxmox::PushRoom;
  Object all = ordered();
  all.set("rows", room.rows).set("rows_most", PushRoom::kMostRows);
  all.set("bytes", room.bytes).set("bytes_most", PushRoom::kMostBytes);
  return all.set("nodes", room.tellers).set("nodes_most", PushRoom::kMostTellers);
}

Object minuteOf(const Came& minute) {
  Object all = ordered();
  return all.set("pushes", minute.pushes).set("lines", minute.lines).set("bytes", minute.bytes);
}

Object refusedOf(const proxmox::PushCounts& counts) {
  Object refused = ordered();
  for (std::size_t i = 0; i < proxmox::kRefusals; ++i)
    if (counts.refused[i] > 0)
      refused.set(std::string(proxmox::kRefusalWords[i].word), counts.refused[i]);
  return refused;
}

Object lostOf(const Lost& lost) {
  Object all = ordered();
  all.set("over_limit", lost.over_limit).set("by_kernel", lost.by_kernel);
  all.set("turned_away", lost.turned_away).set("half_lines", lost.half_lines);
  all.set("wrong_tokens", lost.wrong_tokens.count).set("too_much", lost.too_much);
  all.set("bad_requests", lost.bad_requests.count);
  if (lost.wrong_tokens.count > 0) all.set("wrong_token_from", lost.wrong_tokens.from);
  if (lost.bad_requests.count > 0)
    all.set("bad_request_from", lost.bad_requests.from)
        .set("bad_request_why", lost.bad_requests.why);
  return all;
}

}  // namespace

std::string inspected(const Settings& settings, const Doors& doors, const Intake& intake,
                      const Pace& pace, const Array& findings, const Host& host) {
  const proxmox::PushCounts& counts = intake.decoder().counts();
  Object state = ordered();
  state.set("listening", listeningOf(settings.bind, doors.open(), intake, host));
  if (!doors.closed().empty()) state.set("closed", closedOf(doors.closed()));
  Array clusters;
  for (const auto& each : intake.decoder().told()) clusters.add(clusterOf(each, host.nowMs()));
  state.set("clusters", clusters);
  state.set("room", roomOf(intake.decoder().room()));
  if (intake.lastMs()) {
    state.set("last_sender", intake.lastSender());
    state.set("last_age_ms", host.steadyMs() - *intake.lastMs());
  }
  state.set("token_needed", !settings.token.empty()).set("senders_listed", settings.lists_senders);
  if (const std::string open = openToStrangers(settings); !open.empty())
    state.set("open_to_strangers", open);
  state.set("pushes", counts.pushes).set("bytes", intake.bytes()).set("lines", counts.lines);
  state.set("used", counts.used).set("passed", counts.passed).set("values", counts.values);
  state.set("bad_values", counts.bad_values).set("refused", refusedOf(counts));
  state.set("lost", lostOf(intake.lost())).set("last_minute", minuteOf(pace.lastMinute()));
  state.set("doctor", findings);
  std::ostringstream text;
  state.stringify(text);
  return text.str();
}

void Tally::tell(const FigureVisit& visit) const {
  visit.counter("pushes_total", "Datagrams, pieces of connections and bodies.", counts.pushes);
  visit.counter("pushed_bytes_total", "Bytes of them, unpacked.", bytes);
  visit.counter("pushed_lines_total", "Lines and data points of them.", counts.lines);
  visit.counter("pushed_values_total", "Values that were read.", counts.values);
  visit.counter("bad_values_total", "Values that there cannot be.", counts.bad_values);
  for (std::size_t i = 0; i < proxmox::kRefusals; ++i) {
    const pv_attribute reason = attribute("reason", proxmox::kRefusalWords[i].word);
    visit.counter("refused_lines_total", "Lines and data points that were not taken.",
                  counts.refused[i], {&reason, 1});
  }
  const auto dropped = [&visit](std::string_view why, std::uint64_t count) {
    const pv_attribute reason = attribute("reason", why);
    visit.counter("dropped_pushes_total", "What was not even looked at.", count, {&reason, 1});
  };
  dropped("over_limit", lost.over_limit);
  dropped("by_kernel", lost.by_kernel);
  dropped("turned_away", lost.turned_away);
  dropped("half_line", lost.half_lines);
  dropped("wrong_token", lost.wrong_tokens.count);
  dropped("too_much", lost.too_much);
  dropped("bad_request", lost.bad_requests.count);
  visit.gauge("remembered_rows", "Nodes, guests, and storages of nodes.", room.rows);
  visit.gauge("remembered_bytes", "Memory that these take, with their texts.", room.bytes);
  visit.gauge("remembered_nodes", "Nodes, and addresses that tell of guests alone.", room.tellers);
  visit.gauge("open_connections", "Connections of senders.", connections);
}

}  // namespace pipevane::proxmox_push
