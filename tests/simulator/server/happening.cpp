#include "tests/simulator/server/happening.h"

#include "tests/simulator/simulator.h"

#include <Poco/JSON/Array.h>

#include <functional>
#include <map>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Object;

// "on": false takes it back.
bool on(const Object& asked) { return asked.optValue<bool>("on", true); }
std::string nodeOf(const Object& asked) { return asked.getValue<std::string>("node"); }
int vmidOf(const Object& asked) { return asked.getValue<int>("vmid"); }

using Happening = std::function<void(World&, const Object&)>;

const std::map<std::string, Happening>& happenings() {
  static const std::map<std::string, Happening> all = {
      {"dead", [](World& w, const Object& o) { w.setOnline(nodeOf(o), !on(o)); }},
      {"hung-member", [](World& w, const Object& o) { w.hangApi(nodeOf(o), on(o)); }},
      {"refusing-member", [](World& w, const Object& o) { w.refuseMembers(nodeOf(o), on(o)); }},
      {"hung-statistics", [](World& w, const Object& o) { w.hangStatistics(nodeOf(o), on(o)); }},
      {"broken-statistics", [](World& w, const Object& o) { w.breakStatistics(nodeOf(o), on(o)); }},
      {"unlisted", [](World& w, const Object& o) { w.leaveOut(nodeOf(o), on(o)); }},
      {"removed", [](World& w, const Object& o) { w.removeMember(nodeOf(o), on(o)); }},
      {"isolated", [](World& w, const Object& o) { w.isolate(nodeOf(o), on(o)); }},
      {"skewed",
       [](World& w, const Object& o) {
         w.skewClock(nodeOf(o), o.getValue<std::int64_t>("ahead_s"));
       }},
      {"lost-storage",
       [](World& w, const Object& o) {
         w.setActive(nodeOf(o), o.getValue<std::string>("storage"), !on(o));
       }},
      {"push-target",
       [](World& w, const Object& o) {
         const auto id = o.getValue<std::string>("id");
         if (!on(o)) return w.removePushTarget(id);
         w.addPushTarget({.id = id,
                          .type = o.optValue<std::string>("type", "influxdb"),
                          .server = o.optValue<std::string>("server", "192.0.2.60"),
                          .port = o.optValue<int>("port", 8089),
                          .disabled = o.optValue<bool>("disable", false)});
       }},
      {"start", [](World& w, const Object& o) { w.start(vmidOf(o)); }},
      {"stop", [](World& w, const Object& o) { w.stop(vmidOf(o)); }},
      {"restart", [](World& w, const Object& o) { w.restart(vmidOf(o)); }},
      {"migrate", [](World& w, const Object& o) { w.migrate(vmidOf(o), nodeOf(o)); }},
      {"reuse",
       [](World& w, const Object& o) {
         w.reuse(vmidOf(o), o.getValue<bool>("container"), o.getValue<std::string>("name"));
       }},
  };
  return all;
}

Rights without(Rights rights, const Object& asked) {
  const std::string path = asked.optValue<std::string>("path", "/");
  if (asked.optValue<bool>("no_access", false)) return rights.withNoAccess(path);
  const auto privileges = asked.getArray("without");
  if (!privileges) return Rights::none();
  for (std::size_t i = 0; i < privileges->size(); ++i)
    rights = rights.without(privileges->getElement<std::string>(static_cast<unsigned>(i)), path);
  return rights;
}

}  // namespace

bool happen(Simulator& simulator, const Object& asked) {
  const auto kind = asked.optValue<std::string>("kind", "");
  if (kind == "certificate") {
    Certificate::Lifetime lifetime;
    lifetime.begins_in_s = asked.optValue<long>("begins_in_s", lifetime.begins_in_s);
    lifetime.ends_in_s = asked.optValue<long>("ends_in_s", lifetime.ends_in_s);
    simulator.changeCertificate(asked.optValue<std::string>("node", ""),
                                Certificate::make(lifetime));
    return true;
  }
  if (kind == "rights") {
    simulator.grant(without(Rights::auditor(simulator.version()), asked));
    return true;
  }
  const auto found = happenings().find(kind);
  if (found == happenings().end()) return false;
  simulator.locked([&](World& world) { found->second(world, asked); });
  return true;
}

std::vector<std::string> happeningKinds() {
  std::vector<std::string> names = {"certificate", "rights"};
  for (const auto& each : happenings()) names.push_back(each.first);
  return names;
}

void heal(Simulator& simulator) {
  simulator.grant(Rights::auditor(simulator.version()));
  simulator.locked([](World& world) { world.heal(); });
}

}  // namespace pipevane::simulator
