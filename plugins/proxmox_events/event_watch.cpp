#include "plugins/proxmox_events/event_watch.h"

#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/events/task_page.h"
#include "plugins/proxmox_events/recording.h"
#include "plugins/proxmox_events/rights_trouble.h"

#include <pipevane/error.h>

#include <algorithm>
#include <utility>

namespace pipevane::proxmox_events {
namespace {

constexpr std::string_view kTasksPath = "/cluster/tasks";
constexpr int kIntroductionRequests = 5;

// Whoever answers so is asked no more in this step.
bool ends(const proxmox::Reply& reply) {
  return reply.stopped || reply.stands_by || reply.stranger || reply.not_asked ||
         (!reply.good() && reply.status == 0);
}

void addTo(std::string& all, const std::string& trouble) {
  if (!trouble.empty()) all += (all.empty() ? "" : "; besides, ") + trouble;
}

}  // namespace

EventWatch::EventWatch(const Host& host, const Settings& settings, proxmox::Budget& budget,
                       proxmox::Leadership& leadership)
    : host_(host),
      token_id_(settings.clients.front().token.id()),
      log_(settings.log),
      budget_(budget),
      leadership_(leadership),
      contacts_(std::string(host.id()), settings.clients, [host] { return host.stopping(); }),
      decoder_(host, std::string(host.id()), {}, settings.look_back_ms),
      introduction_(host, settings, contacts_, decoder_, leadership),
      plan_(settings.tasks_interval_ms),
      gaps_(host) {}

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
    plan_.begin(host_.steadyMs(), readsLog());
  }
  Conversation conversation(host_, contacts_.current(), decoder_, output, token_id_, budget_,
                            leadership_);
  bool tasks = false;
  while (const auto question = plan_.next(host_.steadyMs())) {
    if (auto failure = ask(*question, conversation)) return *std::move(failure);
    tasks = tasks || *question == Question::kTasks;
  }
  if (tasks)
    if (auto failure = askMissing(conversation)) return *std::move(failure);
  return {};
}

std::optional<proxmox::Reply> EventWatch::ask(Question question, Conversation& conversation) {
  if (question != Question::kTasks) return askBeside(question, conversation);
  proxmox::Reply tasks = conversation.ask(kTasksPath, {}, kTasksTimeoutMs);
  if (!tasks.good()) return tasks;
  seen_ms_ = host_.nowMs();
  seen_steady_ms_ = host_.steadyMs();
  return std::nullopt;
}

// What fails beside the list of tasks is no reason to leave who tells that.
std::optional<proxmox::Reply> EventWatch::askBeside(Question question, Conversation& conversation) {
  std::optional<proxmox::Reply> reply;
  switch (question) {
    case Question::kVersion:
      reply = introduction_.askVersion(conversation);
      break;
    case Question::kStatus:
      reply = introduction_.askStatus(conversation);
      break;
    case Question::kNodes:
      reply = introduction_.askNodes(conversation);
      break;
    case Question::kRights:
      reply = introduction_.askRights(conversation);
      plan_.setLog(readsLog());
      break;
    case Question::kLog:
      reply = conversation.ask("/cluster/log", "max=" + std::to_string(decoder_.logEntries()));
      // One entry that cannot be told is said as an event.
      if (reply->status == 500 && (decoder_.logUnreadable() || decoder_.logAgain())) reply.reset();
      break;
    default:
      reply = conversation.ask("/cluster/resources");
  }
  if (reply && (ends(*reply) || reply->foreign || reply->minority)) return reply;
  troubles_[question] = reply ? reply->why : std::string();
  if (question == Question::kList && decoder_.doubtsList())
    return askBeside(Question::kStatus, conversation);
  if (std::exchange(node_changes_, decoder_.nodeChanges()) != decoder_.nodeChanges())
    plan_.askForFacts();
  return std::nullopt;
}

// One question more, at most, behind each list of tasks.
std::optional<proxmox::Reply> EventWatch::askMissing(Conversation& conversation) {
  if (const auto gap = gaps_.next(decoder_)) {
    const proxmox::events::TaskPage page{.whole = true,
                                         .since_s = gap->since_s,
                                         .start = gap->start,
                                         .limit = proxmox::events::kGapPage};
    proxmox::Reply reply =
        conversation.ask("/nodes/" + gap->node + "/tasks", page.query(), GapQuestions::kTimeoutMs);
    if (reply.stopped || reply.stands_by || reply.stranger || reply.not_asked) return reply;
    gaps_.asked(*gap, reply.why);
  } else if (decoder_.logAgain() && readsLog()) {
    return askBeside(Question::kLog, conversation);
  }
  return std::nullopt;
}

void EventWatch::noteGood(const Output& output) {
  contacts_.current().answered(host_.steadyMs());
  decoder_.tellConnection(true, {}, host_.nowMs(), output);
  connected_ = true;
  tellHeld(output);
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
  tellHeld(output);
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
  for (const auto& each : troubles_) addTo(all, each.second);
  addTo(all, gaps_.trouble());
  all.empty() ? host_.running() : host_.degraded(all);
}

bool EventWatch::readsLog() const {
  const auto& permissions = decoder_.permissions();
  return permissions ? proxmox_events::readsLog(log_, *permissions)
                     : log_ == Settings::Log::kAlways;
}

std::int64_t EventWatch::dueMs(Outcome outcome) const {
  const std::int64_t now_ms = host_.steadyMs();
  switch (outcome) {
    case Outcome::kGood:
      return plan_.dueMs();
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

// It is sent to this one, whoever leads.
bool EventWatch::hear(Sent sent, const Output& output) {
  if (held_.size() == kMostHeld) return false;
  held_.push_back(std::move(sent));
  tellHeld(output);
  return true;
}

void EventWatch::tellHeld(const Output& output) {
  if (held_.empty()) return;
  if (decoder_.cluster().empty() && leadership_.settled()) decoder_.name(leadership_.cluster());
  if (decoder_.cluster().empty()) return;
  for (const Sent& each : std::exchange(held_, {})) tell(each, output);
}

void EventWatch::tell(const Sent& sent, const Output& output) {
  constexpr std::int32_t kTaken = 200;
  const std::string host = "http://" + sent.sender;
  const pv_exchange exchange{.size = sizeof(pv_exchange),
                             .status = kTaken,
                             .time_ms = sent.time_ms,
                             .duration_us = 0,
                             .source = text(host_.id()),
                             .cluster = text(decoder_.cluster()),
                             .host = text(host),
                             .method = text("POST"),
                             .path = text("/webhook"),
                             .query = absent(),
                             .reason = absent(),
                             .body = text(sent.body),
                             .header_count = 0,
                             .headers = nullptr};
  record(exchange, output);
  decoder_.decode(exchange, output);
}

EventWatch::State EventWatch::state() const {
  return {.connected = connected_, .seen_ms = seen_ms_, .reads_log = introduced_ && readsLog()};
}

}  // namespace pipevane::proxmox_events
