#include "tests/simulator/server/api.h"

#include "tests/simulator/answers/answers.h"
#include "tests/simulator/answers/died.h"
#include "tests/simulator/server/data.h"
#include "tests/simulator/server/node_api.h"
#include "tests/simulator/server/parameters.h"

#include <Poco/JSONString.h>
#include <Poco/URI.h>

#include <algorithm>
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

ApiAnswer resources(const View& view, const Query& query) {
  const Parameters given(query, {"type"});
  return data(clusterResources(view, given.choice("type", {"vm", "storage", "node", "sdn"})));
}

ApiAnswer metrics(const View& view, const Query& query) {
  std::set<std::string> known = {"history", "start-time", "local-only"};
  if (view.version.nodeList()) known.insert("node-list");
  const Parameters given(query, known);
  view.require("/", "Sys.Audit");
  Filter filter;
  filter.history = given.flag("history");
  filter.after_s = given.number("start-time", 0);
  if (given.flag("local-only")) filter.nodes = {view.at.name};
  if (given.has("node-list")) filter.nodes = given.list("node-list");
  for (const std::string& each : filter.nodes)
    if (std::ranges::find(view.world.nodes(), each, &Node::name) == view.world.nodes().end())
      return failure(view.version, 500, "no such cluster node '" + each + "'");
  const Exported exported = metricsExport(view, filter);
  ApiAnswer answer{200, "OK", R"({"data":)" + exported.json + "}"};
  answer.hung_members = exported.hung;
  return answer;
}

// What only those may read who watch the whole cluster.
template <class Rows>
ApiAnswer ofCluster(const View& view, const Query& query, Rows rows) {
  Parameters(query, {});
  view.require("/", "Sys.Audit");
  return data(rows());
}

// Throws BadParameter and Forbidden.
ApiAnswer checked(const View& view, const std::string& path, const Query& query) {
  const auto plain = [&query](const auto& json) {
    Parameters(query, {});
    return data(json);
  };
  if (path == "/version") return plain(versionAnswer(view.version));
  if (path == "/cluster/status") {
    ApiAnswer answer = ofCluster(view, query, [&] { return clusterStatus(view); });
    answer.forwarded = true;
    return answer;
  }
  if (path == "/cluster/resources") return resources(view, query);
  if (path == "/cluster/tasks") return plain(clusterTasks(view));
  if (path == "/cluster/log") {
    const std::int64_t most = Parameters(query, {"max"}).number("max", 50);
    if (most < 1) throw BadParameter("max", "value must have a minimum value of 1");
    return data(clusterLog(view, most));
  }
  if (path == "/cluster/metrics/export" && view.version.metricsExport())
    return metrics(view, query);
  if (path == "/cluster/metrics/server")
    return ofCluster(view, query, [&] { return metricServers(view.world); });
  if (path == "/access/permissions") {
    Parameters(query, {"path", "userid"});
    return data(permissions(view));
  }
  if (path == "/nodes") return plain(nodeList(view));
  if (path.starts_with("/nodes/")) return nodeAnswer(view, path, query);
  return failure(view.version, 501, "Method 'GET " + path + "' not implemented");
}

}  // namespace

ApiAnswer failure(const Version& version, int status, const std::string& reason) {
  const bool empty = status == 401 || status == 595 || status == 596;
  if (empty) return {status, reason, ""};
  if (!version.messageInBody()) return {status, reason, R"({"data":null})"};
  return {status, reason, R"({"data":null,"message":)" + Poco::toJSON(reason + "\n") + "}"};
}

ApiAnswer answer(const View& view, const std::string& target) {
  const Poco::URI address(target);
  try {
    return checked(view, address.getPath(), address.getQueryParameters());
  } catch (const BadParameter& error) {
    return refused(view.version, error);
  } catch (const Forbidden& error) {
    return failure(view.version, 403, error.reason());
  } catch (const Died& error) {
    return failure(view.version, 500, error.reason());
  }
}

}  // namespace pipevane::simulator
