#include "plugins/proxmox_events/event_watch.h"

#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox_events/poll_name.h"
#include "plugins/proxmox_events/rights_trouble.h"

#include <pipevane/error.h>

#include <algorithm>
#include <utility>

namespace pipevane::proxmox_events {
namespace {

using Question = QuestionPlan::Question;

constexpr std::string_view kTasksPath = "/cluster/tasks";
// Of who answers for the first time, before anything is told.
constexpr int kIntroductionRequests = 6;
// What can wait leaves room for another one's introduction and its list of tasks.
constexpr int kKeptRequests = kIntroductionRequests + 1;

}  // namespace

EventWatch::EventWatch(const Host& host, const Settings& settings, proxmox::Budget& budget,
                       proxmox::Leadership& leadership)
    : host_(host),
      token_id_(settings.clients.front().token.id()),
      log_(settings.log),
      look_back_ms_(settings.look_back_ms),
      budget_(budget),
      leadership_(leadership),
      contacts_(std::string(host.id()), settings.clients, [host] { return host.stopping(); }),
      decoder_(host, std::string(host.id()), {}, settings.look_back_ms),
      introduction_(host, settings, contacts_, decoder_, leadership),
      plan_(settings.tasks_interval_ms),
      questions_(host, settings, plan_, introduction_, decoder_),
      notifications_(host, decoder_, leadership) {}

EventWatch::Outcome EventWatch::step(const Output& output) {
  if (leadership_.standsBy()) {
    introduced_ = false;
    if (!leadership_.vacant()) return standBy(output);
  }
  const int requests = introduced_ ? 1 : kIntroductionRequests;
  if (const auto limit = budget_.reached(requests, host_.steadyMs())) return holdBack(*limit);
  const std::int64_t began_ms = host_.steadyMs();
  for (std::size_t tries = 0; tries <= contacts_.size() && contacts_.choose(host_.steadyMs());
       ++tries) {
    const proxmox::Reply reply = askCurrent(output);
    if (reply.stopped || host_.stopping()) return Outcome::kStopped;
    if (reply.stands_by) {
      contacts_.current().answered(host_.steadyMs());
      return standBy(output);
    }
    if (reply.not_asked) return holdBack(proxmox::Budget::Limit::kRequests);
    if (reply.good()) {
      noteGood(output);
      return Outcome::kGood;
    }
    introduced_ = false;
    if (!reply.stranger && !reply.minority)
      contacts_.current().failed(reply.why, host_.steadyMs(), reply.doubt());
  }
  return nobodyAnswered(began_ms, output);
}

// The first reply that ends it here, or a good one.
proxmox::Reply EventWatch::askCurrent(const Output& output) {
  if (!introduced_) {
    Conversation first(host_, contacts_.current(), decoder_, output, token_id_, budget_,
                       leadership_);
    if (auto failure = introduction_.ask(first)) return *std::move(failure);
    introduced_ = true;
    plan_.begin(host_.steadyMs(), questions_.readsLog());
  }
  Conversation conversation(host_, contacts_.current(), decoder_, output, token_id_, budget_,
                            leadership_);
  bool tasks = false;
  while (const auto question = plan_.next(host_.steadyMs(), mayAskBeside())) {
    const bool is_tasks = *question == Question::kTasks;
    if (auto failure = is_tasks ? askTasks(conversation) : questions_.ask(*question, conversation))
      return *std::move(failure);
    tasks = tasks || is_tasks;
    missing_is_next_ = missing_is_next_ || !is_tasks;
  }
  if (!tasks || !hasRoomBeside()) return {};
  if (plan_.besideWaits(host_.steadyMs()) && !missing_is_next_) return {};
  missing_is_next_ = false;
  if (auto failure = questions_.askMissing(conversation)) return *std::move(failure);
  return {};
}

bool EventWatch::hasRoomBeside() const {
  return !budget_.reached(kKeptRequests + 1, host_.steadyMs());
}

bool EventWatch::mayAskBeside() const {
  return hasRoomBeside() && !(missing_is_next_ && questions_.lacksSome());
}

std::optional<proxmox::Reply> EventWatch::askTasks(Conversation& conversation) {
  proxmox::Reply tasks = conversation.ask(kTasksPath, {}, kTasksTimeoutMs);
  if (!tasks.good()) return tasks;
  seen_ms_ = host_.nowMs();
  seen_steady_ms_ = host_.steadyMs();
  return std::nullopt;
}

// A poll may have come, or have got another name, since this one began: it tells of the entities,
// so what happened is told anew, of those.
void EventWatch::callItAsWhoPolls() {
  const std::string name = nameByPoll(host_, leadership_.identity());
  const std::string before = leadership_.cluster();
  if (name.empty() || name == before || before.empty()) return;
  leadership_.rename(name);
  if (!decoder_.cluster().empty()) decoder_.takeOver(name, look_back_ms_);
  if (!leadership_.leads()) return;
  plan_.begin(host_.steadyMs(), questions_.readsLog());
  host_.log(LogLevel::kInfo,
            "calls the cluster as the source that polls it does, and tells again what happened "
            "there: before=\"" +
                proxmox::oneLine(before) + "\" cluster=\"" + proxmox::oneLine(name) + "\"");
}

void EventWatch::noteGood(const Output& output) {
  contacts_.current().answered(host_.steadyMs());
  decoder_.tellConnection(true, {}, host_.nowMs(), output);
  connected_ = true;
  callItAsWhoPolls();
  notifications_.tell(output);
  if (!leader_told_.empty())
    host_.log(LogLevel::kWarn,
              "goes on in the place of the source \"" + std::exchange(leader_told_, {}) +
                  "\": tells of cluster=" + proxmox::oneLine(leadership_.cluster()));
  reportWorking();
}

EventWatch::Outcome EventWatch::nobodyAnswered(std::int64_t began_ms, const Output& output) {
  const std::string why = contacts_.why(began_ms);
  if (contacts_.allForeign()) {
    host_.degraded(why);
    throw Error("begins anew: " + why);
  }
  leadership_.unreached();
  if (leadership_.standsBy() && !leadership_.vacant()) return standBy(output);
  host_.degraded(why);
  connected_ = false;
  if (leadership_.leads() && host_.steadyMs() - seen_steady_ms_.value_or(began_ms) >= kLostMs)
    decoder_.tellConnection(false, why, host_.nowMs(), output);
  return leadership_.standsBy() ? Outcome::kStandsBy : Outcome::kFailed;
}

EventWatch::Outcome EventWatch::standBy(const Output& output) {
  callItAsWhoPolls();
  notifications_.tell(output);
  introduced_ = false;
  connected_ = false;
  const std::string leader = leadership_.leader();
  if (!leader.empty() && std::exchange(leader_told_, leader) != leader)
    host_.log(LogLevel::kInfo,
              "stands by, and goes on in its place when it fails: the source \"" + leader +
                  "\" tells of cluster=" + proxmox::oneLine(leadership_.cluster()));
  host_.running();
  return Outcome::kStandsBy;
}

EventWatch::Outcome EventWatch::holdBack(proxmox::Budget::Limit limit) {
  host_.degraded(budget_.why(limit));
  return Outcome::kHeldBack;
}

void EventWatch::reportWorking() {
  std::string all;
  addTo(all, contacts_.distrust());
  addTo(all, contacts_.refused());
  if (const auto& permissions = decoder_.permissions())
    addTo(all, rightsTrouble(log_, *permissions, token_id_));
  addTo(all, questions_.troubles());
  all.empty() ? host_.running() : host_.degraded(all);
}

std::int64_t EventWatch::dueMs(Outcome outcome) const {
  const std::int64_t now_ms = host_.steadyMs();
  switch (outcome) {
    case Outcome::kGood:
      return plan_.dueMs(mayAskBeside());
    case Outcome::kStandsBy:
      return now_ms + leadership_.lookEveryMs();
    case Outcome::kHeldBack:
      return now_ms + 1'000;
    default:
      return std::max(contacts_.readyAtMs(), now_ms + 1);
  }
}

void EventWatch::keepOpen() {
  contacts_.current().client().keepOpen(std::string("/api2/json").append(kTasksPath));
}

EventWatch::State EventWatch::state() const {
  return {.connected = connected_,
          .seen_ms = seen_ms_,
          .reads_log = introduced_ && questions_.readsLog(),
          .rights_ms = introduction_.rightsMs()};
}

}  // namespace pipevane::proxmox_events
