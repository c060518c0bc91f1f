#include "plugins/proxmox_poll/export_turn.h"

#include "plugins/proxmox_poll/export_plan.h"

namespace pipevane::proxmox_poll {

void ExportTurn::ask(Conversation& conversation, const proxmox::Reply& resources,
                     const Output& output) {
  const auto& version = decoder_.version();
  // Of one that cannot be read nothing is known but what it did so far.
  const bool exists = version ? !(*version < proxmox::kMetricsExport) : decoder_.exportWorks();
  if (!exists) why_.clear();
  const std::int64_t now_ms = host_.steadyMs();
  const std::int64_t since_ms = asked_ms_ ? now_ms - *asked_ms_ : ExportPlan::kRetryMs;
  if (!ExportPlan::due(exists, decoder_.exportWorks(), since_ms)) return;
  asked_ms_ = now_ms;
  const proxmox::Reply reply = rounds_.ask(conversation, resources, output);
  // Whoever that is says so in the next cycle, and tells what was missed.
  if (reply.stopped || reply.stands_by || reply.stranger) return;
  why_ = reply.why;
  refused_ = reply.status == 403;
}

std::string ExportTurn::trouble() const {
  if (why_.empty()) return {};
  return why_ + (decoder_.exportWorks()
                     ? "; the next cycle asks for what it would have told as well"
                     : "; figures come from the list of resources meanwhile");
}

}  // namespace pipevane::proxmox_poll
