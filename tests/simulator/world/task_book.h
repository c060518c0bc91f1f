// The tasks of one node: what runs, and what its two index files still have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace pipevane::simulator {

struct Task {
  std::string upid, node, type, id;
  std::string user;          // of a token its whole id, as in the UPID
  std::string status;        // how it ended; empty: it runs
  std::uint64_t number = 0;  // of all of the cluster, in the order in which they began
  int pid = 0;
  std::int64_t pstart = 0;                      // ticks since the node's boot
  std::int64_t start_s = 0, end_s = 0;          // by the clock of its node; end 0: it runs
  std::int64_t began_at_s = 0, ended_at_s = 0;  // really

  bool runs() const { return end_s == 0; }
  // Its line in the index file.
  std::size_t lineBytes() const { return upid.size() + status.size() + 11; }
};

// Every member is its node's own time.
class TaskBook {
 public:
  // An index file that has grown so far is put away as the second one, and that one is gone.
  static constexpr std::size_t kIndexBytes = 50'000;

  void begin(Task task) { running_.push_back(std::move(task)); }
  // False: it does not run.
  bool end(const std::string& upid, const std::string& status, std::int64_t end_s,
           std::int64_t at_s);
  // All that runs, by a boot.
  void cut(std::int64_t end_s, std::int64_t at_s);
  // Its file is gone, and no list has it. False: there is none.
  bool forget(const std::string& upid);

  const Task* find(const std::string& upid) const;               // null: none
  const std::vector<Task>& running() const { return running_; }  // in the order of the start
  const std::deque<Task>& ended() const { return ended_; }       // in the order of the end

 private:
  void put(Task task);

  std::vector<Task> running_;
  std::deque<Task> ended_;
  std::size_t index_lines_ = 0, index_bytes_ = 0;  // of the newest in `ended_`
};

}  // namespace pipevane::simulator
