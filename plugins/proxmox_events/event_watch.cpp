#include "plugins/proxmox_events/event_watch.h"

#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox_events/rights_trouble.h"

#include <pipevane/error.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace pipevane::proxmox_events {
namespace {

using Question = QuestionPlan::Question;

constexpr int kFine = 200;
constexpr std::string_view kTasksPath = "/cluster/tasks";
// Of who answers for the first time, before anything is told.
constexpr int kIntroductionRequests = 6;
// What can wait leaves room for another one's introduction and its list of tasks.
constexpr int kKeptRequests = kIntroductionRequests + 1;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

}  // namespace

EventWatch::EventWatch(const Host& host, const Settings& settings,
                       const proxmox::ApiClient::Maker& clients, proxmox::Budget& budget,
                       proxmox::Leadership& leadership)
    : host_(host),
      token_id_(settings.clients.front().token.id()),
      log_(settings.log),
      budget_(budget),
      leadership_(leadership),
      contacts_(std::string(host.id()), settings.clients, clients),
      decoder_(host, std::string(host.id()), {}, settings.look_back_ms),
      naming_(host, settings, decoder_, leadership),
      introduction_(host, settings, contacts_, decoder_, leadership, naming_),
      plan_(settings.tasks_interval_ms),
      questions_(host, settings, plan_, introduction_, decoder_),
      connection_(host, decoder_),
      notifications_(host, decoder_, leadership) {}

EventWatch::Outcome EventWatch::step(const Output& output) {
  naming_.agree();
  if (leadership_.standsBy()) {
    introduced_ = false;
    if (!leadership_.vacant()) return standBy(output);
  }
  const int requests = introduced_ ? 1 : kIntroductionRequests;
  if (const auto limit = budget_.reached(requests, host_.steadyMs()))
    return holdBack(*limit, output);
  const std::int64_t began_ms = host_.steadyMs();
  std::size_t tries = 0;
  for (; tries <= contacts_.size() && contacts_.choose(host_.steadyMs()); ++tries) {
    const proxmox::Reply reply = askCurrent(output);
    if (reply.stopped || host_.stopping()) return Outcome::kStopped;
    if (reply.stands_by) {
      contacts_.current().answered(host_.steadyMs());
      return standBy(output);
    }
    if (reply.not_asked) return holdBack(proxmox::Budget::Limit::kRequests, output);
    if (reply.good()) {
      noteGood(output);
      return Outcome::kGood;
    }
    introduced_ = false;
    if (!reply.minority) connection_.failed(host_.steadyMs() - reply.duration_ms);
    if (!reply.stranger && !reply.minority)
      contacts_.current().failed(reply.why, host_.steadyMs(), reply.doubt());
    if (connection_.isSilentFor(Connection::kLostAtLastMs)) lose(contacts_.why(began_ms), output);
  }
  if (tries > 0) leadership_.unreached();
  return nobodyAnswered(began_ms, output);
}

// The first reply that ends it here, or a good one.
proxmox::Reply EventWatch::askCurrent(const Output& output) {
  if (!introduced_) {
    Conversation first(host_, contacts_.current(), decoder_, output, token_id_, budget_,
                       leadership_, naming_);
    if (auto failure = introduction_.ask(first)) return *std::move(failure);
    introduced_ = true;
    plan_.begin(host_.steadyMs(), questions_.readsLog());
  }
  Conversation conversation(host_, contacts_.current(), decoder_, output, token_id_, budget_,
                            leadership_, naming_);
  bool tasks = false;
  while (const auto question = plan_.next(host_.steadyMs(), mayAskBeside())) {
    const bool is_tasks = *question == Question::kTasks;
    if (auto failure =
            is_tasks ? askTasks(conversation, output) : questions_.ask(*question, conversation))
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

void EventWatch::tellNotifications(const Output& output) {
  naming_.agree();
  notifications_.tell(output);
}

bool EventWatch::hasRoomBeside() const {
  return !budget_.reached(kKeptRequests + 1, host_.steadyMs());
}

bool EventWatch::mayAskBeside() const {
  return hasRoomBeside() && !(missing_is_next_ && questions_.lacksSome());
}

std::optional<proxmox::Reply> EventWatch::askTasks(Conversation& conversation,
                                                   const Output& output) {
  proxmox::Reply tasks = conversation.ask(kTasksPath, {}, Conversation::kPromptMs);
  if (!tasks.good()) return tasks;
  seen_ms_ = host_.nowMs();
  connection_.answered(output);
  return std::nullopt;
}

void EventWatch::noteGood(const Output& output) {
  contacts_.current().answered(host_.steadyMs());
  if (naming_.takeChange()) plan_.begin(host_.steadyMs(), questions_.readsLog());
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
    notifications_.tell(output);  // what was taken is told
    throw Error("begins anew: " + why);
  }
  if (leadership_.standsBy() && !leadership_.vacant()) return standBy(output);
  host_.degraded(why);
  connection_.down();
  if (connection_.isSilentFor(Connection::kLostMs)) lose(why, output);
  return leadership_.standsBy() ? Outcome::kStandsBy : Outcome::kFailed;
}

EventWatch::Outcome EventWatch::standBy(const Output& output) {
  notifications_.tell(output);
  introduced_ = false;
  connection_.leave();
  const std::string leader = leadership_.leader();
  if (!leader.empty() && std::exchange(leader_told_, leader) != leader)
    host_.log(LogLevel::kInfo,
              "stands by, and goes on in its place when it fails: the source \"" + leader +
                  "\" tells of cluster=" + proxmox::oneLine(leadership_.cluster()));
  host_.running();
  return Outcome::kStandsBy;
}

// Of a cluster that another source tells of, that one says so.
void EventWatch::lose(const std::string& why, const Output& output) {
  if (leadership_.leads()) connection_.lose(why, output);
}

EventWatch::Outcome EventWatch::holdBack(proxmox::Budget::Limit limit, const Output& output) {
  if (leadership_.leads() && connection_.isSilentFor(Connection::kLostMs)) makeSure(output);
  const std::string why = budget_.why(limit);
  host_.degraded(connection_.isLost() ? connection_.whyLost() + "; besides, " + why : why);
  return Outcome::kHeldBack;
}

// Nobody answered the last question, and there is no room for all those of an introduction: one
// says whether anybody is there by now. Who it is nobody knows, so what it says is not told.
void EventWatch::makeSure(const Output& output) {
  const std::string why = contacts_.why(connection_.silentSinceMs());
  if (contacts_.choose(host_.steadyMs())) {
    if (budget_.reached(1, host_.steadyMs())) return;
    const proxmox::Reply reply =
        callWithin(budget_, host_, contacts_.current().client(), Conversation::fullPath(kTasksPath),
                   {.body_max = {}, .timeout_ms = Conversation::kPromptMs})
            .reply;
    if (reply.stopped || reply.not_asked) return;
    if (reply.status == kFine) return connection_.heard();
    contacts_.current().failed(reply.why, host_.steadyMs(), reply.doubt());
  }
  lose(why, output);
}

void EventWatch::reportWorking() {
  std::string all;
  addTo(all, contacts_.distrust());
  addTo(all, contacts_.refused());
  if (const auto& permissions = decoder_.permissions())
    addTo(all, rightsTrouble(log_, *permissions, token_id_));
  addTo(all, questions_.troubles());
  addTo(all, naming_.trouble());
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
      return std::max(std::min(contacts_.readyAtMs(), lostAtMs()), now_ms + 1);
  }
}

// Whether that is so is to be said in time, even where all rest for longer.
std::int64_t EventWatch::lostAtMs() const {
  return leadership_.leads() ? connection_.lostAtMs().value_or(kNever) : kNever;
}

void EventWatch::keepOpen() {
  contacts_.current().client().keepOpen(Conversation::fullPath(kTasksPath));
}

EventWatch::State EventWatch::state() const {
  return {.connected = connection_.isUp(),
          .seen_ms = seen_ms_,
          .reads_log = introduced_ && questions_.readsLog(),
          .rights_ms = introduction_.rightsMs()};
}

}  // namespace pipevane::proxmox_events
