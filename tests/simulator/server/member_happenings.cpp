#include "tests/simulator/push/push_cycle.h"
#include "tests/simulator/server/happening_table.h"

namespace pipevane::simulator {

namespace {

using Poco::JSON::Object;

// With "url" figures are sent there; without, it is named in the list of servers only.
PushTarget targetOf(const Object& asked, const std::string& id) {
  PushTarget target;
  if (asked.has("url")) target = pushTargetOf(asked.getValue<std::string>("url"));
  target.id = id;
  target.type = textOf(asked, "type", target.type.empty() ? "influxdb" : target.type);
  target.server = textOf(asked, "server", target.server.empty() ? "192.0.2.60" : target.server);
  target.port = asked.optValue<int>("port", target.port == 0 ? 8089 : target.port);
  target.disabled = asked.optValue<bool>("disable", false);
  return target;
}

Notification notificationOf(const Object& asked) {
  Notification told;
  told.node = nodeOf(asked);
  told.type = asked.getValue<std::string>("type");
  told.severity = textOf(asked, "severity", "info");
  told.title = textOf(asked, "title");
  told.message = textOf(asked, "message");
  return told;
}

}  // namespace

HappeningTable memberHappenings() {
  return {
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
         w.addPushTarget(targetOf(o, id));
       }},
  };
}

HappeningTable notificationHappenings() {
  return {
      {"fence", [](World& w, const Object& o) { w.fence(nodeOf(o)); }},
      {"updates", [](World& w, const Object& o) { w.findUpdates(nodeOf(o)); }},
      {"mail",
       [](World& w, const Object& o) {
         w.mailRoot(nodeOf(o), textOf(o, "title", "SMART error"), textOf(o, "message"));
       }},
      {"notify", [](World& w, const Object& o) { w.notify(notificationOf(o)); }},
  };
}

}  // namespace pipevane::simulator
