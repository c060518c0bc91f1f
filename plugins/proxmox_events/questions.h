// What is asked beside the list of tasks, in its turn, and what of it fails.
#pragma once

#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox_events/conversation.h"
#include "plugins/proxmox_events/gap_questions.h"
#include "plugins/proxmox_events/introduction.h"
#include "plugins/proxmox_events/question_plan.h"
#include "plugins/proxmox_events/settings.h"

#include <pipevane/host.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pipevane::proxmox_events {

// [worker] One thread.
class Questions {
 public:
  // What is only referred to outlives this.
  Questions(const Host& host, const Settings& settings, QuestionPlan& plan,
            Introduction& introduction, proxmox::events::EventDecoder& decoder)
      : log_(settings.log),
        plan_(plan),
        introduction_(introduction),
        decoder_(decoder),
        gaps_(host) {}

  // One of the plan's, but for the list of tasks. The reply that ends it here; what else fails is
  // no reason to leave who tells that list.
  std::optional<proxmox::Reply> ask(QuestionPlan::Question question, Conversation& conversation);
  // Behind a list of tasks: one question for what is missing of one node, at most.
  std::optional<proxmox::Reply> askMissing(Conversation& conversation);

  // It is about to ask one, as far as it depends on that.
  bool lacksSome() const { return gaps_.next(decoder_).has_value(); }

  // As the option says, and as the token may.
  bool readsLog() const;
  // What failed of them, a sentence without an end; empty: nothing.
  std::string troubles();

 private:
  std::optional<proxmox::Reply> replyTo(QuestionPlan::Question question,
                                        Conversation& conversation);
  std::optional<proxmox::Reply> askLog(Conversation& conversation);
  std::optional<proxmox::Reply> askNewest(Conversation& conversation);
  std::optional<proxmox::Reply> askList(Conversation& conversation);

  Settings::Log log_;
  QuestionPlan& plan_;
  Introduction& introduction_;
  proxmox::events::EventDecoder& decoder_;
  GapQuestions gaps_;
  std::uint64_t node_changes_ = 0;  // as the status was asked for
  std::map<QuestionPlan::Question, std::string> troubles_;
};

// Puts one sentence behind another.
inline void addTo(std::string& all, const std::string& trouble) {
  if (!trouble.empty()) all += (all.empty() ? "" : "; besides, ") + trouble;
}

}  // namespace pipevane::proxmox_events
