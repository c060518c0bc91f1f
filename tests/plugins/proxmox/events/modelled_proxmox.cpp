#include "tests/plugins/proxmox/events/modelled_proxmox.h"

#include <algorithm>
#include <cstdio>

namespace pipevane::proxmox::events {
namespace {

constexpr std::size_t kListed = 25;

}  // namespace

ModelledProxmox::ModelledProxmox(int nodes, std::int64_t now_s) : now_s_(now_s) {
  for (int i = 1; i <= nodes; ++i) nodes_["pve" + std::to_string(i)];
}

std::vector<std::string> ModelledProxmox::names() const {
  std::vector<std::string> names;
  for (const auto& each : nodes_) names.push_back(each.first);
  return names;
}

void ModelledProxmox::start(const std::string& node, const std::string& vmid) {
  char text[160];
  ++number_;
  std::snprintf(text, sizeof text, "UPID:%s:%08X:%08X:%08X:qmstart:%s:root@pam:", node.c_str(),
                number_, number_, static_cast<unsigned>(now_s_), vmid.c_str());
  Task task;
  task.upid = Upid::parse(text).value();
  if (up(node)) nodes_.at(node).running.push_back(std::move(task));
}

void ModelledProxmox::finishOne(const std::string& node, std::size_t which,
                                const std::string& status) {
  Node& its = nodes_.at(node);
  if (!its.up || its.running.empty()) return;
  const auto at = its.running.begin() + static_cast<std::ptrdiff_t>(which % its.running.size());
  Task task = std::move(*at);
  its.running.erase(at);
  archive(its, std::move(task), status);
}

void ModelledProxmox::archive(Node& node, Task task, const std::string& status) {
  task.finished = true;
  task.end_s = now_s_;
  task.status = status;
  task.status_bytes = status.size();
  node.archive.push_back(std::move(task));
  if (node.archive.size() > kArchived) node.archive.pop_front();
}

void ModelledProxmox::die(const std::string& node) { nodes_.at(node).up = false; }

void ModelledProxmox::boot(const std::string& node) {
  Node& its = nodes_.at(node);
  if (its.up) return;
  its.up = true;
  for (Task& each : its.running) archive(its, std::move(each), "unexpected status");
  its.running.clear();
}

// Of a node that died what it told last.
std::vector<Task> ModelledProxmox::list() const {
  std::vector<Task> all;
  for (const auto& each : nodes_) {
    const Node& node = each.second;
    all.insert(all.end(), node.running.begin(), node.running.end());
    if (node.running.size() >= kListed) continue;
    std::vector<Task> finished(node.archive.begin(), node.archive.end());
    std::ranges::stable_sort(finished, std::greater{},
                             [](const Task& task) { return task.upid.start_s; });
    finished.resize(std::min(finished.size(), kListed - node.running.size()));
    all.insert(all.end(), finished.begin(), finished.end());
  }
  return all;
}

std::vector<Task> ModelledProxmox::page(const std::string& node, const TaskPage& page) const {
  const Node& its = nodes_.at(node);
  std::vector<Task> all(its.running.begin(), its.running.end());
  all.insert(all.end(), its.archive.rbegin(), its.archive.rend());
  std::erase_if(all, [&](const Task& each) { return each.upid.start_s < page.since_s; });
  all.erase(all.begin(),
            all.begin() + static_cast<std::ptrdiff_t>(std::min(page.start, all.size())));
  all.resize(std::min(all.size(), page.limit));
  return all;
}

std::vector<Task> ModelledProxmox::remembered() const {
  std::vector<Task> all;
  for (const auto& each : nodes_) {
    all.insert(all.end(), each.second.running.begin(), each.second.running.end());
    all.insert(all.end(), each.second.archive.begin(), each.second.archive.end());
  }
  return all;
}

}  // namespace pipevane::proxmox::events
