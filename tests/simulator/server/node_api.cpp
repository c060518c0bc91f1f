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

RrdWish rrdWishOf(const Version& version, const Query& query) {
  const Parameters given(query, {"timeframe", "cf"});
  given.require("timeframe");
  const bool maximum = given.choice("cf", {"AVERAGE", "MAX"}) == "MAX";
  return {.timeframe = given.choice("timeframe", timeframes(version)), .maximum = maximum};
}

// As the product says it.
std::string noFile(const Version& version, const std::string& kind, const std::string& name) {
  const std::string folder = version.major >= 9 ? "pve-" + kind + "-9.0/" : "pve2-" + kind + "/";
  return "RRD error: opening '/var/lib/rrdcached/db/" + folder + name +
         "': No such file or directory";
}

// One question about one node.
class NodeCall {
 public:
  NodeCall(const View& view, const std::string& path, const Query& query)
      : view_(view), version_(view.version), path_(path), query_(query) {
    const Poco::StringTokenizer parts(path, "/", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
    name_ = parts.count() > 1 ? parts[1] : "";
    for (std::size_t i = 2; i < parts.count(); ++i) below_.push_back(parts[i]);
  }

  ApiAnswer answer() const {
    const auto node = std::ranges::find(view_.world.nodes(), name_, &Node::name);
    if (node == view_.world.nodes().end())
      return failure(version_, 500,
                     "hostname lookup '" + name_ + "' failed - failed to get address info for: " +
                         name_ + ": Name or service not known");
    // Who is asked answers from its own files, also about a node that is dead; but not about its
    // storages.
    if (asksHistory() && !asksStorage()) return history(*node);
    if (!node->online || !view_.sees(*node)) return failure(version_, 595, "No route to host");
    // It is a member before its API answers. Its own figures would be those of before.
    if (&*node != &view_.at && (booting(*node) || node->api_refuses))
      return failure(version_, 595, "Connection refused");
    ApiAnswer answer = live(*node);
    if (!node->api_hangs || &*node == &view_.at) return answer;
    answer = failure(version_, 596, "Connection timed out");
    answer.hung_proxy = true;
    return answer;
  }

 private:
  bool is(const std::vector<std::string>& path) const { return below_ == path; }

  static bool booting(const Node& node) {
    return node.caches_from_s != 0 &&
           (node.cycles.empty() || node.cycles.back().at_s < node.caches_from_s);
  }
  bool asksHistory() const { return !below_.empty() && below_.back() == "rrddata"; }
  bool asksStorage() const { return below_.size() == 3 && below_[0] == "storage"; }

  ApiAnswer live(const Node& node) const {
    if (asksHistory()) return history(node);
    if (is({"status"})) return audited(node, nodeStatus(node, version_));
    if (is({"time"})) return audited(node, nodeTime(view_.world, node));
    if (is({"qemu"})) return forwarded(guestList(view_, node, false));
    if (is({"lxc"})) return forwarded(guestList(view_, node, true));
    if (is({"storage"})) return forwarded(storageList(view_, node));
    if (is({"certificates", "info"})) return plain(certificatesInfo(node));
    if (is({"tasks"})) return tasks(node);
    if (below_.size() == 3 && below_[0] == "tasks" && below_[2] == "status") return task(node);
    return unknown();
  }

  ApiAnswer tasks(const Node& node) const {
    TaskFilter filter = taskFilterOf(query_);
    // Without the right it is the list of one's own.
    if (!mayAudit(node)) filter.owner = view_.caller;
    return page(nodeTasks(node, filter));
  }
  ApiAnswer task(const Node& node) const {
    const std::string& upid = below_[1];
    const Task* const found = node.tasks.find(upid);
    if (found == nullptr) throw BadParameter("upid", "no such task");
    if (found->user != view_.caller) view_.require("/nodes/" + node.name, "Sys.Audit");
    return plain(taskStatus(*found));
  }
  bool mayAudit(const Node& node) const { return view_.may("/nodes/" + node.name, "Sys.Audit"); }

  template <class Json>
  ApiAnswer audited(const Node& node, const Json& json) const {
    view_.require("/nodes/" + node.name, "Sys.Audit");
    return plain(json);
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
    if (below_.size() != 1 && below_.size() != 3) return unknown();
    const RrdWish wish = rrdWishOf(version_, query_);
    if (below_.size() == 1) {
      view_.require("/nodes/" + node.name, "Sys.Audit");
      return node.eras.empty() ? failure(version_, 500, noFile(version_, "node", node.name))
                               : data(nodeHistory(view_, node, wish));
    }
    const bool storage = asksStorage();
    view_.require((storage ? "/storage/" : "/vms/") + below_[1],
                  storage ? "Datastore.Audit" : "VM.Audit");
    for (const Guest& each : view_.world.guests())
      if (each.kind() == below_[0] && std::to_string(each.vmid) == below_[1])
        return data(guestHistory(view_, each, wish));
    for (const Storage& each : view_.world.storages())
      if (storage && each.name == below_[1] && each.node == node.name)
        return data(storageHistory(view_, each, wish));
    return failure(version_, 500,
                   storage ? noFile(version_, "storage", node.name + "/" + below_[1])
                           : noFile(version_, "vm", below_[1]));
  }

  ApiAnswer unknown() const {
    return failure(version_, 501, "Method 'GET " + path_ + "' not implemented");
  }

  const View& view_;
  const Version& version_;
  const std::string& path_;
  const Query& query_;
  std::string name_;
  std::vector<std::string> below_;
};

}  // namespace

ApiAnswer nodeAnswer(const View& view, const std::string& path, const Query& query) {
  return NodeCall(view, path, query).answer();
}

}  // namespace pipevane::simulator
