#include "plugins/proxmox_events/question_plan.h"

#include <algorithm>
#include <utility>

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
  list_was_ = fact_was_ = false;
  first_ = {Question::kTasks, Question::kList, Question::kTasks};
  if (log) first_.push_back(Question::kLog);
  // Those were just asked for; whose tasks to look through has nothing to do with who answers, who
  // may be another one ever again.
  std::erase_if(facts_, [](Question each) { return each != Question::kNewest; });
  if (newest_due_ms_ == 0) newest_due_ms_ = now_ms + kNewestMs;
  tasks_due_ms_ = now_ms + tasks_interval_ms_;
  beside_due_ms_ = now_ms + kBesideMs;
  facts_due_ms_ = now_ms + kFactsMs;
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
    for (const Question each :
         {Question::kStatus, Question::kVersion, Question::kRights, Question::kNodes})
      await(each);
    facts_due_ms_ = now_ms + kFactsMs;
  }
  if (now_ms >= newest_due_ms_) {
    await(Question::kNewest);
    newest_due_ms_ = now_ms + kNewestMs;
  }
  // Facts take the log's turns: a list that is late would miss what comes and goes. But not one
  // after the other: as long as a node comes and goes there are ever new ones.
  const bool log_turn = std::exchange(list_was_, false);
  if (log_turn && !facts_.empty() && !(log_ && fact_was_)) {
    fact_was_ = true;
    const Question question = facts_.front();
    facts_.pop_front();
    return question;
  }
  if (log_turn && log_) {
    fact_was_ = false;
    return Question::kLog;
  }
  list_was_ = true;
  return Question::kList;
}

void QuestionPlan::await(Question fact) {
  if (std::ranges::find(facts_, fact) == facts_.end()) facts_.push_back(fact);
}

void QuestionPlan::askForMembers() {
  await(Question::kStatus);
  await(Question::kNodes);
}

std::int64_t QuestionPlan::dueMs(bool beside) const {
  if (!first_.empty()) return 0;
  return beside ? std::min(tasks_due_ms_, beside_due_ms_) : tasks_due_ms_;
}

}  // namespace pipevane::proxmox_events
