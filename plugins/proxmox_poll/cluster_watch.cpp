#include "plugins/proxmox_poll/cluster_watch.h"

#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox_poll/node_name.h"
#include "plugins/proxmox_poll/troubles.h"

#include <pipevane/error.h>

#include <utility>

namespace pipevane::proxmox_poll {
namespace {

constexpr std::string_view kList = "/cluster/resources";

}  // namespace

ClusterWatch::ClusterWatch(const Host& host, const Settings& settings, Budget& budget,
                           Leadership& leadership, Archive& archive)
    : host_(host),
      token_id_(settings.clients.front().token.id()),
      cluster_(settings.cluster),
      verify_(settings.clients.front().trust.verify),
      leadership_(leadership),
      archive_(archive),
      contacts_(std::string(host.id()), settings, [host] { return host.stopping(); }),
      decoder_(host, std::string(host.id()), {}),
      budget_(budget),
      rounds_(host, decoder_, contacts_, token_id_, budget_, leadership),
      checkup_(token_id_),
      proofs_(host, contacts_, checkup_, budget_, token_id_),
      sight_(token_id_),
      nodes_(host, decoder_, settings.interval_ms) {}

ClusterWatch::Outcome ClusterWatch::cycle(const Output& output) {
  if (leadership_.standsBy() && !leadership_.vacant()) return standBy(output);
  if (!budget_.holds(requestsDue(), host_.nowMs())) return holdBack();
  // A rest may be over before the last one was asked: it is another cycle's turn then.
  for (std::size_t tries = contacts_.size(); tries > 0 && contacts_.choose(host_.nowMs());
       --tries) {
    const Reply reply = askCurrent(output);
    if (reply.stopped || host_.stopping()) return Outcome::kStopped;
    if (reply.stands_by) return standBy(output);
    if (reply.not_asked) return holdBack();
    if (reply.good()) {
      contacts_.current().answered(host_.nowMs());
      proofs_.ask();
      told(output);
      return Outcome::kGood;
    }
    checkup_.failed(contacts_.current().client(), reply, host_.nowMs());
    contacts_.current().failed(reply.why, host_.nowMs(), reply.doubt());
    introduced_ms_.reset();
    host_.degraded(contacts_.why());
  }
  if (contacts_.allForeign()) throw Error("begins anew: " + contacts_.why());
  leadership_.unreached();
  return leadership_.standsBy() ? Outcome::kStandsBy : Outcome::kFailed;
}

// Nobody failed. What is not asked for now the next cycle's export tells.
ClusterWatch::Outcome ClusterWatch::holdBack() {
  meter_.heldBack(host_.nowMs());
  host_.degraded(budget_.why());
  return Outcome::kHeldBack;
}

// Another one tells of the cluster.
ClusterWatch::Outcome ClusterWatch::standBy(const Output& output) {
  introduced_ms_.reset();
  std::vector<EntityId> entities;
  if (leadership_.readLeadersEntities(entities))
    inheritance_.follow(std::move(entities), host_.nowMs(), output);
  archive_.leave();
  if (leadership_.keptOut())
    host_.degraded(
        "stands by, and goes on in nobody's place as another source of this cluster "
        "sees its guests: " +
        blindness_);
  else
    host_.running();
  return Outcome::kStandsBy;
}

void ClusterWatch::told(const Output& output) {
  decoder_.endCycle(output);
  auto entities = decoder_.entities();
  const auto& rights = decoder_.permissions();
  inheritance_.settle(entities, rights && rights->have("/vms", "VM.Audit"), host_.nowMs(), output);
  leadership_.setEntities(std::move(entities));
  archive_.follow(lead());
  reportWorking();
  tellSurprises();
}

// The first reply that ends the cycle here, or that of the list of resources.
Reply ClusterWatch::askCurrent(const Output& output) {
  Conversation conversation(host_, contacts_.current().client(), decoder_, output, token_id_,
                            budget_, leadership_);
  rights_.reset();
  if (!introduced_ms_)
    if (const auto failure = introduce(conversation)) return *failure;
  Reply resources = conversation.ask(kList);
  if (!resources.good()) return resources;
  // A node may be upgraded under an open connection's nose.
  if (introductionIsDue())
    if (const auto failure = introduce(conversation)) return *failure;
  askExport(conversation, resources, output);
  askForRights(conversation);
  if (!host_.stopping()) nodes_.ask(conversation);
  return resources;
}

Cost ClusterWatch::measure() {
  return meter_.measure(contacts_, archive_.state(), budget_, host_.nowMs());
}

std::string ClusterWatch::describe(const Cost& cost) {
  return inspection(decoder_, contacts_, leadership_, archive_, cost,
                    checkup_.findings(std::string(host_.id()), contacts_, decoder_), host_.nowMs());
}

void ClusterWatch::keepOpen() {
  contacts_.current().client().keepOpen(std::string(Conversation::kRoot).append(kList));
}

// Whom the archive asks, and of what.
Lead ClusterWatch::lead() {
  const Contact& asked = contacts_.current();
  Lead lead{.settings = asked.client().settings(),
            .cluster = decoder_.cluster(),
            .node = asked.node(),
            .others = {},
            .version = decoder_.version()};
  for (const auto& member : decoder_.clusterStatus().members) {
    if (member.local)
      lead.node = member.name;
    else if (decoder_.online(member.name))
      lead.others.push_back(member.name);
  }
  return lead;
}

// A list alone would have no figures, and half an introduction would begin anew each time.
int ClusterWatch::requestsDue() const {
  const bool introduces = !introduced_ms_ || introductionIsDue();
  return kCycleRequests + (introduces ? kIntroductionRequests : 0);
}

bool ClusterWatch::introductionIsDue() const {
  return host_.nowMs() - *introduced_ms_ >= kIntroductionEveryMs ||
         decoder_.nodeChanges() != introduced_at_change_;
}

std::optional<Reply> ClusterWatch::introduce(Conversation& conversation) {
  const Reply version = conversation.ask("/version");
  if (!version.good()) return version;
  checkup_.answered(contacts_.current().client(), version, host_.nowMs());
  const Reply status = conversation.ask("/cluster/status");
  // Who may not read it still sees what else the token may see.
  if (!status.good() && status.status != 403) return status;
  status_trouble_ = status.why;
  status_refused_ = status.status == 403;
  if (status.good()) noteCluster();
  if (status.good() && decoder_.clusterStatus().members.size() > 1) {
    // Without their certificates the other members are not asked; that alone is no failure.
    if (verify_)
      if (const Reply nodes = conversation.ask("/nodes"); nodes.stopped || nodes.stands_by)
        return nodes;
    contacts_.learn(decoder_.clusterStatus(), decoder_.nodePins());
  } else if (status.good()) {
    contacts_.forgetRefused();
  }
  // Who leads asks for them beside the list.
  if (!leadership_.leads())
    if (const auto failure = askRights(conversation)) return failure;
  if (!introduced_ms_ || decoder_.nodeChanges() != introduced_at_change_)
    if (const auto failure = askIdentity(conversation)) return failure;
  introduced_ms_ = host_.nowMs();
  introduced_at_change_ = decoder_.nodeChanges();
  // A chart may be looked at as soon as there is something to see.
  archive_.follow(lead());
  return std::nullopt;
}

// Beside the certificate that is kept of a node, so that a person knows whose it is.
void ClusterWatch::noteCluster() {
  const proxmox::ApiClient& client = contacts_.current().client();
  const auto& first_use = client.settings().trust.first_use;
  if (!first_use) return;
  const proxmox::ClusterStatus& status = decoder_.clusterStatus();
  const auto* const local = status.local();
  first_use->noteCluster(client.endpoint(),
                         status.name.empty() && local != nullptr ? local->name : status.name);
}

// Once a cycle: others are told how much this one sees. That there is no answer is no failure.
std::optional<Reply> ClusterWatch::askRights(Conversation& conversation) {
  if (!rights_) rights_ = conversation.ask("/access/permissions");
  if (rights_->stopped || rights_->stands_by || rights_->not_asked) return rights_;
  if (!rights_->good()) {
    if (blindness_.empty())
      blindness_ = "what the token " + token_id_ + " may see is not known: " + rights_->why;
    return std::nullopt;
  }
  const Rights rights = Rights::of(*decoder_.permissions());
  leadership_.setRights(rights);
  blindness_ = rights.showGuests() ? "" : blindness(*decoder_.permissions(), token_id_);
  return std::nullopt;
}

// What changes rarely, and what an empty list means. That alone is no failure.
void ClusterWatch::askForRights(Conversation& conversation) {
  const std::int64_t now_ms = host_.nowMs();
  const proxmox::ApiClient& client = contacts_.current().client();
  const bool checkup = checkup_.due(client, now_ms);
  const bool was_in_doubt = sight_.inDoubt();
  const bool due = sight_.due(decoder_.resources(), now_ms);
  // Rights are back, so that the export may be read again.
  if (was_in_doubt && !sight_.inDoubt()) export_asked_ms_ = 0;
  if (due || checkup) {
    if (askRights(conversation)) return;
    checkup_.rightsAsked(client, now_ms);
    sight_.learn(rights_->good() ? decoder_.permissions() : std::nullopt, rights_->why);
  }
  if (!checkup) return;
  if (const Reply servers = conversation.ask("/cluster/metrics/server");
      servers.stopped || servers.stands_by || servers.not_asked)
    return;
  checkup_.asked(client, now_ms);
}

// Which cluster it is: before anything of it is told, and again where that may have changed.
std::optional<Reply> ClusterWatch::askIdentity(Conversation& conversation) {
  const auto* const local = decoder_.clusterStatus().local();
  const std::string node =
      local != nullptr && isNodeName(local->name) ? local->name : std::string();
  Reply reply;
  if (!node.empty()) reply = conversation.ask("/nodes/" + node + "/certificates/info");
  if (reply.stopped || reply.stands_by || (!reply.good() && reply.status == 0)) return reply;
  // What a node that asked before has said is not to be taken for this one's.
  const std::string root = node.empty() ? std::string() : decoder_.rootCertificate();
  ClusterIdentity identity = ClusterIdentity::of(decoder_.clusterStatus(), root);
  Contact& asked = contacts_.current();
  if (!identity.known() && asked.verified()) identity = leadership_.identity();
  if (auto failure = settle(identity)) return failure;
  if (identity.known()) asked.setVerified();
  return std::nullopt;
}

std::optional<Reply> ClusterWatch::settle(const ClusterIdentity& identity) {
  Reply reply;
  const ClusterIdentity known = leadership_.identity();
  if (leadership_.settled() && known.known() && identity != known) {
    reply.foreign = identity.known();
    reply.why = "leaves " + contacts_.current().client().endpoint().url() +
                " alone: it is not known to be of the cluster that was watched so far; give "
                "another cluster a source of its own";
    return reply;
  }
  if (leadership_.leads()) return std::nullopt;
  if (!identity.known() && !std::exchange(told_no_identity_, true))
    host_.log(LogLevel::kInfo,
              "cannot read the root certificate of the cluster, so another source of the same "
              "cluster is taken for one of another cluster");
  const auto& reported = decoder_.clusterStatus().name;
  const std::string wanted = !cluster_.empty()  ? cluster_
                             : reported.empty() ? std::string(host_.id())
                                                : reported;
  const bool before = leadership_.settled();
  if (!leadership_.settle(identity, wanted)) {
    reply.stopped = true;
    return reply;
  }
  if (!leadership_.leads()) {
    reply.stands_by = true;
    return reply;
  }
  before ? decoder_.takeOver(leadership_.cluster()) : decoder_.name(leadership_.cluster());
  return std::nullopt;
}

void ClusterWatch::askExport(Conversation& conversation, const Reply& resources,
                             const Output& output) {
  const auto& version = decoder_.version();
  // Of one that cannot be read nothing is known but what it did so far.
  const bool exists = version ? !(*version < proxmox::kMetricsExport) : decoder_.exportWorks();
  if (!exists) export_trouble_.clear();
  const std::int64_t now_ms = host_.nowMs();
  if (!ExportPlan::due(exists, decoder_.exportWorks(), now_ms - export_asked_ms_)) return;
  export_asked_ms_ = now_ms;
  const Reply reply = rounds_.ask(conversation, resources, output);
  if (reply.stopped || reply.stands_by) return;
  export_trouble_ = reply.why;
  export_refused_ = reply.status == 403;
}

void ClusterWatch::reportWorking() {
  Troubles troubles;
  troubles.add(contacts_.distrust());
  troubles.add(contacts_.refused());
  troubles.add(sight_.trouble());
  // One right that is missing is said once, not with each call that needs it.
  const bool said = sight_.explainsRefusals();
  if (!status_refused_ || !said) troubles.add(status_trouble_);
  // Every few cycles there is room for one: that is no time of health between two of need.
  if (meter_.heldBackLately(host_.nowMs())) troubles.add(budget_.why());
  if (!export_trouble_.empty() && !(export_refused_ && (said || status_refused_)))
    troubles.add(export_trouble_ +
                 (decoder_.exportWorks()
                      ? "; the next cycle asks for what it would have told as well"
                      : "; figures come from the list of resources meanwhile"));
  troubles.add(rounds_.trouble());
  troubles.add(nodes_.trouble());
  troubles.add(nodes_.wrongClocks());
  troubles.none() ? host_.running() : host_.degraded(troubles.text());
}

void ClusterWatch::tellSurprises() {
  for (const auto& each : decoder_.surprises().counts())
    if (told_surprises_.insert(each.first).second)
      host_.log(LogLevel::kInfo, "found in an answer what is not known, and left it out what=\"" +
                                     each.first + "\"");
}

}  // namespace pipevane::proxmox_poll
