#include "plugins/proxmox_poll/name_rounds.h"

#include <algorithm>

namespace pipevane::proxmox_poll {

std::vector<std::string> NameRounds::ask(std::int64_t patience_ms) {
  std::vector<std::string> names;
  if (!leadership_.identity().known()) return names;
  const std::vector<proxmox::Contact*> nameless = contacts_.nameless(host_.steadyMs());
  auto left = static_cast<std::int64_t>(nameless.size());
  const proxmox::Deadline deadline(host_, std::min(patience_ms, kPatienceMs));
  for (proxmox::Contact* const each : nameless) {
    if (deadline.leftMs() < kLeastPatienceMs || host_.stopping()) break;
    ask(*each, proxmox::Deadline(host_, std::max(deadline.leftMs() / left--, kLeastPatienceMs)));
    if (!each->node().empty()) names.push_back(each->node());
  }
  return names;
}

// As an introduction does: one that is called the same may be another cluster's.
void NameRounds::ask(proxmox::Contact& contact, const proxmox::Deadline& deadline) {
  Membership::Word word = membership_.askWho(contact, deadline);
  proxmox::Reply& reply = word.reply;
  if (reply.stopped || reply.not_asked) return;
  if (reply.good() && word.identity != leadership_.identity()) {
    reply.foreign = word.identity.known();
    reply.why = proxmox::leavesAlone(contact.client().endpoint().url());
  }
  const std::int64_t now_ms = host_.steadyMs();
  if (reply.good()) {
    contact.setNode(word.status.local()->name);
    contact.setVerified();
    contact.answered(now_ms);
  } else {
    contact.failed(reply.why, now_ms, reply.doubt());
  }
}

}  // namespace pipevane::proxmox_poll
