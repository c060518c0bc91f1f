#include "plugins/proxmox_poll/cluster_watch.h"

namespace pipevane::proxmox_poll {
namespace {

constexpr std::string_view kList = "/cluster/resources";

}  // namespace

ClusterWatch::ClusterWatch(const Host& host, const Settings& settings, Budget& budget)
    : host_(host),
      token_id_(settings.clients.front().token.id()),
      verify_(settings.clients.front().trust.verify),
      contacts_(settings, [host] { return host.stopping(); }),
      decoder_(host, std::string(host.id()), settings.cluster),
      budget_(budget),
      rounds_(host, decoder_, contacts_, token_id_, budget_),
      checkup_(token_id_),
      sight_(token_id_) {}

ClusterWatch::Outcome ClusterWatch::cycle(const Output& output) {
  // A rest may be over before the last one was asked: it is another cycle's turn then.
  for (std::size_t tries = contacts_.size(); tries > 0 && contacts_.choose(host_.nowMs());
       --tries) {
    const Reply reply = askCurrent(output);
    if (reply.stopped || host_.stopping()) return Outcome::kStopped;
    if (reply.good()) {
      contacts_.current().answered(host_.nowMs());
      reportWorking();
      tellSurprises();
      return Outcome::kGood;
    }
    checkup_.failed(contacts_.current().client(), reply, host_.nowMs());
    contacts_.current().failed(reply.why, host_.nowMs());
    introduced_ms_.reset();
    host_.degraded(contacts_.why());
  }
  return Outcome::kFailed;
}

// The first reply that ends the cycle here, or that of the list of resources.
Reply ClusterWatch::askCurrent(const Output& output) {
  Conversation conversation(host_, contacts_.current().client(), decoder_, output, token_id_,
                            budget_);
  if (!introduced_ms_)
    if (const auto failure = introduce(conversation)) return *failure;
  Reply resources = conversation.ask(kList);
  if (!resources.good()) return resources;
  // A node may be upgraded under an open connection's nose.
  if (introductionIsDue())
    if (const auto failure = introduce(conversation)) return *failure;
  askExport(conversation, resources, output);
  askForRights(conversation);
  return resources;
}

std::string ClusterWatch::describe(const Archive& archive) {
  return inspection(decoder_, contacts_, archive,
                    checkup_.findings(std::string(host_.id()), contacts_, decoder_), host_.nowMs());
}

void ClusterWatch::keepOpen() {
  contacts_.current().client().keepOpen(std::string(Conversation::kRoot).append(kList));
}

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
  if (status.good() && decoder_.clusterStatus().members.size() > 1) {
    // Without their certificates the other members are not asked; that alone is no failure.
    if (verify_)
      if (const Reply nodes = conversation.ask("/nodes"); nodes.stopped) return nodes;
    contacts_.learn(decoder_.clusterStatus(), decoder_.nodePins());
  }
  introduced_ms_ = host_.nowMs();
  introduced_at_change_ = decoder_.nodeChanges();
  return std::nullopt;
}

// What changes rarely, and what an empty list means. That alone is no failure.
void ClusterWatch::askForRights(Conversation& conversation) {
  const std::int64_t now_ms = host_.nowMs();
  const proxmox::ApiClient& client = contacts_.current().client();
  const bool checkup = checkup_.due(client, now_ms);
  if (sight_.due(decoder_.resources(), now_ms) || checkup) {
    const Reply rights = conversation.ask("/access/permissions");
    if (rights.stopped || rights.not_asked) return;
    checkup_.rightsAsked();
    sight_.learn(rights.good() ? decoder_.permissions() : std::nullopt, rights.why);
  }
  if (!checkup) return;
  if (const Reply servers = conversation.ask("/cluster/metrics/server");
      servers.stopped || servers.not_asked)
    return;
  checkup_.asked(client, now_ms);
}

void ClusterWatch::askExport(Conversation& conversation, const Reply& resources,
                             const Output& output) {
  const auto& version = decoder_.version();
  const bool exists = version && !(*version < proxmox::kMetricsExport);
  if (!exists) export_trouble_.clear();
  const std::int64_t now_ms = host_.nowMs();
  if (!ExportPlan::due(exists, decoder_.exportWorks(), now_ms - export_asked_ms_)) return;
  export_asked_ms_ = now_ms;
  const Reply reply = rounds_.ask(conversation, resources, output);
  if (!reply.stopped) export_trouble_ = reply.why;
}

void ClusterWatch::reportWorking() {
  const std::string members_trouble = rounds_.trouble();
  if (!sight_.trouble().empty()) return host_.degraded(sight_.trouble());
  if (!status_trouble_.empty()) return host_.degraded(status_trouble_);
  if (export_trouble_.empty() && members_trouble.empty()) return host_.running();
  if (export_trouble_.empty()) return host_.degraded(members_trouble);
  host_.degraded(export_trouble_ +
                 (decoder_.exportWorks()
                      ? "; the next cycle asks for what it would have told as well"
                      : "; figures come from the list of resources meanwhile"));
}

void ClusterWatch::tellSurprises() {
  for (const auto& each : decoder_.surprises().counts())
    if (told_surprises_.insert(each.first).second)
      host_.log(LogLevel::kInfo, "found in an answer what is not known, and left it out what=\"" +
                                     each.first + "\"");
}

}  // namespace pipevane::proxmox_poll
