#include "plugins/proxmox_events/introduction.h"

#include "plugins/proxmox/contacts/node_name.h"
#include "plugins/proxmox/leadership/joining.h"
#include "plugins/proxmox_events/poll_name.h"

#include <utility>

namespace pipevane::proxmox_events {
namespace {

constexpr int kForbidden = 403;

bool endsIt(const proxmox::Reply& reply) {
  return reply.stopped || reply.stands_by || reply.stranger || reply.not_asked;
}

proxmox::Side sideOf(const proxmox::ClusterStatus& status) {
  if (!status.quorate) return proxmox::Side::kUnknown;
  return *status.quorate ? proxmox::Side::kMajority : proxmox::Side::kMinority;
}

}  // namespace

std::optional<proxmox::Reply> Introduction::ask(Conversation& conversation) {
  conversation.listenToStrangers();
  if (auto failure = askVersion(conversation)) return failure;
  if (auto failure = askStatus(conversation)) return failure;
  if (auto failure = askNodes(conversation)) return failure;
  if (auto failure = askRights(conversation)) return failure;
  return askIdentity(conversation);
}

std::optional<proxmox::Reply> Introduction::askVersion(Conversation& conversation) {
  proxmox::Reply version = conversation.ask("/version", {}, Conversation::kPromptMs);
  if (version.good()) return std::nullopt;
  return version;
}

// Who may not read it still sees what else the token may see. What happens beyond a node that has
// no quorum is not known there.
std::optional<proxmox::Reply> Introduction::askStatus(Conversation& conversation) {
  proxmox::Reply status = conversation.ask("/cluster/status");
  if (!status.good() && (endsIt(status) || status.status != kForbidden)) return status;
  status_refused_ = !status.good();
  if (status_refused_) return std::nullopt;
  const proxmox::Side side = sideOf(decoder_.clusterStatus());
  leadership_.setSide(side);
  if (leadership_.leads() && isRenamed()) {
    status.foreign = true;
    status.why = proxmox::leavesAlone(contacts_.current().client().endpoint().url());
    return status;
  }
  if (side == proxmox::Side::kMinority && contacts_.hasBetter(host_.steadyMs())) {
    contacts_.current().setAside(host_.steadyMs());
    status.minority = true;
    status.why = contacts_.current().client().endpoint().url() + " has no quorum";
    return status;
  }
  if (decoder_.clusterStatus().members.size() <= 1) contacts_.forgetRefused();
  return std::nullopt;
}

// Without their certificates the other members are not asked; that alone is no failure.
std::optional<proxmox::Reply> Introduction::askNodes(Conversation& conversation) {
  if (status_refused_ || decoder_.clusterStatus().members.size() <= 1) return std::nullopt;
  if (verify_)
    if (proxmox::Reply nodes = conversation.ask("/nodes"); endsIt(nodes)) return nodes;
  contacts_.learn(decoder_.clusterStatus(), decoder_.nodePins());
  return std::nullopt;
}

std::optional<proxmox::Reply> Introduction::askRights(Conversation& conversation) {
  proxmox::Reply rights = conversation.ask("/access/permissions");
  if (endsIt(rights)) return rights;
  if (rights.good()) leadership_.setRights(proxmox::Rights::of(*decoder_.permissions()));
  return std::nullopt;
}

std::optional<proxmox::Reply> Introduction::askIdentity(Conversation& conversation) {
  const auto* const local = decoder_.clusterStatus().local();
  std::string root;
  if (local != nullptr && proxmox::isNodeName(local->name)) {
    proxmox::Reply reply = conversation.ask("/nodes/" + local->name + "/certificates/info");
    if (endsIt(reply) || (!reply.good() && reply.status == 0)) return reply;
    if (mayComeToItself(reply)) return reply;
    root = decoder_.rootCertificate();
  }
  proxmox::Contact& asked = contacts_.current();
  auto identity = proxmox::ClusterIdentity::of(decoder_.clusterStatus(), root);
  if (!identity.known() && asked.verified()) identity = leadership_.identity();
  if (auto failure = settle(identity)) return failure;
  if (identity.known()) asked.setVerified();
  asked.meet();
  return std::nullopt;
}

// Without its identity the cluster goes by another name for good. Who fails twice is taken for one
// that cannot say.
bool Introduction::mayComeToItself(const proxmox::Reply& reply) {
  constexpr std::int32_t kServerError = 500;
  return reply.status >= kServerError && !leadership_.settled() &&
         !std::exchange(identity_failed_, true);
}

// It calls itself, or its cluster, something else than before.
bool Introduction::isRenamed() const {
  const proxmox::ClusterIdentity known = leadership_.identity();
  return known.known() &&
         proxmox::ClusterIdentity::of(decoder_.clusterStatus(), known.root) != known;
}

std::optional<proxmox::Reply> Introduction::settle(const proxmox::ClusterIdentity& identity) {
  using proxmox::Joined;
  const Joined joined = proxmox::join(leadership_, identity, [&]() -> std::optional<std::string> {
    if (!awaitPolls(host_, naming_.dependsOnPolls())) return std::nullopt;
    return naming_.wanted(identity);
  });
  if (joined == Joined::kLeads) return std::nullopt;
  if (joined == Joined::kBegins || joined == Joined::kTakesOver) {
    joined == Joined::kBegins ? decoder_.name(leadership_.cluster())
                              : decoder_.takeOver(leadership_.cluster(), look_back_ms_);
    return std::nullopt;
  }
  proxmox::Reply reply;
  reply.stopped = joined == Joined::kStopped;
  reply.stands_by = joined == Joined::kStandsBy;
  reply.foreign = joined == Joined::kForeign;
  if (reply.foreign || joined == Joined::kUnproven)
    reply.why = proxmox::leavesAlone(contacts_.current().client().endpoint().url());
  return reply;
}

}  // namespace pipevane::proxmox_events
