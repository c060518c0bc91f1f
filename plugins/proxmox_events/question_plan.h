// What to ask when: the list of tasks at its own pace, and beside it one question each ten seconds,
// of which each kind has its turn.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

namespace pipevane::proxmox_events {

// [worker] All times are the steady clock's.
class QuestionPlan {
 public:
  enum class Question : std::uint8_t {
    kTasks,    // /cluster/tasks
    kList,     // /cluster/resources
    kLog,      // /cluster/log
    kVersion,  // /version, and so on: what changes rarely
    kStatus,
    kNodes,
    kRights,
    kNewest  // /nodes/N/tasks, of one node after the other
  };

  // Of the lists of resources and of the log together, so that all questions come to 0.6 a second
  // where tasks are asked for every two seconds.
  static constexpr std::int64_t kBesideMs = 10'000;
  // A new version, other rights, other members: within that time.
  static constexpr std::int64_t kFactsMs = 600'000;

  // What the list of tasks hides and nothing betrays, as that of a node whose clock was set back:
  // within so many minutes as there are nodes, times three.
  static constexpr std::int64_t kNewestMs = 180'000;

  explicit QuestionPlan(std::int64_t tasks_interval_ms) : tasks_interval_ms_(tasks_interval_ms) {}

  // Somebody said who it is: first what runs, then the names that go with it, and so on.
  void begin(std::int64_t now_ms, bool log);
  // What the token may see is known.
  void setLog(bool log) { log_ = log; }
  // A node came or went: who the members are, in one of the next turns.
  void askForMembers();

  // What is due; the one that is given counts as asked. Without `beside` the list of tasks alone:
  // the others wait for their turn.
  std::optional<Question> next(std::int64_t now_ms, bool beside = true);
  // One of the others waits.
  bool besideWaits(std::int64_t now_ms) const { return first_.empty() && now_ms >= beside_due_ms_; }
  // When the next one is.
  std::int64_t dueMs(bool beside = true) const;

 private:
  Question nextBeside(std::int64_t now_ms);
  void await(Question fact);

  std::int64_t tasks_interval_ms_;
  bool log_ = false;
  bool list_was_ = false;  // the last one beside
  bool fact_was_ = false;  // the last one of those that share the log's turns
  std::deque<Question> first_;
  std::deque<Question> facts_;  // each once, and whose newest tasks are looked through
  std::int64_t tasks_due_ms_ = 0, beside_due_ms_ = 0, facts_due_ms_ = 0;
  std::int64_t newest_due_ms_ = 0;
};

}  // namespace pipevane::proxmox_events
