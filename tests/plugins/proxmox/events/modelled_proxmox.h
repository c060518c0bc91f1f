// A cluster of Proxmox VE as its task lists show it: what runs, what finished, what is still
// remembered. Seconds pass only where the test says so.
#pragma once

#include "plugins/proxmox/events/gap.h"
#include "plugins/proxmox/events/task.h"
#include "plugins/proxmox/events/task_page.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace pipevane::proxmox::events {

class ModelledProxmox {
 public:
  // As many lines as a node's archive has, fewer than the real one so that it overflows.
  static constexpr std::size_t kArchived = 150;

  ModelledProxmox(int nodes, std::int64_t now_s);

  std::int64_t nowS() const { return now_s_; }
  void pass(std::int64_t seconds) { now_s_ += seconds; }

  // On a node that is up.
  void start(const std::string& node, const std::string& vmid);
  // One of those that run; nothing where none does.
  void finishOne(const std::string& node, std::size_t which, const std::string& status);
  void die(const std::string& node);
  // What ran when it died reads so from now on.
  void boot(const std::string& node);
  bool up(const std::string& node) const { return nodes_.at(node).up; }
  std::size_t runningOn(const std::string& node) const { return nodes_.at(node).running.size(); }
  std::vector<std::string> names() const;

  std::vector<Task> list() const;
  std::vector<Task> page(const std::string& node, const TaskPage& page) const;
  // All that some list would still show.
  std::vector<Task> remembered() const;

 private:
  struct Node {
    bool up = true;
    std::vector<Task> running;
    std::deque<Task> archive;  // in the order of their ends
  };

  void archive(Node& node, Task task, const std::string& status);

  std::int64_t now_s_;
  unsigned number_ = 0;
  std::map<std::string, Node> nodes_;
};

}  // namespace pipevane::proxmox::events
