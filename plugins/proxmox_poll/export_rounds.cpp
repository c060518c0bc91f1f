#include "plugins/proxmox_poll/export_rounds.h"

#include "plugins/proxmox/contacts/node_name.h"

#include <algorithm>

namespace pipevane::proxmox_poll {
namespace {

constexpr std::string_view kExport = "/cluster/metrics/export";
// A large cluster takes its time: so many times what it took lately is no hanging.
constexpr std::int64_t kUsualTimes = 4;

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all.append(all.empty() ? "" : ",").append(name);
  return all;
}

}  // namespace

proxmox::Reply ExportRounds::ask(Conversation& conversation, const proxmox::Reply& resources,
                                 const Output& output) {
  const Round round{conversation, ExportPlan(resources.server_ms, resources.body_bytes), output};
  forgetGone();
  asked_.clear();
  if (auto ended = askForPast(round)) return *ended;
  // Whoever answers is none, and what it did not tell while it was one is missing.
  const bool answers_again = suspects_.erase(askedMember()) > 0;
  const bool all_again = timeForAll();
  if (all_again) suspects_.clear();
  const bool through_one = suspects_.empty() || canNameMembers();
  proxmox::Reply reply;
  if (through_one) reply = askThroughOne(round, all_again || answers_again);
  one_by_one_.emplace(host_, kRoundPatienceMs);
  if (through_one && reply.timed_out && decoder_.clusterStatus().members.size() > 1) {
    reply = askEach(round);
    all_again_ms_ = host_.steadyMs() + all_again_after_ms_;
  } else if (!through_one) {
    reply = askEach(round);
  }
  if (reply.stopped || reply.stands_by) return reply;
  findSuspects();
  askSuspects(round);
  return reply;
}

std::string ExportRounds::trouble() const {
  std::string late, others;
  for (const auto& [name, why] : suspects_) {
    if (why.empty())
      late.append(late.empty() ? "" : ", ").append(name);
    else
      others.append(others.empty() ? "" : "; ")
          .append("the own figures of ")
          .append(name)
          .append(" are missing: ")
          .append(whyMissing(name, why));
  }
  if (late.empty()) return others;
  return "no answer in time from " + late +
         ", whose own figures are missing; what hangs there may be the services pveproxy and "
         "pvestatd: look at them" +
         (others.empty() ? "" : "; " + others);
}

// One that cannot be asked by itself may be known to hang, or to refuse, all the same: what the
// options name was asked who it is.
std::string ExportRounds::whyMissing(const std::string& member, const std::string& why) const {
  if (contacts_.of(member) != nullptr) return why;
  for (const auto& each : decoder_.clusterStatus().members)
    if (each.name == member) return contacts_.whyNone(each);
  return why;
}

// Of those that are online.
std::vector<std::string> ExportRounds::members(bool suspected) const {
  std::vector<std::string> names;
  for (const auto& member : decoder_.clusterStatus().members)
    if (decoder_.online(member.name) && proxmox::isNodeName(member.name) &&
        suspects_.contains(member.name) == suspected)
      names.push_back(member.name);
  return names;
}

// For what came since the oldest of their newest figures. It is for no more of the time than if all
// members were asked, also where it is one: that one has little time to answer, as it may hang.
// What that leaves out the next cycle asks of it alone, with time for it.
std::string ExportRounds::query(const Round& round, const std::vector<std::string>& members) const {
  std::optional<std::int64_t> complete;
  for (const std::string& each : members) {
    const auto until = decoder_.completeUntilMs(each);
    if (!until) return round.plan.query(round.plan.missingFromMs(std::nullopt));
    complete = std::min(complete.value_or(*until), *until);
  }
  return round.plan.query(round.plan.missingFromMs(complete));
}

// Where it is too much for one answer. The reply that ends the cycle here, if there is one.
std::optional<proxmox::Reply> ExportRounds::askForPast(const Round& round) {
  const std::string asked = askedMember();
  for (const auto& question :
       backfill_.questions(round.plan, members(false), asked, host_.steadyMs())) {
    proxmox::Reply reply = askPastOf(round, question, asked);
    backfill_.asked(round.plan, question.member);
    if (reply.stopped || reply.stands_by) return reply;
    if (reply.timed_out && question.member != asked) suspects_[question.member].clear();
  }
  return std::nullopt;
}

proxmox::Reply ExportRounds::askPastOf(const Round& round, const Backfill::Question& question,
                                       const std::string& asked) {
  if (question.member == asked)
    return round.conversation.ask(kExport, question.query + "&local-only=1", question.limits);
  if (canNameMembers())
    return round.conversation.ask(kExport, question.query + "&node-list=" + question.member,
                                  question.limits);
  return askMember(round, question.member, question.query, question.limits);
}

// The one that answers: a node on its own is not known by name otherwise.
std::string ExportRounds::askedMember() const {
  const auto* const local = decoder_.clusterStatus().local();
  return local == nullptr ? std::string() : local->name;
}

// In a question to one of them.
bool ExportRounds::canNameMembers() const {
  return decoder_.version() && !(*decoder_.version() < proxmox::kExportNodeList);
}

// `missed`: for what was not heard meanwhile as well, however long that was.
proxmox::Reply ExportRounds::askThroughOne(const Round& round, bool missed) {
  const std::int64_t patience_ms = std::max(kPatienceMs, kUsualTimes * usual_ms_);
  proxmox::Reply reply;
  if (suspects_.empty()) {
    const std::string since =
        missed ? query(round, members(false))
               : round.plan.query(round.plan.missingFromMs(decoder_.completeUntilMs()));
    reply = round.conversation.ask(kExport, since, {.body_max = {}, .timeout_ms = patience_ms});
  } else {
    const auto healthy = members(false);
    reply = round.conversation.ask(kExport, query(round, healthy) + "&node-list=" + joined(healthy),
                                   {.body_max = {}, .timeout_ms = patience_ms});
  }
  if (reply.good()) usual_ms_ = reply.duration_ms;
  if (reply.good() && suspects_.empty()) all_again_after_ms_ = kAllAgainMs;
  return reply;
}

// Of whom nothing is known is thought to be quick.
void ExportRounds::putQuickestFirst(std::vector<std::string>& members) const {
  std::ranges::stable_sort(members, {}, [this](const std::string& each) {
    const auto known = took_ms_.find(each);
    return known == took_ms_.end() ? 0 : known->second;
  });
}

// Of the time that is left where so many are to be asked yet.
proxmox::ApiClient::Limits ExportRounds::share(std::int64_t of) const {
  return {
      .body_max = {},
      .timeout_ms = std::clamp(one_by_one_->leftMs() / of, kLeastPatienceMs, kMemberPatienceMs)};
}

// The reply of the one that is asked for everything.
proxmox::Reply ExportRounds::askEach(const Round& round) {
  const std::string asked = askedMember();
  proxmox::Reply own;
  own.why = contacts_.current().client().endpoint().url() + " does not say which member it is";
  std::vector<std::string> others = members(false);
  if (std::erase(others, asked) > 0) {
    own = round.conversation.ask(kExport, query(round, {asked}) + "&local-only=1", share(1));
    if (own.stopped || own.stands_by) return own;
  }
  putQuickestFirst(others);
  auto left = static_cast<std::int64_t>(others.size());
  for (const std::string& member : others) {
    const proxmox::Reply reply = askMember(round, member, query(round, {member}), share(left--));
    if (reply.stopped || reply.stands_by) return reply;
    if (!reply.good() && !reply.not_asked)
      suspects_[member] = reply.timed_out ? std::string() : reply.why;
  }
  return own;
}

proxmox::Reply ExportRounds::askMember(const Round& round, const std::string& member,
                                       const std::string& query,
                                       const proxmox::ApiClient::Limits& limits) {
  asked_.insert(member);
  proxmox::Contact* const contact = contacts_.of(member);
  if (contact == nullptr || contact->rests(host_.steadyMs())) {
    proxmox::Reply unreachable;
    unreachable.why = contact == nullptr ? whyMissing(member, {}) : contact->why();
    return unreachable;
  }
  const proxmox::Deadline deadline(host_, limits.timeout_ms.value_or(kMemberPatienceMs));
  proxmox::Reply reply = askProven(round, *contact, member, query, limits, deadline);
  if (reply.stranger && !contact->client().settings().trust.verify) {
    // One that renewed its certificate says that it is the same, as it did before.
    contact->forgetWhoItIs();
    reply = askProven(round, *contact, member, query, limits, deadline);
    if (!contact->isMet()) contacts_.forgetNameOf(*contact);
  }
  // With its proof.
  if (reply.good() || reply.timed_out)
    took_ms_[member] = std::max(reply.duration_ms, deadline.elapsedMs());
  if (reply.good()) {
    contact->answered(host_.steadyMs());
  } else if (reply.stranger) {
    // It says who it is before it is asked for figures again.
    contact->forgetWhoItIs();
    contact->setNode("");
  } else if (!reply.stopped && !reply.stands_by && !reply.not_asked) {
    contact->failed(reply.why, host_.steadyMs(), reply.doubt());
  }
  return reply;
}

proxmox::Reply ExportRounds::askProven(const Round& round, proxmox::Contact& contact,
                                       const std::string& member, const std::string& query,
                                       const proxmox::ApiClient::Limits& limits,
                                       const proxmox::Deadline& deadline) {
  if (auto refused = membership_.prove(contact, member, deadline)) return *std::move(refused);
  Conversation conversation(host_, contact.client(), decoder_, round.output, token_id_, budget_,
                            leadership_);
  conversation.expect(&contact);
  return conversation.ask(kExport, query + "&local-only=1",
                          {.body_max = limits.body_max, .timeout_ms = deadline.leftMs()});
}

// Where nobody answers at the address that the cluster tells of them, one of the options' endpoints
// may be theirs.
void ExportRounds::findSuspects() {
  const auto lost = [this](const std::string& member) {
    const proxmox::Contact* const contact = contacts_.of(member);
    return contact == nullptr || !contact->why().empty();
  };
  if (std::ranges::none_of(members(true), lost)) return;
  for (const std::string& found : names_.ask(one_by_one_->leftMs())) {
    asked_.erase(found);
    took_ms_.erase(found);
  }
}

// The quick ones first: one that hangs ends it.
void ExportRounds::askSuspects(const Round& round) {
  std::vector<std::string> suspects = members(true);
  putQuickestFirst(suspects);
  for (const std::string& member : suspects) {
    if (asked_.contains(member)) continue;
    const proxmox::Contact* const contact = contacts_.of(member);
    if (contact != nullptr && contact->rests(host_.steadyMs())) continue;
    const proxmox::Reply reply = askMember(round, member, query(round, {member}), share(1));
    if (reply.stopped || reply.stands_by) return;
    if (reply.good())
      suspects_.erase(member);
    else if (!reply.not_asked)
      suspects_[member] = reply.timed_out ? std::string() : reply.why;
    // Each that hangs costs the others that time: one in a cycle.
    if (reply.timed_out) return;
  }
}

bool ExportRounds::timeForAll() {
  if (suspects_.empty() || host_.steadyMs() < all_again_ms_) return false;
  all_again_after_ms_ = std::min(2 * all_again_after_ms_, kAllAgainMostMs);
  return true;
}

// One that the cluster gave up is left out by the cluster itself.
void ExportRounds::forgetGone() {
  const auto gone = [&](const auto& each) { return !decoder_.online(each.first); };
  std::erase_if(suspects_, gone);
  std::erase_if(took_ms_, gone);
}

}  // namespace pipevane::proxmox_poll
