#include "tests/plugins/proxmox_events/model/modelled_proxmox.h"

#include "plugins/proxmox/answer_path.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace pipevane::proxmox_events {
namespace {

using proxmox::Answer;
using proxmox::Failure;

constexpr std::size_t kLogRingBytes = 128u << 10;
constexpr int kGuests = 5;
constexpr std::size_t kCalmRunning = 5;

std::string answerWith(const std::string& rows) { return R"({"data":[)" + rows + "]}"; }
std::string quoted(const std::string& text) { return '"' + text + '"'; }

Answer failed(Failure failure, std::int64_t took_ms) {
  Answer answer;
  answer.failure = failure;
  answer.reason = "it is made so";
  answer.duration_us = took_ms * 1000;
  return answer;
}

std::int64_t millisecondsFor(std::size_t random, std::int64_t from, std::int64_t to) {
  return from + static_cast<std::int64_t>(random % static_cast<std::size_t>(to - from + 1));
}

}  // namespace

ModelledProxmox::ModelledProxmox(testing::FakeHost& host, unsigned seed, Life life)
    : host_(host),
      random_(seed),
      life_(life),
      now_ms_(host.timeMs()),
      next_deed_ms_(host.timeMs()) {
  for (int i = 0; i < life.nodes; ++i)
    members_.push_back({.node = ModelledNode("pve" + std::to_string(i + 1), life.archive_bytes)});
}

const ModelledTask* ModelledProxmox::task(const std::string& upid) const {
  const auto known = tasks_.find(upid);
  return known == tasks_.end() ? nullptr : known->second.get();
}

std::vector<ModelledNode::Task> ModelledProxmox::remembered() const {
  std::vector<ModelledNode::Task> all;
  for (const Member& each : members_) {
    const auto its = each.node.remembered();
    all.insert(all.end(), its.begin(), its.end());
  }
  return all;
}

ModelledProxmox::Member* ModelledProxmox::named(std::string_view node) {
  const auto known =
      std::ranges::find_if(members_, [&](const Member& each) { return each.node.name() == node; });
  return known == members_.end() ? nullptr : &*known;
}

void ModelledProxmox::advanceTo(std::int64_t now_ms) {
  while (!calm_ && next_deed_ms_ <= now_ms) {
    now_ms_ = next_deed_ms_;
    next_deed_ms_ +=
        1 + static_cast<std::int64_t>(any(static_cast<std::size_t>(2 * life_.deed_every_ms)));
    for (Member& each : members_) heal(each);
    if (!burst()) deed();
  }
  now_ms_ = std::max(now_ms_, now_ms);
}

void ModelledProxmox::heal(Member& member) {
  if (now_ms_ >= member.well_again_ms) member.api = Api::kWell;
  if (!member.node.up() && now_ms_ >= member.boots_ms) member.node.boot(now_ms_);
}

void ModelledProxmox::calmDown() {
  calm_ = true;
  for (Member& each : members_) {
    each.api = Api::kWell;
    each.node.boot(now_ms_);
    while (each.node.runningCount() > kCalmRunning) finishOne(each.node);
  }
}

std::string ModelledProxmox::anyStatus() {
  static const std::vector<std::string> all = {"OK", "OK", "WARNINGS: 1", "it failed",
                                               std::string(1'500, 'x')};
  return all[any(all.size())];
}

void ModelledProxmox::deed() {
  Member& member = anyMember();
  ModelledNode& node = member.node;
  if (!node.up()) return;
  const std::size_t what = any(100);
  if (what < 35)
    start(node);
  else if (what < 90)
    finishOne(node);
  else if (what < 93)
    member.burst_left = 1 + any(life_.burst_most);
  else if (what < 97 && life_.faults)
    fault(member);
  else if (what < 98 && life_.sets_clocks)
    setClock(member);
}

void ModelledProxmox::start(ModelledNode& node) {
  static const std::vector<std::string> types = {"qmstart", "vzdump", "qmsnapshot", "newer"};
  const auto task =
      node.start(types[any(types.size())], std::to_string(100 + any(kGuests)), now_ms_);
  tasks_[task->upid] = task;
  log(node, "starting task " + task->upid);
}

void ModelledProxmox::finishOne(ModelledNode& node) {
  const auto task = node.finishOne(random_(), anyStatus(), now_ms_);
  if (task != nullptr) log(node, "end task " + task->upid + " " + task->status.substr(0, 100));
}

// Many within some seconds; some of them end in it, some go on.
bool ModelledProxmox::burst() {
  const auto at = std::ranges::find_if(
      members_, [](const Member& each) { return each.burst_left > 0 && each.node.up(); });
  if (at == members_.end()) return false;
  start(at->node);
  if (any(3) > 0) finishOne(at->node);
  if (--at->burst_left == 0 && any(4) > 0)
    while (at->node.runningCount() > 5) finishOne(at->node);
  next_deed_ms_ = now_ms_ + static_cast<std::int64_t>(any(60));
  return true;
}

void ModelledProxmox::fault(Member& member) {
  if (any(4) == 0) {
    member.node.die();
    member.boots_ms = now_ms_ + millisecondsFor(random_(), 10'000, 120'000);
  } else {
    member.api = static_cast<Api>(1 + any(3));
    member.well_again_ms = now_ms_ + millisecondsFor(random_(), 1'000, 60'000);
  }
}

void ModelledProxmox::setClock(Member& member) {
  const std::int64_t ahead_ms = any(3) == 0 ? 0 : millisecondsFor(random_(), -90'000, 90'000);
  member.node.setAhead(ahead_ms);
}

void ModelledProxmox::log(const ModelledNode& node, const std::string& message) {
  log_.push_back({node.name(), ++log_uid_, node.clockMs(now_ms_) / 1000, message});
  for (log_bytes_ += message.size() + 64; log_bytes_ > kLogRingBytes; log_.pop_front())
    log_bytes_ -= log_.front().message.size() + 64;
}

void ModelledProxmox::pass(std::int64_t ms) {
  host_.pass(ms);
  advanceTo(host_.timeMs());
}

Answer ModelledProxmox::answer(const proxmox::Endpoint& endpoint, const std::string& target,
                               std::int64_t timeout_ms) {
  ++asked_;
  std::size_t number = 0;
  while (addressOf(number) != endpoint.host) ++number;
  const Member& member = members_.at(number);
  const auto after = [&](std::int64_t ms, Failure failure) {
    pass(ms);
    return failed(failure, ms);
  };
  if (!member.node.up() || member.api == Api::kRefuses)
    return after(std::min<std::int64_t>(timeout_ms, 30 + 3'000 * (member.node.up() ? 0 : 1)),
                 member.node.up() ? Failure::kConnect : Failure::kTimeout);
  if (member.api == Api::kHangs) return after(timeout_ms, Failure::kTimeout);
  const bool faults = life_.faults && !calm_;
  const std::int64_t there_ms = millisecondsFor(random_(), 1, 30);
  std::int64_t back_ms = millisecondsFor(random_(), 1, 30);
  if (faults && any(50) == 0) back_ms += millisecondsFor(random_(), 500, 4'500);
  pass(there_ms);
  if (member.api == Api::kFails) return after(back_ms, Failure::kBroken);
  const auto question = target.find('?');
  constexpr std::size_t kRoot = 10;  // /api2/json
  const std::string path = target.substr(kRoot, question - kRoot);
  const std::string query = question == std::string::npos ? "" : target.substr(question + 1);
  Answer made = answered(member, path, query);
  if (there_ms + back_ms > timeout_ms) return after(timeout_ms - there_ms, Failure::kTimeout);
  pass(back_ms);
  if (faults && any(60) == 0) return failed(Failure::kBroken, there_ms + back_ms);
  made.duration_us += (there_ms + back_ms) * 1000;
  return made;
}

Answer ModelledProxmox::answered(const Member& asked, std::string_view path,
                                 std::string_view query) {
  Answer answer;
  answer.status = 200;
  if (const auto node = proxmox::nodeIn(path, "/tasks"); !node.empty()) {
    const Member* const member = named(node);
    if (member == nullptr) {
      answer.status = 500;
    } else if (!member->node.up() || member->api == Api::kRefuses) {
      pass(600);
      answer.status = 595;
    } else if (member->api != Api::kWell) {
      answer.status = 596;
      pass(3'000);
      return failed(Failure::kTimeout, 3'000);
    }
  }
  if (answer.ok()) answer.body = body(asked, path, query);
  const Poco::Timestamp now(asked.node.clockMs(now_ms_) * 1000);
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
           (life_.shows_log ? R"(,"Sys.Syslog":1}}})" : "}}}");
  if (path.ends_with("/certificates/info"))
    return answerWith(R"({"filename":"pve-root-ca.pem","fingerprint":"AA:BB"})");
  if (path == "/cluster/resources") return answerWith(resourceRows());
  if (path == "/cluster/log") return answerWith(logRows(query));
  if (path == "/cluster/tasks") return tasksBody();
  return pageBody(named(proxmox::nodeIn(path, "/tasks"))->node, query);
}

// The nodes come in any order.
std::string ModelledProxmox::tasksBody() {
  std::vector<std::string> parts;
  for (const Member& each : members_)
    if (std::string rows = each.node.told(now_ms_); !rows.empty()) parts.push_back(std::move(rows));
  std::ranges::shuffle(parts, random_);
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
  const auto up =
      std::ranges::count_if(members_, [](const Member& each) { return each.node.up(); });
  const bool quorate = 2 * static_cast<std::size_t>(up) > members_.size();
  std::string rows = R"({"type":"cluster","id":"cluster","name":"sim","version":1,"nodes":)" +
                     std::to_string(members_.size()) + R"(,"quorate":)" + (quorate ? "1}" : "0}");
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Member& each = members_[i];
    rows += R"(,{"type":"node","id":"node/)" + each.node.name() + R"(","name":)" +
            quoted(each.node.name()) + R"(,"nodeid":)" + std::to_string(i + 1) + R"(,"ip":)" +
            quoted(addressOf(i)) + R"(,"local":)" + (&each == &asked ? "1" : "0") +
            R"(,"online":)" + (each.node.up() ? "1}" : "0}");
  }
  return rows;
}

std::string ModelledProxmox::resourceRows() const {
  std::string rows;
  for (const Member& each : members_) {
    const std::string name = each.node.name();
    const std::int64_t uptime_s = 100'000 + (now_ms_ - each.node.bootedMs()) / 1000;
    rows += (rows.empty() ? "" : ",") + (R"({"type":"node","id":"node/)" + name + R"(","node":")") +
            name + R"(","maxcpu":8,"status":)" +
            (each.node.up() ? R"("online","uptime":)" + std::to_string(uptime_s) : R"("offline")") +
            "}";
  }
  for (int i = 0; i < kGuests; ++i) {
    const std::string vmid = std::to_string(100 + i);
    rows += R"(,{"type":"qemu","id":"qemu/)" + vmid + R"(","vmid":)" + vmid + R"(,"node":)" +
            quoted(members_[static_cast<std::size_t>(i) % members_.size()].node.name()) +
            R"(,"status":"running","name":"web","uptime":1000000})";
  }
  return rows;
}

std::string ModelledProxmox::logRows(std::string_view query) const {
  std::size_t left = 50;
  if (query.starts_with("max="))
    std::from_chars(query.data() + 4, query.data() + query.size(), left);
  std::string rows;
  for (auto each = log_.rbegin(); each != log_.rend() && left > 0; ++each, --left)
    rows += (rows.empty() ? "" : ",") + (R"({"node":")" + each->node) + R"(","uid":")" +
            std::to_string(each->uid) + R"(","time":)" + std::to_string(each->time_s) +
            R"(,"pri":6,"tag":"pvedaemon","user":"root@pam","msg":)" + quoted(each->message) + "}";
  return rows;
}

}  // namespace pipevane::proxmox_events
