#include "tests/plugins/proxmox_events/model/modelled_proxmox.h"

#include "plugins/proxmox/answer_path.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <charconv>

namespace pipevane::proxmox_events {
namespace {

using proxmox::Answer;
using proxmox::Failure;
using Api = ModelledCluster::Api;

constexpr std::size_t kRoot = 10;  // /api2/json

std::string answerWith(const std::string& rows) { return R"({"data":[)" + rows + "]}"; }
std::string quoted(const std::string& text) { return '"' + text + '"'; }

Answer failed(Failure failure) {
  Answer answer;
  answer.failure = failure;
  answer.reason = "it is made so";
  return answer;
}

Asked::What whatOf(std::string_view target) {
  const std::string_view path = target.substr(kRoot, target.find('?') - kRoot);
  if (path == "/cluster/tasks") return Asked::What::kTasks;
  if (path == "/cluster/resources") return Asked::What::kList;
  if (path == "/cluster/status") return Asked::What::kStatus;
  return path.ends_with("/tasks") ? Asked::What::kNodeTasks : Asked::What::kOther;
}

}  // namespace

void ModelledProxmox::pass(std::int64_t ms) {
  host_.pass(ms);
  cluster_.advanceTo(host_.timeMs());
}

Answer ModelledProxmox::answer(const proxmox::Endpoint& endpoint, const std::string& target,
                               std::int64_t timeout_ms) {
  ++asked_;
  std::size_t number = 0;
  while (addressOf(number) != endpoint.host) ++number;
  const Member& member = cluster_.members().at(number);
  lately_.push_back(
      {.what = whatOf(target), .member = number, .asked_ms = host_.timeMs(), .done_ms = 0});
  Answer made = reach(member, target, timeout_ms);
  lately_.back().answered = made.failure == Failure::kNone;
  lately_.back().done_ms = host_.timeMs();
  made.duration_us = (host_.timeMs() - lately_.back().asked_ms) * 1000;
  return made;
}

// There and back.
Answer ModelledProxmox::reach(const Member& member, const std::string& target,
                              std::int64_t timeout_ms) {
  const auto after = [&](std::int64_t ms, Failure failure) {
    pass(ms);
    return failed(failure);
  };
  if (fail_next_ > 0) {
    --fail_next_;
    return after(30, Failure::kBroken);
  }
  if (!member.node.up()) return after(std::min<std::int64_t>(timeout_ms, 3'030), Failure::kTimeout);
  if (member.api == Api::kRefuses || !cluster_.reachable()) return after(30, Failure::kConnect);
  if (member.api == Api::kHangs) return after(timeout_ms, Failure::kTimeout);
  const bool faults = cluster_.life().faults && !cluster_.calm();
  const std::int64_t there_ms = cluster_.milliseconds(1, 30);
  std::int64_t back_ms = cluster_.milliseconds(1, 30);
  if (faults && cluster_.any(50) == 0) back_ms += cluster_.milliseconds(500, 4'500);
  pass(there_ms);
  if (member.api == Api::kFails) return after(back_ms, Failure::kBroken);
  const auto question = target.find('?');
  const std::string path = target.substr(kRoot, question - kRoot);
  const std::string query = question == std::string::npos ? "" : target.substr(question + 1);
  Answer made = answered(member, path, query);
  if (there_ms + back_ms > timeout_ms) return after(timeout_ms - there_ms, Failure::kTimeout);
  pass(back_ms);
  if (faults && cluster_.any(60) == 0) return failed(Failure::kBroken);
  return made;
}

Answer ModelledProxmox::answered(const Member& asked, std::string_view path,
                                 std::string_view query) {
  Answer answer;
  answer.status = 200;
  if (const auto node = proxmox::nodeIn(path, "/tasks"); !node.empty()) {
    const Member* const member = cluster_.named(node);
    if (member == nullptr) {
      answer.status = 500;
    } else if (!member->node.up() || member->api == Api::kRefuses) {
      pass(600);
      answer.status = 595;
    } else if (member->api != Api::kWell) {
      answer.status = 596;
      pass(3'000);
      return failed(Failure::kTimeout);
    }
  }
  if (answer.ok()) answer.body = body(asked, path, query);
  lately_.back().clock_ms = asked.node.clockMs(cluster_.nowMs());
  lately_.back().quorate = cluster_.quorate();
  for (const Member& each : cluster_.members())
    lately_.back().nodes.push_back({each.node.name(), each.node.up(), each.node.bootedMs()});
  const Poco::Timestamp now(asked.node.clockMs(cluster_.nowMs()) * 1000);
  answer.headers.emplace_back(
      "date", Poco::DateTimeFormatter::format(now, Poco::DateTimeFormat::HTTP_FORMAT));
  return answer;
}

std::string ModelledProxmox::body(const Member& asked, std::string_view path,
                                  std::string_view query) {
  if (path == "/version") return R"({"data":{"version":"9.2.11","release":"9.2"}})";
  if (path == "/cluster/status") return answerWith(statusRows(asked));
  if (path == "/access/permissions")
    return std::string(R"({"data":{"/":{"Sys.Audit":1,"VM.Audit":1,"Datastore.Audit":1)") +
           (cluster_.life().shows_log ? R"(,"Sys.Syslog":1}}})" : "}}}");
  if (path.ends_with("/certificates/info"))
    return answerWith(R"({"filename":"pve-root-ca.pem","fingerprint":"AA:BB"})");
  if (path == "/cluster/resources") return answerWith(resourceRows());
  if (path == "/cluster/log") return answerWith(logRows(query));
  if (path == "/cluster/tasks") return tasksBody();
  return pageBody(cluster_.named(proxmox::nodeIn(path, "/tasks"))->node, query);
}

// The nodes come in any order.
std::string ModelledProxmox::tasksBody() {
  std::vector<std::string> parts;
  for (const Member& each : cluster_.members())
    if (std::string rows = each.node.told(cluster_.nowMs()); !rows.empty())
      parts.push_back(std::move(rows));
  std::ranges::shuffle(parts, cluster_.random());
  std::string all;
  for (const std::string& each : parts) all += (all.empty() ? "" : ",") + each;
  return answerWith(all);
}

std::string ModelledProxmox::pageBody(const ModelledNode& node, std::string_view query) {
  const auto page = proxmox::events::TaskPage::of(query);
  bool fresh = false;
  std::string rows = node.page(page, fresh);
  if (page.whole) {
    ++asked_for_pages_;
    if (!fresh) ++asked_in_vain_;
  }
  return answerWith(rows);
}

std::string ModelledProxmox::statusRows(const Member& asked) const {
  const auto& members = cluster_.members();
  std::string rows = R"({"type":"cluster","id":"cluster","name":"sim","version":1,"nodes":)" +
                     std::to_string(members.size()) + R"(,"quorate":)" +
                     (cluster_.quorate() ? "1}" : "0}");
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Member& each = members[i];
    rows += R"(,{"type":"node","id":"node/)" + each.node.name() + R"(","name":)" +
            quoted(each.node.name()) + R"(,"nodeid":)" + std::to_string(i + 1) + R"(,"ip":)" +
            quoted(addressOf(i)) + R"(,"local":)" + (&each == &asked ? "1" : "0") +
            R"(,"online":)" + (each.node.up() ? "1}" : "0}");
  }
  return rows;
}

std::string ModelledProxmox::resourceRows() const {
  const auto& members = cluster_.members();
  std::string rows;
  for (const Member& each : cluster_.members()) {
    const std::string name = each.node.name();
    const std::int64_t uptime_s = 100'000 + (cluster_.nowMs() - each.node.bootedMs()) / 1000;
    rows += (rows.empty() ? "" : ",") + (R"({"type":"node","id":"node/)" + name + R"(","node":")") +
            name + R"(","maxcpu":8,"status":)" +
            (each.node.up() ? R"("online","uptime":)" + std::to_string(uptime_s) : R"("offline")") +
            "}";
  }
  for (int i = 0; i < ModelledCluster::kGuests; ++i) {
    const std::string vmid = std::to_string(100 + i);
    rows += R"(,{"type":"qemu","id":"qemu/)" + vmid + R"(","vmid":)" + vmid + R"(,"node":)" +
            quoted(members[static_cast<std::size_t>(i) % members.size()].node.name()) +
            R"(,"status":"running","name":"web","uptime":1000000})";
  }
  return rows;
}

std::string ModelledProxmox::logRows(std::string_view query) const {
  std::size_t left = 50;
  if (query.starts_with("max="))
    std::from_chars(query.data() + 4, query.data() + query.size(), left);
  std::string rows;
  const auto& log = cluster_.log();
  for (auto each = log.rbegin(); each != log.rend() && left > 0; ++each, --left)
    rows += (rows.empty() ? "" : ",") + (R"({"node":")" + each->node) + R"(","uid":")" +
            std::to_string(each->uid) + R"(","time":)" + std::to_string(each->time_s) +
            R"(,"pri":6,"tag":"pvedaemon","user":"root@pam","msg":)" + quoted(each->message) + "}";
  return rows;
}

}  // namespace pipevane::proxmox_events
