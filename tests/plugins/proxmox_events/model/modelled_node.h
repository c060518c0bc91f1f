// A node of Proxmox VE as far as its tasks go: what it tells the others of them, and what its own
// archive has, with the limits that both really have.
#pragma once

#include "plugins/proxmox/events/task_page.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

struct ModelledTask {
  std::string upid, node, vmid;
  std::int64_t start_s = 0;  // by the node's clock
  bool finished = false;
  std::int64_t end_s = 0;
  std::string status;
  std::string row;      // as a list has it
  bool listed = false;  // the end was in an answer to /cluster/tasks
  // How often its node's clock had been set back by then.
  int start_set_back = 0, end_set_back = 0;

  std::string state() const;
};

class ModelledNode {
 public:
  using Task = std::shared_ptr<ModelledTask>;

  // What a node tells the others: so many, and less than that of JSON.
  static constexpr std::size_t kToldMost = 25;
  static constexpr std::size_t kToldBytes = 32u << 10;

  // Each of the two files of the archive is full at `archive_bytes`: 50,000 in Proxmox VE.
  ModelledNode(std::string name, std::size_t archive_bytes)
      : name_(std::move(name)), archive_bytes_(archive_bytes) {}

  const std::string& name() const { return name_; }
  bool up() const { return up_; }
  std::int64_t bootedMs() const { return booted_ms_; }
  // What its clock says then.
  std::int64_t clockMs(std::int64_t now_ms) const { return now_ms + ahead_ms_; }
  void setAhead(std::int64_t ms) {
    if (ms < ahead_ms_) ++set_back_;
    ahead_ms_ = ms;
  }

  // Each of them while it is up.
  Task start(const std::string& type, const std::string& vmid, std::int64_t now_ms);
  // One of those that run; null where none does.
  Task finishOne(std::size_t which, const std::string& status, std::int64_t now_ms);
  void die() { up_ = false; }
  // What ran when it died reads so from then on.
  void boot(std::int64_t now_ms);

  std::size_t runningCount() const { return running_.size(); }
  // Its part of /cluster/tasks, as the others have it then.
  std::string told(std::int64_t now_ms) const;
  // Its own list, the rows in the order of the archive. `fresh`: one of them has ended, and no list
  // of the cluster's had that.
  std::string page(const proxmox::events::TaskPage& page, bool& fresh) const;
  // All that some list still shows.
  std::vector<Task> remembered() const;

 private:
  struct Broadcast {
    std::int64_t seen_ms = 0;  // by the others, from then on
    std::string rows;
    std::vector<Task> ended;  // of those
  };

  void finish(const Task& task, const std::string& status, std::int64_t now_ms);
  void archive(const Task& task);
  void tell(std::int64_t now_ms);

  std::string name_;
  std::size_t archive_bytes_;
  bool up_ = true;
  std::int64_t ahead_ms_ = 0, booted_ms_ = 0;
  int set_back_ = 0;
  unsigned number_ = 0;
  std::vector<Task> running_;
  std::vector<Task> recent_;  // that finished, and that it still tells of; newest start first
  std::deque<Task> archive_, archive_before_;  // by their ends
  std::size_t bytes_ = 0;                      // of the first one
  std::deque<Broadcast> told_;
};

}  // namespace pipevane::proxmox_events
