#include "plugins/proxmox_poll/introduction.h"

#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox/contacts/node_name.h"
#include "plugins/proxmox/leadership/joining.h"
#include "plugins/proxmox_poll/quorum.h"

#include <utility>

namespace pipevane::proxmox_poll {

bool Introduction::due() const {
  const std::int64_t every_ms = decoder_.unlistedMembers().empty() ? kEveryMs : kDoubtedMs;
  return !introduced_ms_ || host_.steadyMs() - *introduced_ms_ >= every_ms ||
         decoder_.nodeChanges() != introduced_at_change_;
}

void Introduction::foretold() {
  if (introduced_ms_) introduced_at_change_ = decoder_.nodeChanges();
}

// A stranger's answer to any of it ends it: whoever that is has not said so yet.
std::optional<proxmox::Reply> Introduction::ask(Conversation& conversation) {
  const proxmox::Reply version = conversation.ask("/version");
  if (!version.good()) return version;
  checkup_.answered(contacts_.current().client(), version, host_.nowMs());
  const proxmox::Reply status = conversation.ask("/cluster/status");
  // Who may not read it still sees what else the token may see.
  if (!status.good() && (status.stranger || status.status != 403)) return status;
  status_trouble_ = status.why;
  status_refused_ = status.status == 403;
  if (status.good()) noteCluster();
  if (status.good() && decoder_.clusterStatus().members.size() > 1) {
    // Without their certificates the other members are not asked; that alone is no failure.
    if (verify_)
      if (const proxmox::Reply nodes = conversation.ask("/nodes");
          nodes.stopped || nodes.stands_by || nodes.stranger)
        return nodes;
    contacts_.learn(decoder_.clusterStatus(), decoder_.nodePins());
  } else if (status.good()) {
    contacts_.forgetRefused();
  }
  // Who leads asks for them beside the list.
  if (!leadership_.leads())
    if (const auto failure = askRights(conversation)) return failure;
  if (!introduced_ms_ || decoder_.nodeChanges() != introduced_at_change_ || renamed())
    if (const auto failure = askIdentity(conversation)) return failure;
  introduced_ms_ = host_.steadyMs();
  introduced_at_change_ = decoder_.nodeChanges();
  return std::nullopt;
}

// What another one has said is not to be taken for what this one says.
proxmox::Side Introduction::side() const {
  return status_refused_ ? proxmox::Side::kUnknown : sideOf(decoder_.clusterStatus());
}

// It calls itself, or its cluster, something else than before.
bool Introduction::renamed() const {
  const proxmox::ClusterIdentity known = leadership_.identity();
  return known.known() && !status_refused_ &&
         proxmox::ClusterIdentity::of(decoder_.clusterStatus(), known.root) != known;
}

// Beside the certificate that is kept of a node, so that a person knows whose it is.
void Introduction::noteCluster() {
  const proxmox::ApiClient& client = contacts_.current().client();
  const auto& first_use = client.settings().trust.first_use;
  if (!first_use) return;
  const proxmox::ClusterStatus& status = decoder_.clusterStatus();
  const auto* const local = status.local();
  first_use->noteCluster(client.endpoint(),
                         status.name.empty() && local != nullptr ? local->name : status.name);
}

std::optional<proxmox::Reply> Introduction::askRights(Conversation& conversation) {
  if (!rights_) rights_ = conversation.ask("/access/permissions");
  if (rights_->stopped || rights_->stands_by || rights_->not_asked || rights_->stranger)
    return rights_;
  if (!rights_->good()) {
    if (blindness_.empty())
      blindness_ = "what the token " + token_id_ + " may see is not known: " + rights_->why;
    return std::nullopt;
  }
  const proxmox::Rights rights = proxmox::Rights::of(*decoder_.permissions());
  leadership_.setRights(rights);
  blindness_ = rights.showGuests() ? "" : proxmox::blindness(*decoder_.permissions(), token_id_);
  return std::nullopt;
}

// Which cluster it is: before anything of it is told, and again where that may have changed.
std::optional<proxmox::Reply> Introduction::askIdentity(Conversation& conversation) {
  const auto* const local = decoder_.clusterStatus().local();
  const std::string node =
      local != nullptr && proxmox::isNodeName(local->name) ? local->name : std::string();
  proxmox::Reply reply;
  if (!node.empty()) reply = conversation.ask("/nodes/" + node + "/certificates/info");
  if (reply.stopped || reply.stands_by || reply.stranger || (!reply.good() && reply.status == 0))
    return reply;
  if (mayComeToItself(reply)) return reply;
  // What a node that asked before has said is not to be taken for this one's.
  const std::string root = node.empty() ? std::string() : decoder_.rootCertificate();
  proxmox::ClusterIdentity identity = proxmox::ClusterIdentity::of(decoder_.clusterStatus(), root);
  proxmox::Contact& asked = contacts_.current();
  if (!identity.known() && asked.verified() && (status_refused_ || !renamed()))
    identity = leadership_.identity();
  if (auto failure = settle(identity)) return failure;
  if (identity.known()) asked.setVerified();
  return std::nullopt;
}

// Without its identity the cluster is taken for another one for good. Who fails twice is taken for
// one that cannot say.
bool Introduction::mayComeToItself(const proxmox::Reply& reply) {
  constexpr std::int32_t kServerError = 500;
  return reply.status >= kServerError && !leadership_.settled() &&
         !std::exchange(identity_failed_, true);
}

std::optional<proxmox::Reply> Introduction::settle(const proxmox::ClusterIdentity& identity) {
  using proxmox::Joined;
  const Joined joined =
      proxmox::join(leadership_, identity, [&] { return std::optional(wantedName(identity)); });
  if (joined == Joined::kLeads) return std::nullopt;
  if (joined == Joined::kBegins || joined == Joined::kTakesOver) {
    if (std::exchange(after_another_, false) || joined == Joined::kTakesOver)
      decoder_.takeOver(leadership_.cluster());
    else
      decoder_.name(leadership_.cluster());
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

std::string Introduction::wantedName(const proxmox::ClusterIdentity& identity) {
  leadership_.setSide(side());
  if (!identity.known() && !std::exchange(told_no_identity_, true))
    host_.log(LogLevel::kInfo,
              "cannot read the root certificate of the cluster, so another source of the same "
              "cluster is taken for one of another cluster");
  const std::string& reported = decoder_.clusterStatus().name;
  if (!cluster_.empty()) return cluster_;
  return reported.empty() ? std::string(host_.id()) : reported;
}

}  // namespace pipevane::proxmox_poll
