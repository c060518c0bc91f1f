#include "tests/simulator/answers/answers.h"

namespace pipevane::simulator {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object versionAnswer(const Version& version) {
  Object answer;
  answer.set("version", version.version).set("release", version.release);
  answer.set("repoid", version.repoid);
  return answer;
}

Array clusterStatus(const World& world) {
  Array rows;
  const bool alone = world.cluster().empty();
  if (!alone) {
    Object cluster;
    cluster.set("type", "cluster").set("id", "cluster").set("name", world.cluster());
    cluster.set("nodes", world.nodes().size()).set("version", 3).set("quorate", 1);
    rows.add(cluster);
  }
  for (const Node& each : world.nodes()) {
    Object node;
    node.set("type", "node").set("id", "node/" + each.name).set("name", each.name);
    node.set("nodeid", alone ? 0 : each.number).set("ip", each.address).set("level", "");
    node.set("local", &each == &world.answering() ? 1 : 0).set("online", each.online ? 1 : 0);
    rows.add(node);
  }
  return rows;
}

// Nobody but the log's own writers sees anything of it without Sys.Syslog.
Array clusterLog() { return {}; }

Object permissions(const World& world, const Version& version) {
  Object role;
  for (const char* each : {"Datastore.Audit", "Pool.Audit", "SDN.Audit", "Sys.Audit", "VM.Audit"})
    role.set(each, 1);
  if (version.major >= 8) role.set("Mapping.Audit", 1);
  if (version.major >= 9) role.set("VM.GuestAgent.Audit", 1);
  Object paths;
  for (const char* each :
       {"/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"})
    paths.set(each, role);
  for (const Guest& each : world.guests()) paths.set("/vms/" + std::to_string(each.vmid), role);
  return paths;
}

}  // namespace pipevane::simulator
