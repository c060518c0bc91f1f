#include "tests/simulator/server/api.h"

#include "tests/simulator/answers/answers.h"

#include <Poco/JSON/Stringifier.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>
#include <Poco/URI.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace pipevane::simulator {
namespace {

using Query = Poco::URI::QueryParameters;

template <class Json>
ApiAnswer data(const Json& json) {
  std::ostringstream text;
  text << R"({"data":)";
  json.stringify(text);
  text << "}";
  return {200, "OK", text.str()};
}

// Every method knows its parameters and refuses others.
std::string unknownParameter(const Query& query, const std::set<std::string>& known) {
  for (const auto& [name, value] : query)
    if (!known.contains(name)) return name;
  return {};
}

Filter filterOf(const Query& query) {
  Filter filter;
  for (const auto& [name, value] : query) {
    if (name == "type") filter.type = value;
    if (name == "history") filter.history = value == "1";
    if (name == "start-time") filter.after_s = std::stoll(value);
  }
  return filter;
}

ApiAnswer refusedParameter(const std::string& name) {
  return {400, "Parameter verification failed.",
          R"({"data":null,"errors":{")" + name +
              R"(":"property is not defined in schema and the schema does not allow additional )"
              R"(properties"}})"};
}

ApiAnswer ofNode(const World& world, const Version& version, const std::string& path) {
  const Poco::StringTokenizer parts(path, "/", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
  const std::string name = parts.count() > 1 ? parts[1] : "";
  if (parts.count() != 3 || parts[2] != "status")
    return failure(version, 501, "Method 'GET " + path + "' not implemented");
  if (std::ranges::find(world.nodes(), name, &Node::name) == world.nodes().end())
    return failure(version, 500,
                   "hostname lookup '" + name +
                       "' failed - failed to get address "
                       "info for: " +
                       name + ": Name or service not known");
  return data(nodeStatus(world, version, name));
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
  const std::string& path = address.getPath();
  const Query query = address.getQueryParameters();
  const auto checked = [&](const std::set<std::string>& known, auto make) {
    const std::string odd = unknownParameter(query, known);
    return odd.empty() ? make() : refusedParameter(odd);
  };
  if (path == "/version") return checked({}, [&] { return data(versionAnswer(version)); });
  if (path == "/cluster/status") return checked({}, [&] { return data(clusterStatus(world)); });
  if (path == "/cluster/resources")
    return checked({"type"},
                   [&] { return data(clusterResources(world, version, filterOf(query))); });
  if (path == "/cluster/tasks") return checked({}, [&] { return data(clusterTasks(world)); });
  if (path == "/cluster/metrics/export" && version.metricsExport())
    return checked({"history", "start-time", "local-only", "node-list"}, [&] {
      return ApiAnswer{200, "OK", R"({"data":)" + metricsExport(world, filterOf(query)) + "}"};
    });
  if (path == "/nodes") return checked({}, [&] { return data(nodeList(world, version)); });
  if (path.starts_with("/nodes/")) return ofNode(world, version, path);
  return failure(version, 501, "Method 'GET " + path + "' not implemented");
}

}  // namespace pipevane::simulator
