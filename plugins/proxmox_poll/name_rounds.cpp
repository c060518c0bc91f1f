#include "plugins/proxmox_poll/name_rounds.h"

#include <algorithm>

namespace pipevane::proxmox_poll {

std::vector<std::string> NameRounds::ask(std::int64_t patience_ms) {
  std::vector<std::string> names;
  if (!leadership_.identity().known()) return names;
  const std::vector<Contact*> nameless = contacts_.nameless(host_.steadyMs());
  auto left = static_cast<std::int64_t>(nameless.size());
  std::int64_t left_ms = std::min(patience_ms, kPatienceMs);
  for (Contact* const each : nameless) {
    if (left_ms < kLeastPatienceMs || host_.stopping()) break;
    const std::int64_t share_ms = std::max(left_ms / left--, kLeastPatienceMs);
    left_ms -= std::min(ask(*each, share_ms), share_ms);
    if (!each->node().empty()) names.push_back(each->node());
  }
  return names;
}

// As an introduction does: one that is called the same may be another cluster's. How long it took.
std::int64_t NameRounds::ask(Contact& contact, std::int64_t patience_ms) {
  Membership::Word word = membership_.askWho(contact, patience_ms);
  Reply& reply = word.reply;
  if (reply.stopped || reply.not_asked) return reply.duration_ms;
  if (reply.good() && word.identity != leadership_.identity()) {
    reply.foreign = word.identity.known();
    reply.why = leavesAlone(contact.client().endpoint().url());
  }
  const std::int64_t now_ms = host_.steadyMs();
  if (reply.good()) {
    contact.setNode(word.status.local()->name);
    contact.setVerified();
    contact.answered(now_ms);
  } else {
    contact.failed(reply.why, now_ms, reply.doubt());
  }
  return reply.duration_ms;
}

}  // namespace pipevane::proxmox_poll
