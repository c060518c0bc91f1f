#include "plugins/proxmox_poll/proof_rounds.h"

#include "plugins/proxmox/api/explain.h"

namespace pipevane::proxmox_poll {

void ProofRounds::ask() {
  contacts_.eachDistrusted([this](proxmox::Contact& contact) {
    const std::int64_t now_ms = host_.steadyMs();
    if (!host_.stopping() && !contact.rests(now_ms) && budget_.take(now_ms)) ask(contact);
  });
}

void ProofRounds::ask(proxmox::Contact& contact) {
  proxmox::ApiClient& client = contact.client();
  const auto before = client.counters();
  const proxmox::Answer answer = client.prove({.body_max = {}, .timeout_ms = kPatienceMs});
  budget_.spent(client.counters() - before, host_.steadyMs());
  if (answer.failure == proxmox::Failure::kStopped) return;
  const std::int64_t now_ms = host_.steadyMs();
  if (answer.ok()) {
    checkup_.proven(client);
    return contact.answered(now_ms);
  }
  const proxmox::Reply reply = proxmox::Reply::of(answer);
  checkup_.failed(client, reply, host_.nowMs());
  contact.failed(explain(answer, client.endpoint(), {}, token_id_), now_ms, reply.doubt());
}

}  // namespace pipevane::proxmox_poll
