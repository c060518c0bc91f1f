#include "plugins/proxmox_poll/cluster_watch.h"

#include "plugins/proxmox/api/https_client.h"
#include "plugins/proxmox_poll/list_path.h"
#include "plugins/proxmox_poll/troubles.h"
#include "plugins/proxmox_poll/unlisted.h"

#include <pipevane/error.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

// Two clocks drift by far less between two cycles.
constexpr std::int64_t kClockSetMs = 500;

}  // namespace

ClusterWatch::ClusterWatch(const Host& host, const Settings& settings, proxmox::Budget& budget,
                           proxmox::Leadership& leadership, Archive& archive)
    : host_(host),
      token_id_(settings.clients.front().token.id()),
      leadership_(leadership),
      archive_(archive),
      contacts_(std::string(host.id()), settings.clients,
                proxmox::httpsClients([host] { return host.stopping(); })),
      decoder_(host, std::string(host.id()), {}),
      budget_(budget),
      rounds_(host, decoder_, contacts_, token_id_, budget_, leadership),
      export_(host, decoder_, rounds_),
      checkup_(token_id_),
      introduction_(host, settings, token_id_, contacts_, decoder_, leadership, checkup_),
      proofs_(host, contacts_, checkup_, budget_, token_id_),
      sight_(token_id_),
      nodes_(host, decoder_, settings.interval_ms),
      succession_(host, decoder_, contacts_, leadership, settings.interval_ms),
      attendance_(host, decoder_),
      role_lines_(host),
      surprise_lines_(host),
      minority_(host, contacts_, decoder_) {}

ClusterWatch::Outcome ClusterWatch::cycle(const Output& output) {
  heedClock();
  asks_ = true;
  if (leadership_.standsBy()) {
    succession_.leave();
    introduction_.forget();
    if (!leadership_.vacant()) return standBy(output);
  }
  if (const auto limit = budget_.reached(requestsDue(), host_.steadyMs()))
    return holdBack(*limit, output);
  return askOneAfterTheOther(output);
}

// A rest may be over before the last one was asked: it is another cycle's turn then. Who is in the
// minority is asked once more where the others fail.
ClusterWatch::Outcome ClusterWatch::askOneAfterTheOther(const Output& output) {
  Attempt attempt{.began_ms = host_.steadyMs()};
  minority_.beginCycle();
  for (std::size_t tries = 0; tries <= contacts_.size() && contacts_.choose(host_.steadyMs());
       ++tries) {
    const proxmox::Reply reply = askCurrent(output);
    if (reply.stopped || host_.stopping()) return Outcome::kStopped;
    if (reply.stands_by) {
      // What it said told that another source leads.
      if (reply.failure == proxmox::Failure::kNone) contacts_.current().answered(host_.steadyMs());
      return standBy(output);
    }
    if (reply.not_asked) return holdBack(proxmox::Budget::Limit::kRequests, output);
    if (reply.good()) {
      noteGood(attempt);
      told(output);
      return Outcome::kGood;
    }
    introduction_.forget();
    if (reply.minority) continue;
    noteFailed(reply, attempt, output);
    // Another source tells: who has no quorum need not be asked again.
    if (leadership_.standsBy() && minority_.searchIsOver()) return standBy(output);
  }
  return nobodyTold(attempt, output);
}

void ClusterWatch::noteGood(const Attempt& attempt) {
  contacts_.current().answered(host_.steadyMs());
  failing_since_ms_.reset();
  noteFailover(attempt);
  proofs_.ask();
}

void ClusterWatch::noteFailed(const proxmox::Reply& reply, Attempt& attempt, const Output& output) {
  checkup_.failed(contacts_.current().client(), reply, host_.nowMs());
  contacts_.current().failed(reply.why, host_.steadyMs(), reply.doubt());
  minority_.failed(reply);
  attempt.failed = true;
  failing_since_ms_ = failing_since_ms_.value_or(attempt.began_ms);
  // Each may hang for as long as a call may take.
  succession_.fallSilent(output);
}

ClusterWatch::Outcome ClusterWatch::nobodyTold(const Attempt& attempt, const Output& output) {
  if (contacts_.allForeign()) {
    host_.degraded(contacts_.why(attempt.began_ms));
    throw Error("begins anew: " + contacts_.why(attempt.began_ms));
  }
  leadership_.unreached();
  // It tried in vain to take the lead over from one that is heard.
  if (leadership_.standsBy() && !leadership_.vacant()) return standBy(output);
  if (attempt.failed) host_.degraded(contacts_.why(attempt.began_ms));
  succession_.fallSilent(output);
  return leadership_.standsBy() ? Outcome::kStandsBy : Outcome::kFailed;
}

// Once for each: where nobody else has quorum it is the same one as before.
void ClusterWatch::noteFailover(const Attempt& attempt) {
  if (minority_.searches() && !minority_.trouble().empty()) return;
  const std::string now = "goes on with " + contacts_.current().client().endpoint().url() + ": ";
  if (minority_.searches()) host_.log(LogLevel::kWarn, now + minority_.why());
  if (attempt.failed) host_.log(LogLevel::kWarn, now + contacts_.why(attempt.began_ms));
}

// Nobody is to blame for that; who failed before, and led on to the next one, is named beside it.
// What is not asked for now the next cycle's export tells.
ClusterWatch::Outcome ClusterWatch::holdBack(proxmox::Budget::Limit limit, const Output& output) {
  succession_.fallSilent(output);
  meter_.heldBack(limit, host_.steadyMs(), host_.nowMs());
  Troubles troubles;
  troubles.add(meter_.trouble(budget_, host_.steadyMs()));
  if (failing_since_ms_) troubles.add(contacts_.why(*failing_since_ms_));
  host_.degraded(troubles.text());
  return Outcome::kHeldBack;
}

// Where figures have no times but ours, a rate over that moment would be one over another time than
// what passed.
void ClusterWatch::heedClock() {
  const std::int64_t ahead_ms = host_.nowMs() - host_.steadyMs();
  const std::int64_t before_ms = std::exchange(ahead_of_steady_ms_, ahead_ms).value_or(ahead_ms);
  if (std::abs(ahead_ms - before_ms) > kClockSetMs) decoder_.clockWasSet();
}

// Another one tells of the cluster.
ClusterWatch::Outcome ClusterWatch::standBy(const Output& output) {
  asks_ = false;
  introduction_.forget();
  failing_since_ms_.reset();
  attendance_.leave();
  succession_.follow(output);
  succession_.fallSilent(output);
  archive_.leave();
  role_lines_.standsBy(leadership_.leader(), leadership_.cluster());
  Troubles troubles;
  if (leadership_.keptOut())
    troubles.add(
        "stands by, and goes on in nobody's place as another source of this cluster "
        "sees its guests: " +
        introduction_.blindness());
  troubles.add(succession_.loss());
  troubles.none() ? host_.running() : host_.degraded(troubles.text());
  return Outcome::kStandsBy;
}

void ClusterWatch::told(const Output& output) {
  decoder_.endCycle(output);
  role_lines_.leads(leadership_.cluster());
  attendance_.follow();
  succession_.settle(output);
  succession_.fallSilent(output);
  archive_.follow(Lead::of(contacts_.current(), decoder_));
  reportWorking();
  surprise_lines_.tell(decoder_.surprises());
}

void ClusterWatch::takeOver(Legacy legacy) {
  succession_.takeOver(std::move(legacy));
  introduction_.comeAfterAnother();
}

// The first reply that ends the cycle here, or that of the list of resources.
proxmox::Reply ClusterWatch::askCurrent(const Output& output) {
  Conversation conversation(host_, contacts_.current().client(), decoder_, output, token_id_,
                            budget_, leadership_);
  introduction_.beginCycle();
  const bool known = introduction_.made();
  if (!known)
    if (const auto failure = introduce(conversation)) return *failure;
  if (!known) conversation.believe();
  succession_.lead();
  proxmox::Reply resources = askList(conversation);
  if (!resources.good()) return resources;
  // A node may be upgraded under an open connection's nose.
  if (introduction_.due())
    if (const auto failure = introduce(conversation)) return *failure;
  export_.ask(conversation, resources, output);
  askForRights(conversation);
  if (!host_.stopping()) nodes_.ask(conversation, rounds_);
  return resources;
}

// Of the node that said who it is, or of one that says so now.
proxmox::Reply ClusterWatch::askList(Conversation& conversation) {
  proxmox::Contact& asked = contacts_.current();
  conversation.expect(&asked);
  proxmox::Reply resources = conversation.ask(kListPath);
  if (!resources.stranger && !resources.startling) return resources;
  introduction_.forget();
  if (resources.stranger) conversation.expect(nullptr);
  if (auto failure = introduce(conversation)) return *std::move(failure);
  conversation.expect(&asked);
  conversation.believe();
  proxmox::Reply again = conversation.ask(kListPath);
  // What changed meanwhile nobody has answered for yet.
  if (again.good() && resources.startling && decoder_.asLost()) introduction_.foretold();
  return again;
}

Cost ClusterWatch::measure() {
  return meter_.measure(contacts_, archive_.state(), budget_, host_.steadyMs());
}

std::string ClusterWatch::describe(const Cost& cost) {
  return inspection(decoder_, contacts_, leadership_, archive_, cost,
                    checkup_.findings(std::string(host_.id()), contacts_, decoder_), asks_, host_);
}

void ClusterWatch::keepOpen() {
  contacts_.current().client().keepOpen(std::string(Conversation::kRoot).append(kListPath));
}

// A list alone would have no figures, and half an introduction would begin anew each time.
int ClusterWatch::requestsDue() const {
  return kCycleRequests + (introduction_.due() ? kIntroductionRequests : 0);
}

// A chart may be looked at as soon as there is something to see.
std::optional<proxmox::Reply> ClusterWatch::introduce(Conversation& conversation) {
  auto failure = introduction_.ask(conversation);
  // Another node may have quorum, and this source the lead with it.
  const bool looks_on = failure && failure->stands_by && leadership_.lacksQuorumToLead();
  if (failure && !looks_on) return failure;
  if (!failure) contacts_.current().meet();
  if (auto left = minority_.leave()) return left;
  if (failure) return failure;
  leadership_.setSide(introduction_.side());
  archive_.follow(Lead::of(contacts_.current(), decoder_));
  return std::nullopt;
}

// What changes rarely, and what an empty list means. That alone is no failure.
void ClusterWatch::askForRights(Conversation& conversation) {
  const std::int64_t now_ms = host_.steadyMs();
  const proxmox::ApiClient& client = contacts_.current().client();
  const bool checkup = checkup_.due(client, now_ms);
  const bool was_in_doubt = sight_.inDoubt();
  const bool due = sight_.due(decoder_.resources(), now_ms);
  // Rights are back, so that the export may be read again.
  if (was_in_doubt && !sight_.inDoubt()) export_.comeSoon();
  if (due || checkup) {
    if (introduction_.askRights(conversation)) return notToldRights();
    checkup_.rightsAsked(client, host_.nowMs());
    const proxmox::Reply& rights = *introduction_.rights();
    sight_.learn(rights.good() ? decoder_.permissions() : std::nullopt, rights.why);
  }
  if (!checkup) return;
  if (const proxmox::Reply servers = conversation.ask("/cluster/metrics/server");
      servers.stopped || servers.stands_by || servers.not_asked)
    return;
  checkup_.asked(client, host_.nowMs(), now_ms);
}

void ClusterWatch::notToldRights() {
  sight_.notAsked();
  decoder_.doubtRights();
}

void ClusterWatch::reportWorking() {
  Troubles troubles;
  troubles.add(contacts_.distrust());
  troubles.add(contacts_.refused());
  troubles.add(minority_.trouble());
  troubles.add(sight_.trouble());
  troubles.add(unlistedTrouble(decoder_, contacts_.current().client().endpoint().url()));
  troubles.add(decoder_.leftOut());
  // One right that is missing is said once, not with each call that needs it.
  const bool status_refused = introduction_.statusRefused();
  const bool said = sight_.explainsRefusals();
  if (!status_refused || !said) troubles.add(introduction_.statusTrouble());
  // Every few cycles there is room for one: that is no time of health between two of need.
  troubles.add(meter_.trouble(budget_, host_.steadyMs()));
  if (!export_.refused() || !(said || status_refused)) troubles.add(export_.trouble());
  troubles.add(rounds_.trouble());
  troubles.add(nodes_.trouble(sight_.explainsNodesRefusals() || status_refused));
  troubles.add(nodes_.wrongClocks());
  troubles.none() ? host_.running() : host_.degraded(troubles.text());
}

}  // namespace pipevane::proxmox_poll
