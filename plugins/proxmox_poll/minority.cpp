#include "plugins/proxmox_poll/minority.h"

#include "plugins/proxmox_poll/quorum.h"

namespace pipevane::proxmox_poll {

void Minority::beginCycle() {
  why_.clear();
  searched_ms_ = 0;
}

std::optional<proxmox::Reply> Minority::leave() {
  if (!isOne()) return std::nullopt;
  const std::int64_t now_ms = host_.steadyMs();
  if (now_ms < stays_until_ms_) return std::nullopt;
  if (!contacts_.hasBetter(now_ms)) {
    contacts_.current().takeBack();
    stays_until_ms_ = now_ms + kStaysMs;
    return std::nullopt;
  }
  contacts_.current().setAside(now_ms);
  why_ = sentence();
  proxmox::Reply reply;
  reply.minority = true;
  reply.why = why_;
  return reply;
}

void Minority::failed(const proxmox::Reply& reply) {
  searched_ms_ += reply.duration_ms;
  const std::int64_t now_ms = host_.steadyMs();
  if (searches() && searched_ms_ >= kSearchMs && contacts_.goBack(now_ms))
    stays_until_ms_ = now_ms + kStaysMs;
}

bool Minority::searchIsOver() const {
  return searches() && (searched_ms_ >= kSearchMs || !contacts_.hasBetter(host_.steadyMs()));
}

std::string Minority::trouble() const {
  return isOne() ? sentence() + "; " + kQuorumRemedy : std::string();
}

bool Minority::isOne() const { return lacksQuorum(decoder_.clusterStatus()); }

std::string Minority::sentence() const {
  return noQuorum(decoder_.clusterStatus(), contacts_.current().client().endpoint().url());
}

}  // namespace pipevane::proxmox_poll
