#include "plugins/proxmox_events/questions.h"

#include "plugins/proxmox/events/task_page.h"
#include "plugins/proxmox_events/rights_trouble.h"

#include <utility>

namespace pipevane::proxmox_events {
namespace {

using proxmox::Reply;
using proxmox::events::TaskPage;
using Question = QuestionPlan::Question;

bool endsAll(const Reply& reply) {
  return reply.stopped || reply.stands_by || reply.stranger || reply.not_asked;
}

// Whoever answers so is asked no more in this step.
bool ends(const Reply& reply) {
  return endsAll(reply) || reply.foreign || reply.minority || (!reply.good() && reply.status == 0);
}

}  // namespace

std::optional<Reply> Questions::ask(Question question, Conversation& conversation) {
  std::optional<Reply> reply = replyTo(question, conversation);
  if (reply && ends(*reply)) return reply;
  troubles_[question] = reply ? reply->why : std::string();
  if (question == Question::kList && decoder_.doubtsList())
    return ask(Question::kStatus, conversation);
  return std::nullopt;
}

std::optional<Reply> Questions::replyTo(Question question, Conversation& conversation) {
  switch (question) {
    case Question::kVersion:
      return introduction_.askVersion(conversation);
    case Question::kStatus:
      return introduction_.askStatus(conversation);
    case Question::kNodes:
      return introduction_.askNodes(conversation);
    case Question::kRights: {
      auto reply = introduction_.askRights(conversation);
      plan_.setLog(readsLog());
      return reply;
    }
    case Question::kLog:
      return askLog(conversation);
    case Question::kNewest:
      return askNewest(conversation);
    default:
      return askList(conversation);
  }
}

// One entry that cannot be told is said as an event.
std::optional<Reply> Questions::askLog(Conversation& conversation) {
  Reply reply = conversation.ask("/cluster/log", "max=" + std::to_string(decoder_.logEntries()));
  if (reply.status == 500 && (decoder_.logUnreadable() || decoder_.logAgain())) return std::nullopt;
  return reply;
}

// It is a look behind what is told anyway: where it fails the next node has its turn.
std::optional<Reply> Questions::askNewest(Conversation& conversation) {
  const std::string node = gaps_.nextToLookThrough(decoder_);
  if (node.empty()) return std::nullopt;
  Reply reply = conversation.ask("/nodes/" + node + "/tasks",
                                 TaskPage::newestQuery(proxmox::events::kNewestPage),
                                 GapQuestions::kTimeoutMs);
  if (endsAll(reply)) return reply;
  return std::nullopt;
}

std::optional<Reply> Questions::askList(Conversation& conversation) {
  Reply reply = conversation.ask("/cluster/resources");
  if (std::exchange(node_changes_, decoder_.nodeChanges()) != decoder_.nodeChanges())
    plan_.askForMembers();
  return reply;
}

std::optional<Reply> Questions::askMissing(Conversation& conversation) {
  if (const auto gap = gaps_.next(decoder_)) {
    Reply reply = conversation.ask("/nodes/" + gap->node + "/tasks", TaskPage::of(*gap).query(),
                                   GapQuestions::kTimeoutMs);
    if (endsAll(reply)) return reply;
    gaps_.asked(*gap, reply.why);
  } else if (decoder_.logAgain() && readsLog()) {
    return ask(Question::kLog, conversation);
  }
  return std::nullopt;
}

bool Questions::readsLog() const {
  const auto& permissions = decoder_.permissions();
  return permissions ? proxmox_events::readsLog(log_, *permissions)
                     : log_ == Settings::Log::kAlways;
}

std::string Questions::troubles() {
  std::string all;
  for (const auto& each : troubles_) addTo(all, each.second);
  addTo(all, gaps_.trouble(decoder_));
  return all;
}

}  // namespace pipevane::proxmox_events
