#include "tests/simulator/server/node_api.h"

#include "tests/simulator/answers/answers.h"
#include "tests/simulator/server/data.h"
#include "tests/simulator/server/parameters.h"

#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace pipevane::simulator {
namespace {

using Query = Poco::URI::QueryParameters;

TaskFilter taskFilterOf(const Query& query) {
  const Parameters given(query, {"start", "limit", "since", "until", "typefilter", "userfilter",
                                 "vmid", "errors", "statusfilter", "source"});
  TaskFilter filter;
  filter.start = given.number("start", 0);
  filter.limit = given.number("limit", 50);
  filter.since_s = given.number("since", 0);
  filter.until_s = given.number("until", std::numeric_limits<std::int64_t>::max());
  filter.type = given.text("typefilter");
  filter.user = given.text("userfilter");
  filter.vmid = given.text("vmid");
  filter.errors = given.flag("errors");
  filter.classes = given.list("statusfilter");
  const std::string source = given.choice("source", {"archive", "active", "all"});
  if (!source.empty()) filter.source = source;
  return filter;
}

std::string timeframeOf(const Version& version, const Query& query) {
  const Parameters given(query, {"timeframe", "cf"});
  given.require("timeframe");
  given.choice("cf", {"AVERAGE", "MAX"});
  return given.choice("timeframe", timeframes(version));
}

// One question about one node.
class NodeCall {
 public:
  NodeCall(const World& world, const Version& version, const std::string& path, const Query& query)
      : world_(world), version_(version), path_(path), query_(query) {
    const Poco::StringTokenizer parts(path, "/", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
    name_ = parts.count() > 1 ? parts[1] : "";
    for (std::size_t i = 2; i < parts.count(); ++i) below_.push_back(parts[i]);
  }

  ApiAnswer answer() const {
    const auto node = std::ranges::find(world_.nodes(), name_, &Node::name);
    if (node == world_.nodes().end())
      return failure(version_, 500,
                     "hostname lookup '" + name_ + "' failed - failed to get address info for: " +
                         name_ + ": Name or service not known");
    // Who is asked answers from its own files, also about a node that is dead.
    if (!below_.empty() && below_.back() == "rrddata") return history(*node);
    if (!node->online) return failure(version_, 595, "No route to host");
    return live(*node);
  }

 private:
  bool is(const std::vector<std::string>& path) const { return below_ == path; }

  ApiAnswer live(const Node& node) const {
    if (is({"status"})) return plain(nodeStatus(node, version_));
    if (is({"qemu"})) return forwarded(guestList(world_, version_, node, false));
    if (is({"lxc"})) return forwarded(guestList(world_, version_, node, true));
    if (is({"certificates", "info"})) return plain(certificatesInfo(node));
    if (is({"tasks"})) return page(nodeTasks(world_, node, taskFilterOf(query_)));
    return unknown();
  }

  template <class Json>
  ApiAnswer plain(const Json& json) const {
    Parameters(query_, {});
    return data(json);
  }
  // By pvedaemon.
  ApiAnswer forwarded(const Poco::JSON::Array& rows) const {
    ApiAnswer answer = plain(rows);
    answer.forwarded = true;
    return answer;
  }

  ApiAnswer history(const Node& node) const {
    ApiAnswer answer = historyOf(node);
    answer.forwarded = answer.status == 200;
    return answer;
  }
  ApiAnswer historyOf(const Node& node) const {
    if (below_.size() == 1)
      return data(nodeHistory(world_, version_, node, timeframeOf(version_, query_)));
    if (below_.size() != 3) return unknown();
    for (const Guest& each : world_.guests())
      if (each.kind() == below_[0] && std::to_string(each.vmid) == below_[1])
        return data(guestHistory(world_, version_, each, timeframeOf(version_, query_)));
    for (const Storage& each : world_.storages())
      if (below_[0] == "storage" && each.name == below_[1] && each.node == node.name)
        return data(storageHistory(world_, version_, each, timeframeOf(version_, query_)));
    return failure(version_, 500, "RRD error: opening '" + below_[1] + "': No such file");
  }

  ApiAnswer unknown() const {
    return failure(version_, 501, "Method 'GET " + path_ + "' not implemented");
  }

  const World& world_;
  const Version& version_;
  const std::string& path_;
  const Query& query_;
  std::string name_;
  std::vector<std::string> below_;
};

}  // namespace

ApiAnswer nodeAnswer(const World& world, const Version& version, const std::string& path,
                     const Query& query) {
  return NodeCall(world, version, path, query).answer();
}

}  // namespace pipevane::simulator
