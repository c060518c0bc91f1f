#include "tests/plugins/proxmox_events/model/modelled_node.h"

#include <algorithm>
#include <cstdio>
#include <functional>

namespace pipevane::proxmox_events {
namespace {

// Until all members have what one tells: well under a second.
constexpr std::int64_t kOnItsWayMs = 300;

std::string rowOf(const ModelledTask& task) {
  const std::string head = R"({"upid":")" + task.upid + R"(","node":")" + task.node +
                           R"(","starttime":)" + std::to_string(task.start_s) + R"(,"id":")" +
                           task.vmid + R"(","user":"root@pam")";
  if (!task.finished) return head + R"(,"pid":4711})";
  return head + R"(,"endtime":)" + std::to_string(task.end_s) + R"(,"saved":"1","status":")" +
         task.status + R"("})";
}

void append(std::string& rows, const std::string& row) {
  if (!rows.empty()) rows += ',';
  rows += row;
}

}  // namespace

std::string ModelledTask::state() const {
  if (!finished) return "running";
  if (status == "OK") return "ok";
  if (status.starts_with("WARNINGS: ")) return "warning";
  return status == "unexpected status" ? "unknown" : "error";
}

ModelledNode::Task ModelledNode::start(const std::string& type, const std::string& vmid,
                                       std::int64_t now_ms) {
  char head[96];
  ++number_;
  auto task = std::make_shared<ModelledTask>();
  task->node = name_;
  task->vmid = vmid;
  task->start_s = clockMs(now_ms) / 1000;
  task->start_set_back = set_back_;
  std::snprintf(head, sizeof head, "UPID:%s:%08X:%08X:%08X:", name_.c_str(), number_, number_ + 7,
                static_cast<unsigned>(task->start_s));
  task->upid = head + type + ":" + vmid + ":root@pam:";
  task->row = rowOf(*task);
  running_.push_back(task);
  tell(now_ms);
  return task;
}

ModelledNode::Task ModelledNode::finishOne(std::size_t which, const std::string& status,
                                           std::int64_t now_ms) {
  if (running_.empty()) return nullptr;
  const auto at = running_.begin() + static_cast<std::ptrdiff_t>(which % running_.size());
  Task task = *at;
  running_.erase(at);
  finish(task, status, now_ms);
  tell(now_ms);
  return task;
}

void ModelledNode::finish(const Task& task, const std::string& status, std::int64_t now_ms) {
  task->finished = true;
  task->end_s = clockMs(now_ms) / 1000;
  task->end_set_back = set_back_;
  task->status = status;
  task->row = rowOf(*task);
  recent_.push_back(task);
  archive(task);
}

void ModelledNode::archive(const Task& task) {
  if (bytes_ > archive_bytes_) {
    archive_before_ = std::move(archive_);
    archive_.clear();
    bytes_ = 0;
  }
  archive_.push_back(task);
  bytes_ += task->upid.size() + task->status.size() + 11;  // the time of its end, blanks
}

void ModelledNode::boot(std::int64_t now_ms) {
  if (up_) return;
  up_ = true;
  booted_ms_ = now_ms;
  for (const Task& each : running_) finish(each, "unexpected status", now_ms);
  running_.clear();
  tell(now_ms);
}

void ModelledNode::tell(std::int64_t now_ms) {
  std::ranges::stable_sort(recent_, std::greater{}, [](const Task& each) { return each->start_s; });
  recent_.resize(std::min(recent_.size(), kToldMost - std::min(kToldMost, running_.size())));
  std::vector<Task> all = running_;
  all.insert(all.end(), recent_.begin(), recent_.end());
  std::size_t bytes = 2;
  Broadcast made{.seen_ms = now_ms + kOnItsWayMs, .rows = {}, .ended = {}};
  for (const Task& each : all) {
    bytes += each->row.size() + 1;
    if (bytes >= kToldBytes) break;
    append(made.rows, each->row);
    if (each->finished) made.ended.push_back(each);
  }
  while (told_.size() > 1 && told_[1].seen_ms <= now_ms) told_.pop_front();
  told_.push_back(std::move(made));
}

std::string ModelledNode::told(std::int64_t now_ms) const {
  const Broadcast* newest = nullptr;
  for (const Broadcast& each : told_)
    if (each.seen_ms <= now_ms) newest = &each;
  if (newest == nullptr) return {};
  for (const Task& each : newest->ended) each->listed = true;
  return newest->rows;
}

std::string ModelledNode::page(const proxmox::events::TaskPage& page, bool& fresh) const {
  std::string rows;
  std::size_t at = 0;
  const auto add = [&](const Task& each) {
    if (each->start_s < page.since_s) return;
    if (at >= page.start && at < page.start + page.limit) append(rows, each->row);
    fresh = fresh || (each->finished && !each->listed);
    ++at;
  };
  if (page.whole) std::ranges::for_each(running_, add);
  std::for_each(archive_.rbegin(), archive_.rend(), add);
  std::for_each(archive_before_.rbegin(), archive_before_.rend(), add);
  return rows;
}

std::vector<ModelledNode::Task> ModelledNode::remembered() const {
  std::vector<Task> all = running_;
  all.insert(all.end(), archive_before_.begin(), archive_before_.end());
  all.insert(all.end(), archive_.begin(), archive_.end());
  return all;
}

}  // namespace pipevane::proxmox_events
