#include "plugins/proxmox/events/known_events.h"

#include "plugins/proxmox/answer_path.h"
#include "plugins/proxmox/events/difference_event.h"
#include "plugins/proxmox/events/event_path.h"
#include "plugins/proxmox/events/log_event.h"
#include "plugins/proxmox/events/log_reader.h"
#include "plugins/proxmox/events/plain_text.h"
#include "plugins/proxmox/events/task_event.h"
#include "plugins/proxmox/events/task_list_reader.h"
#include "plugins/proxmox/events/task_type.h"

#include <pipevane/error.h>
#include <pipevane/text.h>

#include <algorithm>
#include <utility>

namespace pipevane::proxmox::events {
namespace {

// Tasks are told with the names of their guests: so many lists of them wait for the first list of
// resources.
constexpr int kPatientLists = 3;
// A line of the log may be there before the list of tasks has it.
constexpr std::int64_t kLogAheadMs = 10'000;
// What is older than that, of the log, is no news any more.
constexpr std::int64_t kLogFreshMs = 60'000;
// A node's clock may be wrong, but what began tomorrow would be the newest for as long. That of who
// answers may be wrong as well, as after a start without a battery, and so may ours: the later of
// the two says when tomorrow is.
constexpr std::int64_t kAheadMostMs = 24 * 3'600'000;

}  // namespace

KnownEvents::KnownEvents(const Host& host, std::string source, std::string cluster,
                         std::int64_t look_back_ms)
    : source_(std::move(source)),
      look_back_ms_(look_back_ms),
      ledger_(look_back_ms),
      writer_(host.dictionary()) {
  writer_.setCluster(std::move(cluster));
}

Decoded KnownEvents::decode(const pv_exchange& exchange, const Output& output) {
  const std::string_view path = pathBelowRoot(exchange);
  // What was sent is told when there is time, behind what was asked meanwhile.
  if (!isWebhook(exchange)) now_ms_ = passing_.of(exchange.time_ms, exchange.duration_us / 1000);
  Decoded decoded;
  try {
    if (isWebhook(exchange)) {
      if (named(exchange)) decodeNotification(exchange);
    } else if (view(exchange.method) == "GET") {
      if (!ofOneNode(path)) clock_.hear(exchange);
      decode(path, exchange);
    }
  } catch (const Error& error) {
    decoded = {false, "the answer to " + std::string(path) + " " + error.what()};
  }
  document_.giveBack();
  writer_.push(output);
  return decoded;
}

void KnownEvents::decode(std::string_view path, const pv_exchange& exchange) {
  if (ClusterFacts::tells(path)) {
    facts_.hear(path, exchange, document_, surprises_);
    if (path == kStatus && exchange.status == 200)
      hear(doubt_.hear(facts_.status(), view(exchange.host)), exchange);
    return;
  }
  if (!named(exchange)) return;
  if (path == kLog) return decodeLog(exchange);
  if (exchange.status != 200) return;
  if (path == kTasks)
    decodeTasks(exchange);
  else if (path == kResources)
    decodeList(exchange);
  else if (const auto node = nodeIn(path, kNodeTasks); !node.empty())
    decodePage(std::string(node), exchange);
}

// Names the cluster, where that is due.
bool KnownEvents::named(const pv_exchange& exchange) {
  if (!cluster().empty()) return true;
  if (present(exchange.cluster) && exchange.cluster.size > 0)
    name(str(exchange.cluster));
  else if (facts_.statusHeard())
    name(facts_.status().name.empty() ? source_ : facts_.status().name);
  return !cluster().empty();
}

void KnownEvents::decodeTasks(const pv_exchange& exchange) {
  if (!fleet_.heard() && ++unnamed_lists_ <= kPatientLists) return;
  const TaskList list = tasksIn(exchange);
  tasks_asked_ms_ = now_ms_;
  tell(ledger_.hearList(list.tasks, now_ms_, clock_.timeOf(exchange)), exchange);
  judge();
}

void KnownEvents::decodePage(const std::string& node, const pv_exchange& exchange) {
  const TaskList list = tasksIn(exchange);
  tell(ledger_.hearPage(node, TaskPage::of(view(exchange.query)), list, clock_.timeOf(exchange)),
       exchange);
  judge();
}

// Those that can be, of members.
TaskList KnownEvents::tasksIn(const pv_exchange& exchange) {
  TaskList list = readTaskList(document_.data(view(exchange.body)), surprises_);
  const std::int64_t end_s =
      (std::max(clock_.timeOf(exchange), exchange.time_ms) + kAheadMostMs) / 1000;
  const auto of_tomorrow = std::erase_if(list.tasks, [&](const Task& each) {
    return each.upid.start_s > end_s || each.end_s.value_or(0) > end_s;
  });
  for (std::size_t i = 0; i < of_tomorrow; ++i)
    surprises_.count("task of tomorrow in a list of them");
  std::erase_if(list.tasks, [&](const Task& each) { return former_.contains(each.upid.node); });
  return list;
}

// Nobody can be asked any more for what may be missing of them. The list of resources may leave one
// out that is a member all the same.
void KnownEvents::dropFormerMembers(const pv_exchange& exchange) {
  const auto& members = facts_.status().members;
  former_.hear(ledger_.nodes(), [&](const std::string& node) {
    return fleet_.knowsNode(node) ||
           std::ranges::any_of(members, [&](const auto& each) { return each.name == node; });
  });
  tell(ledger_.leaveOut([&](const std::string& node) { return former_.contains(node); }), exchange);
}

// All of them are known before the first is told: one may have begun another.
void KnownEvents::tell(const std::vector<TaskNews>& news, const pv_exchange& exchange) {
  for (const TaskNews& each : news)
    recent_.hear(each.task, now_ms_,
                 each.late ? clock_.timeOf(exchange) - each.task.happenedMs() : 0);
  for (const TaskNews& each : news) tell(each.task, each.late, exchange);
}

void KnownEvents::tell(const Task& task, bool late, const pv_exchange& exchange) {
  const auto known = caused_by_.find(task.upid.text);
  std::string cause = known == caused_by_.end() ? recent_.parentOf(task) : known->second;
  if (task.finished)
    caused_by_.erase(task.upid.text);
  else if (!cause.empty())
    caused_by_.emplace(task.upid.text, cause);
  writer_.add(eventOf(task, fleet_, std::move(cause)), task.happenedMs(), late);
  if (!late) tellStatus(task, exchange);
}

// At once: the list of resources is up to ten seconds behind. A node's clock may be ahead, as may
// be that of who answers, and what is as of tomorrow would count until then, whatever others see.
void KnownEvents::tellStatus(const Task& task, const pv_exchange& exchange) {
  const TaskState state = task.state();
  const std::string_view status = taskType(task.upid.type).status;
  if (status.empty() || (state != TaskState::kOk && state != TaskState::kWarning)) return;
  const TaskSubject subject = subjectOf(task.upid, fleet_);
  if (subject.isGuest() && fleet_.guest(subject.id) != nullptr)
    writer_.addStatus(subject.kind, subject.id, std::string(status),
                      std::min({task.happenedMs(), clock_.timeOf(exchange), exchange.time_ms}));
}

void KnownEvents::decodeList(const pv_exchange& exchange) {
  auto listed =
      listed_reader_.read(document_.data(view(exchange.body)), view(exchange.query), surprises_);
  if (!listed) return;
  const ListDifferences::Times times{.source_ms = clock_.timeOf(exchange),
                                     .asked_ms = now_ms_,
                                     .answered_ms = now_ms_ + exchange.duration_us / 1000};
  ListDoubt::List list{.listed = std::move(*listed), .times = times, .host = str(exchange.host)};
  if (!list.listed.of_nodes) return hear(std::move(list), exchange);
  const bool lacks_nodes = facts_.status().quorate && fleet_.losesNodes(list.listed);
  hear(doubt_.hear(std::move(list), lacks_nodes), exchange);
}

void KnownEvents::hear(const std::optional<ListDoubt::List>& list, const pv_exchange& exchange) {
  if (!list) return;
  pending_.add(fleet_.hear(list->listed, list->times));
  if (list->listed.of_nodes) dropFormerMembers(exchange);
  if (list->listed.of_guests && !list->listed.may_hide)
    for (Event& each : locks_.endThoseOver(fleet_, list->times.source_ms))
      writer_.add(std::move(each), list->times.source_ms, false);
  judge();
}

void KnownEvents::judge() {
  for (const Difference& each : pending_.take(ledger_, tasks_asked_ms_, now_ms_)) judge(each);
}

void KnownEvents::judge(const Difference& difference) {
  if (difference.change == Change::kUnlock) {
    if (auto ended = locks_.end(difference))
      writer_.add(*std::move(ended), difference.time_ms, false);
    return;
  }
  RecentTasks::Cause cause = recent_.causeOf(difference);
  if (cause.bond == RecentTasks::Bond::kPart) return;
  Event event = eventOf(difference, cluster(), seesTasks(), std::move(cause.upid));
  if (difference.locks()) event = locks_.begin(difference, std::move(event));
  writer_.add(std::move(event), difference.time_ms, false);
}

// A list of them that is empty may be that of a token that may not see them.
bool KnownEvents::seesTasks() const {
  return ledger_.sees() || (facts_.permissions() && facts_.permissions()->have("/", "Sys.Audit"));
}

void KnownEvents::decodeLog(const pv_exchange& exchange) {
  const std::size_t asked = logEntriesAsked(view(exchange.query));
  if (exchange.status == 200)
    log_.hear(readLog(document_.data(view(exchange.body)), surprises_), asked);
  else if (cannotBeWritten(exchange))
    log_.fail(asked);
  else
    return;
  const std::int64_t now_ms = clock_.timeOf(exchange);
  for (const LogEntry& each : log_.take()) tell(each, now_ms);
  if (const auto above = log_.takeBad())
    writer_.add(unreadableBelow(*above, cluster()), above->time_s * 1000, false);
}

// A task that is told by its list is not told again; one that is not may have been missed.
void KnownEvents::tell(const LogEntry& entry, std::int64_t now_ms) {
  const std::int64_t age_ms = now_ms - entry.time_s * 1000;
  const auto task = taskIn(entry);
  if (task && seesTasks()) {
    if (age_ms > kLogAheadMs) ledger_.hearOf(*task);
  } else if (age_ms <= look_back_ms_) {
    writer_.add(eventOf(entry, cluster()), entry.time_s * 1000, age_ms > kLogFreshMs);
  }
}

void KnownEvents::decodeNotification(const pv_exchange& exchange) {
  if (exchange.status != 0 && exchange.status / 100 != 2) return;
  const auto read = notification_reader_.read(view(exchange.body));
  if (!read) return surprises_.count("notification that tells nothing");
  const std::string host = read->field("hostname");
  std::string cause = read->field("type") == "vzdump" ? recent_.backupOn(host) : std::string();
  Event event =
      eventOf(*read, cluster(), fleet_.knowsNode(host), exchange.time_ms, std::move(cause));
  const std::int64_t when_ms = event.time_ms;
  writer_.add(std::move(event), when_ms, false);
}

void KnownEvents::tellConnection(bool connected, std::string_view why, std::int64_t time_ms,
                                 const Output& output) {
  // Who was never heard is not lost, nor does it come again.
  if (cluster().empty() || std::exchange(connected_, connected) == connected) return;
  Event event{.id = "source:" + source_ + ":" + std::to_string(time_ms),
              .type = "source",
              .state = connected ? "ok" : "error",
              .severity = connected ? Severity::kNotice : Severity::kError,
              .time_ms = time_ms,
              .kind = "cluster",
              .entity = {},
              .message = connected ? "The events of cluster " + cluster() + " come again"
                                   : "No node of cluster " + cluster() +
                                         " tells events: " + plainText(why, 256),
              .attributes = {}};
  event.add("source", source_);
  writer_.add(std::move(event), time_ms, false);
  writer_.push(output);
}

}  // namespace pipevane::proxmox::events
