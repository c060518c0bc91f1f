#include "tests/simulator/server/happening_table.h"

namespace pipevane::simulator {
namespace {

using Poco::JSON::Object;

How howOf(const Object& asked) {
  How how;
  how.user = textOf(asked, "user", how.user);
  how.exit = textOf(asked, "exit", how.exit);
  if (asked.has("seconds")) how.seconds = asked.getValue<std::int64_t>("seconds");
  return how;
}

// Another one like it, under a number and a name of its own.
Guest likeness(World& world, const Object& asked) {
  Guest made = world.guest(asked.getValue<int>("like"));
  made.vmid = vmidOf(asked);
  made.name = asked.getValue<std::string>("name");
  return made;
}

}  // namespace

HappeningTable guestHappenings() {
  return {
      {"start", [](World& w, const Object& o) { w.start(vmidOf(o), howOf(o)); }},
      {"stop", [](World& w, const Object& o) { w.stop(vmidOf(o), howOf(o)); }},
      {"restart", [](World& w, const Object& o) { w.restart(vmidOf(o), howOf(o)); }},
      {"migrate", [](World& w, const Object& o) { w.migrate(vmidOf(o), nodeOf(o), howOf(o)); }},
      {"reuse",
       [](World& w, const Object& o) {
         w.reuse(vmidOf(o), o.getValue<bool>("container"), o.getValue<std::string>("name"));
       }},
  };
}

HappeningTable changeHappenings() {
  return {
      {"pause", [](World& w, const Object& o) { w.pause(vmidOf(o), on(o), howOf(o)); }},
      {"ha-start",
       [](World& w, const Object& o) { w.startManaged(vmidOf(o), nodeOf(o), howOf(o)); }},
      {"crash", [](World& w, const Object& o) { w.crash(vmidOf(o)); }},
      {"self-shutdown", [](World& w, const Object& o) { w.crash(vmidOf(o)); }},
      {"lock", [](World& w, const Object& o) { w.lock(vmidOf(o), textOf(o, "lock")); }},
      {"tags", [](World& w, const Object& o) { w.tag(vmidOf(o), textOf(o, "tags")); }},
      {"rename", [](World& w, const Object& o) { w.rename(vmidOf(o), textOf(o, "name")); }},
      {"pool", [](World& w, const Object& o) { w.putInPool(vmidOf(o), textOf(o, "pool")); }},
      {"ha-state",
       [](World& w, const Object& o) {
         if (o.has("node")) return w.setNodeHaState(nodeOf(o), textOf(o, "state", "online"));
         w.setHaState(vmidOf(o), textOf(o, "state"));
       }},
      {"create", [](World& w, const Object& o) { w.create(likeness(w, o)); }},
      {"destroy", [](World& w, const Object& o) { w.destroy(vmidOf(o)); }},
      {"failed-replication", [](World& w, const Object& o) { w.failReplication(vmidOf(o)); }},
      {"appear", [](World& w, const Object& o) { w.appear(likeness(w, o)); }},
      {"vanish", [](World& w, const Object& o) { w.vanish(vmidOf(o)); }},
  };
}

}  // namespace pipevane::simulator
