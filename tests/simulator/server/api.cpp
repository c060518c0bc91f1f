#include "tests/simulator/server/api.h"

#include "tests/simulator/answers/answers.h"
#include "tests/simulator/server/data.h"
#include "tests/simulator/server/node_api.h"
#include "tests/simulator/server/parameters.h"

#include <Poco/URI.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace pipevane::simulator {
namespace {

using Query = Poco::URI::QueryParameters;

ApiAnswer refused(const Version& version, const BadParameter& error) {
  const std::string reason = "Parameter verification failed.";
  Poco::JSON::Object errors, body;
  errors.set(error.name(), error.what());
  body.set("data", Poco::Dynamic::Var()).set("errors", errors);
  if (version.messageInBody()) body.set("message", reason + "\n");
  std::ostringstream text;
  body.stringify(text);
  return {400, reason, text.str()};
}

ApiAnswer resources(const World& world, const Version& version, const Query& query) {
  const Parameters given(query, {"type"});
  Filter filter;
  filter.type = given.choice("type", {"vm", "storage", "node", "sdn"});
  return data(clusterResources(world, version, filter));
}

ApiAnswer metrics(const World& world, const Version& version, const Query& query) {
  std::set<std::string> known = {"history", "start-time", "local-only"};
  if (version.nodeList()) known.insert("node-list");
  const Parameters given(query, known);
  Filter filter;
  filter.history = given.flag("history");
  filter.after_s = given.number("start-time", 0);
  if (given.flag("local-only")) filter.nodes = {world.answering().name};
  if (given.has("node-list")) filter.nodes = given.list("node-list");
  for (const std::string& each : filter.nodes)
    if (std::ranges::find(world.nodes(), each, &Node::name) == world.nodes().end())
      return failure(version, 500, "no such cluster node '" + each + "'");
  ApiAnswer answer{200, "OK", R"({"data":)" + metricsExport(world, filter) + "}"};
  // The members are asked one after the other, so one that hangs is waited for.
  answer.waited_for_member = std::ranges::any_of(world.nodes(), [&](const Node& node) {
    return node.online && node.hangs && (filter.nodes.empty() || filter.nodes.contains(node.name));
  });
  return answer;
}

// Throws BadParameter.
ApiAnswer checked(const World& world, const Version& version, const std::string& path,
                  const Query& query) {
  const auto plain = [&query](const auto& json) {
    Parameters(query, {});
    return data(json);
  };
  if (path == "/version") return plain(versionAnswer(version));
  if (path == "/cluster/status") {
    ApiAnswer answer = plain(clusterStatus(world));
    answer.forwarded = true;
    return answer;
  }
  if (path == "/cluster/resources") return resources(world, version, query);
  if (path == "/cluster/tasks") return plain(clusterTasks(world));
  if (path == "/cluster/log") {
    Parameters(query, {"max"}).number("max", 50);
    return data(clusterLog());
  }
  if (path == "/cluster/metrics/export" && version.metricsExport())
    return metrics(world, version, query);
  if (path == "/access/permissions") {
    Parameters(query, {"path", "userid"});
    return data(permissions(world, version));
  }
  if (path == "/nodes") return plain(nodeList(world, version));
  if (path.starts_with("/nodes/")) return nodeAnswer(world, version, path, query);
  return failure(version, 501, "Method 'GET " + path + "' not implemented");
}

}  // namespace

ApiAnswer failure(const Version& version, int status, const std::string& reason) {
  const bool empty = status == 401 || status == 595 || status == 596;
  if (empty) return {status, reason, ""};
  if (!version.messageInBody()) return {status, reason, R"({"data":null})"};
  return {status, reason, R"({"data":null,"message":")" + reason + R"(\n"})"};
}

ApiAnswer answer(const World& world, const Version& version, const std::string& target) {
  const Poco::URI address(target);
  try {
    return checked(world, version, address.getPath(), address.getQueryParameters());
  } catch (const BadParameter& error) {
    return refused(version, error);
  }
}

}  // namespace pipevane::simulator
