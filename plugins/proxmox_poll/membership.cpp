#include "plugins/proxmox_poll/membership.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/single_answers.h"

#include <pipevane/error.h>

namespace pipevane::proxmox_poll {
namespace {

std::string told(const proxmox::ClusterStatus& status) {
  const auto* const local = status.local();
  return (local == nullptr ? "a node that does not say which"
                           : "the node \"" + proxmox::oneLine(local->name) + "\"") +
         (status.name.empty() ? " on its own"
                              : " of the cluster \"" + proxmox::oneLine(status.name) + "\"");
}

}  // namespace

std::optional<Reply> Membership::prove(Contact& contact, const std::string& member,
                                       const proxmox::ApiClient::Limits& limits) {
  proxmox::ApiClient& client = contact.client();
  if (client.settings().trust.verify || contact.isMet()) return std::nullopt;
  Reply reply;
  if (!budget_.take(host_.steadyMs())) {
    reply.not_asked = true;
    reply.why = budget_.why(Budget::Limit::kRequests);
    return reply;
  }
  const auto before = client.counters();
  const proxmox::Answer answer =
      client.get(std::string(Conversation::kRoot).append("/cluster/status"), limits);
  budget_.spent(client.counters() - before, host_.steadyMs());
  reply.status = answer.status;
  reply.failure = answer.failure;
  reply.stopped = answer.failure == proxmox::Failure::kStopped;
  reply.timed_out = answer.failure == proxmox::Failure::kTimeout;
  reply.duration_ms = answer.duration_us / 1000;
  if (reply.stopped) return reply;
  reply.why = whyNot(answer, member, client.endpoint());
  if (!reply.why.empty()) return reply;
  contact.meet();
  return std::nullopt;
}

// Empty: it is that member.
std::string Membership::whyNot(const proxmox::Answer& answer, const std::string& member,
                               const proxmox::Endpoint& endpoint) const {
  if (!answer.ok()) return proxmox::explain(answer, endpoint, {}, token_id_);
  const auto leaves = [&](const std::string& why) {
    return "leaves " + endpoint.url() + " alone, where the member " + member + " should be: " + why;
  };
  try {
    const proxmox::ClusterStatus status = proxmox::clusterStatusIn(answer.body);
    const auto* const local = status.local();
    const bool is =
        local != nullptr && local->name == member && status.name == decoder_.clusterStatus().name;
    return is ? std::string() : leaves("it says that it is " + told(status));
  } catch (const Error& error) {
    return leaves(std::string("what it says of its cluster ") + error.what());
  }
}

}  // namespace pipevane::proxmox_poll
