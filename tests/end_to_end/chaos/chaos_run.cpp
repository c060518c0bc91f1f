#include "tests/end_to_end/chaos/chaos_run.h"

#include "engine/config/pipeline_reader.h"
#include "tests/end_to_end/chaos/possible.h"
#include "tests/simulator/push/webhook.h"
#include "tests/simulator/server/control.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <pipevane/history.h>
#include <pipevane/inspect.h>

#include <algorithm>
#include <limits>
#include <set>
#include <span>
#include <sstream>
#include <stdexcept>

namespace pipevane::testing {
namespace {

using Poco::JSON::Object;

simulator::Settings settingsOf(const std::string& release, std::uint64_t seed,
                               const std::atomic<std::int64_t>& world_s) {
  simulator::Settings settings;
  settings.nodes = 3;
  settings.guests = 66;
  settings.seed = seed;
  settings.pve_release = release;
  settings.past_s = 600;
  settings.each_listens = settings.own_addresses = true;
  settings.clock = [&world_s] { return world_s.load(); };
  return settings;
}

// As the option of the source is called.
std::string doorOf(std::string way) {
  std::ranges::replace(way, '-', '_');
  return way;
}

Object::Ptr parsed(const std::string& json) {
  return Poco::JSON::Parser().parse(json).extract<Object::Ptr>();
}

}  // namespace

ChaosRun::ChaosRun(const std::string& release, std::uint64_t seed, const Sources& sources)
    : sources_(sources), cluster_(settingsOf(release, seed, world_s_)) {
  const config::KnownTypes types{[](std::string_view type) { return catalogue().find(type); },
                                 catalogue().typeNames()};
  const auto spec = config::readPipeline(
      yaml(), "chaos", types,
      {{"SECRET", cluster_.settings().token_secret}, {"PUSH", Pushes::kToken}});
  pipeline_ = std::make_unique<pipeline::Pipeline>(
      spec, catalogue(), pipeline::Settings{clock_, log_, folder_.path.string()});
  // Some machines' guests tell nothing of their memory from now on.
  cluster_.locked([](simulator::World& world) {
    for (const int vmid : {102, 110, 121, 126}) world.guest(vmid).balloon = false;
  });
  grantAll();
  pipeline_->start();
  if (sources_.pushed_over.empty() && !sources_.events) return;
  clock_.advanceTo(kBeginMs);  // doors are open from then on
  if (!sources_.pushed_over.empty())
    pushes_.emplace(cluster_, sources_.pushed_over, pushPort(), seed);
  if (sources_.events) cluster_.addWebhook(webhook());
}

// The cluster's log as well, where somebody reads it.
void ChaosRun::grantAll() {
  const auto rights = simulator::Rights::auditor(cluster_.version());
  cluster_.grant(sources_.events ? rights.with("Sys.Syslog") : rights);
}

ChaosRun::~ChaosRun() { pipeline_->stop(std::chrono::seconds(20)); }

std::string ChaosRun::yaml() const {
  return "version: 1\nsources:\n" + (sources_.polled ? polling() : "") +
         (sources_.pushed_over.empty() ? "" : pushing()) + (sources_.events ? tailing() : "") +
         "transforms:\n  derived: {type: derive, inputs: [\"source-*\"]}\n"
         "sinks:\n  history: {type: history, inputs: [derived]}\n"
         "  dump: {type: dump, inputs: [derived], cycles: true, path: \"" +
         dump_ + "\"}\n";
}

// One node is named, as by somebody who begins; the others are found.
std::string ChaosRun::polling() const {
  return "  source-poll: {type: proxmox_poll, " + access() + "}\n";
}

std::string ChaosRun::tailing() const {
  return "  source-events: {type: proxmox_events, webhook_port: 0, webhook_token: "
         "\"${env:PUSH}\", " +
         access() + "}\n";
}

std::string ChaosRun::access() const {
  return "timeout: 2s, endpoints: [\"127.0.0.1:" + std::to_string(cluster_.port()) +
         "\"], token_id: \"" + cluster_.settings().token_id +
         "\", token_secret: \"${env:SECRET}\", fingerprint: \"" + cluster_.fingerprint() + "\"";
}

std::string ChaosRun::pushing() const {
  return "  source-push: {type: proxmox_push, cluster: sim, " +
         std::string(Pushes::withToken(sources_.pushed_over) ? "token: \"${env:PUSH}\", " : "") +
         doorOf(sources_.pushed_over) + "_port: 0}\n";
}

std::uint16_t ChaosRun::pushPort() {
  const auto state = parsed(inspected("source-push"));
  const auto door = state->getArray("listening")->getObject(0);
  return static_cast<std::uint16_t>(door->getValue<int>("port"));
}

simulator::Webhook ChaosRun::webhook() {
  const auto door = parsed(inspected("source-events"))->getObject("webhook");
  simulator::Webhook webhook = simulator::webhookOf(
      "http://127.0.0.1:" + std::to_string(door->getValue<int>("port")) + "/webhook");
  webhook.headers["Authorization"] = std::string("Bearer ") + Pushes::kToken;
  return webhook;
}

// Second by second: as one begins the world lives up to it, and what its nodes send then is there.
// No call to the API makes it live on, which would wait for whoever takes what is sent.
void ChaosRun::advanceTo(std::int64_t time_ms) {
  for (std::int64_t next_s = world_s_ + 1; next_s * 1000 <= time_ms; ++next_s) {
    clock_.advanceTo(next_s * 1000 - 1);
    world_s_ = next_s;
    cluster_.locked([](simulator::World&) {});
    if (pushes_) pushes_->carry();
  }
  clock_.advanceTo(time_ms);
}

void ChaosRun::change(const std::vector<Trouble>& troubles, std::int64_t now_s) {
  const auto due = [now_s](std::int64_t at_s) { return at_s > now_s - kStepS && at_s <= now_s; };
  for (const Trouble& each : troubles)
    if (each.for_s > 0 && due(each.at_s + each.for_s)) end(each);
  for (const Trouble& each : troubles)
    if (due(each.at_s)) begin(each);
}

std::vector<ChaosRun::Point> ChaosRun::history(const std::string& entity, const std::string& metric,
                                               std::int64_t from_ms) {
  pipeline::Dictionary& names = pipeline_->dictionary();
  const pv_series_id series = names.findSeries(names.findEntity(entity), names.findMetric(metric));
  const pv_history_query query{.size = sizeof(pv_history_query),
                               .aggregate = PV_LAST,
                               .from_ms = from_ms,
                               .to_ms = std::numeric_limits<std::int64_t>::max(),
                               .step_ms = 0,
                               .max_points = 0,
                               .series_count = 1,
                               .series = &series,
                               .combine = PV_COMBINE_NONE};
  std::vector<Point> points;
  pipeline_->useService(PV_HISTORY, "history", [&](const void* table, void* self) {
    static_cast<const pv_history*>(table)->query(
        self, &query, &points, [](void* context, const pv_history_points* told) {
          const std::span archived(told->spans, told->span_count);
          for (std::size_t i = 0; i < told->count; ++i)
            if (std::ranges::none_of(archived, [i](const pv_archived_span& each) {
                  return i >= each.first && i < each.first + each.count;
                }))
              static_cast<std::vector<Point>*>(context)->push_back(
                  {told->times_ms[i], told->values[i]});
        });
  });
  return points;
}

void ChaosRun::begin(const Trouble& trouble) {
  Object::Ptr asked = parsed(trouble.what);
  if (asked->has("pushes")) return pushes_->begin(asked->getValue<std::string>("pushes"));
  if (asked->optValue<std::string>("kind", "") == "certificate") {
    const auto node = asked->getValue<std::string>("node");
    certificates_.emplace(node, cluster_.certificate(node));
  }
  if (trouble.if_possible &&
      !cluster_.locked([&](simulator::World& world) { return isPossible(world, *asked); }))
    return;
  fault(*asked);
}

void ChaosRun::fault(const Object& asked) {
  std::ostringstream text;
  asked.stringify(text);
  const auto answer = simulator::control(cluster_, "POST", "/__fault", text.str());
  if (answer.status != 200) throw std::runtime_error(text.str() + ": " + answer.body);
}

void ChaosRun::end(const Trouble& trouble) {
  static const std::set<std::string> kTakenBack = {
      "dead",   "hung-member",       "isolated",    "hung-statistics", "lost-storage",
      "fence",  "broken-statistics", "push-target", "refusing-member", "unlisted",
      "removed"};
  auto asked = parsed(trouble.what);
  const auto kind = asked->optValue<std::string>("kind", "");
  if (asked->has("pushes"))
    pushes_->end();
  else if (kind == "rights")
    grantAll();
  else if (kind == "certificate")
    cluster_.changeCertificate(asked->getValue<std::string>("node"),
                               certificates_.at(asked->getValue<std::string>("node")));
  else if (kind == "skewed")
    cluster_.locked(
        [&](simulator::World& world) { world.skewClock(asked->getValue<std::string>("node"), 0); });
  else if (kTakenBack.contains(kind)) {
    if (kind == "fence") asked->set("kind", "dead");
    asked->set("on", false);
    fault(*asked);
  } else {
    cluster_.faults().clear();
  }
}

std::string ChaosRun::inspected(const std::string& component) {
  std::string state;
  pipeline_->useService(PV_INSPECT, component, [&](const void* table, void* self) {
    static_cast<const pv_inspect*>(table)->read(
        self, &state, [](void* out, pv_text json) { *static_cast<std::string*>(out) = str(json); });
  });
  return state;
}

std::map<std::string, std::string> ChaosRun::ill() const {
  std::map<std::string, std::string> all;
  pipeline_->readStatus(&all, [](void* context, const pv_pipeline_status* status) {
    for (std::size_t i = 0; i < status->component_count; ++i) {
      const pv_component_status& each = status->components[i];
      if (each.state != PV_RUNNING)
        (*static_cast<std::map<std::string, std::string>*>(context))[str(each.id)] =
            present(each.why) ? str(each.why) : "";
    }
  });
  return all;
}

}  // namespace pipevane::testing
