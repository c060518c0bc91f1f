#include "tests/simulator/world/task_book.h"

#include <algorithm>
#include <utility>

namespace pipevane::simulator {

bool TaskBook::end(const std::string& upid, const std::string& status, std::int64_t end_s,
                   std::int64_t at_s) {
  const auto found = std::ranges::find(running_, upid, &Task::upid);
  if (found == running_.end()) return false;
  Task task = std::move(*found);
  running_.erase(found);
  task.status = status;
  task.end_s = end_s;
  task.ended_at_s = at_s;
  put(std::move(task));
  return true;
}

void TaskBook::cut(std::int64_t end_s, std::int64_t at_s) {
  while (!running_.empty())
    end(std::string(running_.front().upid), "unexpected status", end_s, at_s);
}

void TaskBook::put(Task task) {
  index_bytes_ += task.lineBytes();
  ++index_lines_;
  ended_.push_back(std::move(task));
  if (index_bytes_ < kIndexBytes) return;
  // What is left becomes the second file.
  while (ended_.size() > index_lines_) ended_.pop_front();
  index_lines_ = index_bytes_ = 0;
}

bool TaskBook::forget(const std::string& upid) {
  if (std::erase_if(running_, [&](const Task& each) { return each.upid == upid; }) > 0) return true;
  const auto found = std::ranges::find(ended_, upid, &Task::upid);
  if (found == ended_.end()) return false;
  if (static_cast<std::size_t>(ended_.end() - found) <= index_lines_) {
    index_bytes_ -= found->lineBytes();
    --index_lines_;
  }
  ended_.erase(found);
  return true;
}

const Task* TaskBook::find(const std::string& upid) const {
  const auto runs = std::ranges::find(running_, upid, &Task::upid);
  if (runs != running_.end()) return &*runs;
  const auto ended = std::ranges::find(ended_, upid, &Task::upid);
  return ended == ended_.end() ? nullptr : &*ended;
}

}  // namespace pipevane::simulator
