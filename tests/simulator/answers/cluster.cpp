#include "tests/simulator/answers/answers.h"

#include <algorithm>

namespace pipevane::simulator {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object versionAnswer(const Version& version) {
  Object answer;
  answer.set("version", version.version).set("release", version.release);
  answer.set("repoid", version.repoid);
  return answer;
}

Array clusterStatus(const View& view) {
  Array rows;
  const World& world = view.world;
  const bool alone = world.cluster().empty();
  if (!alone) {
    Object cluster;
    cluster.set("type", "cluster").set("id", "cluster").set("name", world.cluster());
    cluster.set("nodes", std::ranges::count(world.nodes(), false, &Node::removed));
    cluster.set("version", 3);
    cluster.set("quorate", world.quorate(view.at) ? 1 : 0);
    rows.add(cluster);
  }
  for (const Node& each : world.nodes()) {
    if (each.removed) continue;
    Object node;
    node.set("type", "node").set("id", "node/" + each.name).set("name", each.name);
    node.set("nodeid", alone ? 0 : each.number).set("ip", each.address).set("level", "");
    node.set("local", &each == &view.at ? 1 : 0).set("online", view.sees(each) ? 1 : 0);
    rows.add(node);
  }
  return rows;
}

// Whether it is UDP, TCP or HTTP is not in the list.
Array metricServers(const World& world) {
  Array rows;
  for (const PushTarget& each : world.pushTargets()) {
    Object server;
    server.set("id", each.id).set("type", each.type).set("server", each.server);
    server.set("port", each.port).set("disable", each.disabled ? 1 : 0);
    rows.add(server);
  }
  return rows;
}

Object permissions(const View& view) {
  std::vector<std::string> paths = {"/",     "/access", "/access/groups", "/nodes",
                                    "/pool", "/sdn",    "/storage",       "/vms"};
  for (const Guest& each : view.world.guests())
    paths.push_back("/vms/" + std::to_string(each.vmid));
  for (const std::string& each : view.rights.entries()) paths.push_back(each);
  Object answer;
  for (const std::string& path : paths) {
    Object role;
    for (const std::string& each : view.rights.on(path)) role.set(each, 1);
    if (role.size() > 0) answer.set(path, role);
  }
  return answer;
}

}  // namespace pipevane::simulator
