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

Array listeningOf(const std::string& bind, const std::vector<Doors::Open>& open) {
  Array all;
  for (const Doors::Open& each : open) {
    Object door = ordered();
    door.set("what", each.door.name).set("bind", bind).set("port", each.door.port);
    if (each.door.carrier != proxmox::PushCarrier::kUdp) door.set("connections", each.connections);
    all.add(door);
  }
  return all;
}

Object clusterOf(const proxmox::PushDecoder::Told& told, std::int64_t now_ms) {
  Array tellers, conflicts;
  told.tellers->each([&](const proxmox::Teller& each) {
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
  return all.set("bad_requests", lost.bad_requests).set("wrong_tokens", lost.wrong_tokens);
}

class FigureTeller {
 public:
  FigureTeller(void* context, void (*visit)(void*, const pv_figure*))
      : context_(context), visit_(visit) {}

  void say(std::string_view name, std::string_view help, double value, bool counter = true,
           std::string_view reason = {}) {
    const pv_attribute label{text("reason"), text(reason)};
    const pv_figure figure{.size = sizeof(pv_figure),
                           .counter = counter,
                           .name = text(name),
                           .help = text(help),
                           .value = value,
                           .label_count = reason.empty() ? 0U : 1U,
                           .labels = &label};
    visit_(context_, &figure);
  }

 private:
  void* context_;
  void (*visit_)(void*, const pv_figure*);
};

}  // namespace

std::string inspected(const Settings& settings, const std::vector<Doors::Open>& open,
                      const Intake& intake, const Host& host) {
  const proxmox::PushCounts& counts = intake.decoder().counts();
  Object state = ordered();
  state.set("listening", listeningOf(settings.bind, open));
  Array clusters;
  for (const auto& each : intake.decoder().told()) clusters.add(clusterOf(each, host.nowMs()));
  state.set("clusters", clusters);
  if (intake.lastMs()) {
    state.set("last_sender", intake.lastSender());
    state.set("last_age_ms", host.steadyMs() - *intake.lastMs());
  }
  state.set("token_needed", !settings.token.empty()).set("senders_listed", settings.lists_senders);
  state.set("pushes", counts.pushes).set("bytes", intake.bytes()).set("lines", counts.lines);
  state.set("used", counts.used).set("passed", counts.passed).set("values", counts.values);
  state.set("bad_values", counts.bad_values).set("refused", refusedOf(counts));
  state.set("lost", lostOf(intake.lost()));
  std::ostringstream text;
  state.stringify(text);
  return text.str();
}

void tellFigures(const Tally& tally, void* context, void (*visit)(void*, const pv_figure*)) {
  FigureTeller teller(context, visit);
  const auto number = [](std::uint64_t count) { return static_cast<double>(count); };
  const proxmox::PushCounts& counts = tally.counts;
  teller.say("pushes_total", "Datagrams, pieces of connections and bodies.", number(counts.pushes));
  teller.say("pushed_bytes_total", "Bytes of them, unpacked.", number(tally.bytes));
  teller.say("pushed_lines_total", "Lines and data points of them.", number(counts.lines));
  teller.say("pushed_values_total", "Values that were read.", number(counts.values));
  teller.say("bad_values_total", "Values that there cannot be.", number(counts.bad_values));
  for (std::size_t i = 0; i < proxmox::kRefusals; ++i)
    teller.say("refused_lines_total", "Lines and data points that were not taken.",
               number(counts.refused[i]), true, proxmox::kRefusalWords[i].word);
  constexpr std::string_view kDropped = "dropped_pushes_total",
                             kDroppedHelp = "What was not even looked at.";
  const Lost& lost = tally.lost;
  teller.say(kDropped, kDroppedHelp, number(lost.over_limit), true, "over_limit");
  teller.say(kDropped, kDroppedHelp, number(lost.by_kernel), true, "by_kernel");
  teller.say(kDropped, kDroppedHelp, number(lost.turned_away), true, "turned_away");
  teller.say(kDropped, kDroppedHelp, number(lost.half_lines), true, "half_line");
  teller.say(kDropped, kDroppedHelp, number(lost.bad_requests), true, "bad_request");
  teller.say("open_connections", "Connections of senders.", static_cast<double>(tally.connections),
             false);
}

}  // namespace pipevane::proxmox_push
