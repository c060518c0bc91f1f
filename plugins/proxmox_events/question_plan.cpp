#include "plugins/proxmox_events/question_plan.h"

#include <algorithm>

namespace pipevane::proxmox_events {
namespace {

// The next time of a rhythm: what is missed is left out.
std::int64_t nextOf(std::int64_t due_ms, std::int64_t every_ms, std::int64_t now_ms) {
  const std::int64_t next_ms = due_ms + every_ms;
  return next_ms > now_ms ? next_ms : now_ms + every_ms;
}

}  // namespace

void QuestionPlan::begin(std::int64_t now_ms, bool log) {
  log_ = log;
  log_next_ = false;
  first_ = {Question::kTasks, Question::kList, Question::kTasks};
  if (log) first_.push_back(Question::kLog);
  facts_.clear();
  tasks_due_ms_ = now_ms + tasks_interval_ms_;
  beside_due_ms_ = now_ms + kBesideMs;
  facts_due_ms_ = now_ms + kFactsMs;
  newest_due_ms_ = now_ms + kNewestMs;
}

std::optional<QuestionPlan::Question> QuestionPlan::next(std::int64_t now_ms, bool beside) {
  if (!first_.empty()) {
    const Question question = first_.front();
    first_.pop_front();
    return question;
  }
  if (now_ms >= tasks_due_ms_) {
    tasks_due_ms_ = nextOf(tasks_due_ms_, tasks_interval_ms_, now_ms);
    return Question::kTasks;
  }
  if (now_ms < beside_due_ms_ || !beside) return std::nullopt;
  beside_due_ms_ = nextOf(beside_due_ms_, kBesideMs, now_ms);
  return nextBeside(now_ms);
}

QuestionPlan::Question QuestionPlan::nextBeside(std::int64_t now_ms) {
  if (now_ms >= facts_due_ms_) {
    facts_ = {Question::kStatus, Question::kVersion, Question::kRights, Question::kNodes};
    facts_due_ms_ = now_ms + kFactsMs;
  }
  if (now_ms >= newest_due_ms_) {
    facts_.push_back(Question::kNewest);
    newest_due_ms_ = now_ms + kNewestMs;
  }
  // Facts take the log's turns: a list that is late would miss what comes and goes.
  if (log_next_ || !log_) {
    log_next_ = false;
    if (!facts_.empty() && (log_ || list_was_)) {
      const Question question = facts_.front();
      facts_.pop_front();
      list_was_ = false;
      return question;
    }
    if (log_) return Question::kLog;
  }
  list_was_ = true;
  log_next_ = log_;
  return Question::kList;
}

std::int64_t QuestionPlan::dueMs(bool beside) const {
  if (!first_.empty()) return 0;
  return beside ? std::min(tasks_due_ms_, beside_due_ms_) : tasks_due_ms_;
}

}  // namespace pipevane::proxmox_events
