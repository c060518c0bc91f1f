#include "tests/end_to_end/chaos/event_judge.h"

#include <algorithm>

namespace pipevane::testing {
namespace {

// What a fault did is told until then: it waits up to 30 s for a task that may explain it.
constexpr std::int64_t kToldS = 80;
// From its end on until it is told.
constexpr std::int64_t kOnItsWayS = 20;
// Of a guest a task explains what happens around its own time.
constexpr std::int64_t kAroundS = 20;

std::string stateOf(const TrueTask& task) {
  if (task.exit.empty()) return "running";
  if (task.exit == "OK") return "ok";
  if (task.exit.starts_with("WARNINGS: ")) return "warning";
  return task.exit == "unexpected status" ? "unknown" : "error";
}

std::string said(const PublishedEvent& event) {
  return event.id + " (" + event.state + ") of " + event.entity + ": " + event.message;
}

std::string shown(const std::string& value) { return value.empty() ? "nothing" : value; }

}  // namespace

std::vector<std::string> EventJudge::wrong(const std::vector<PublishedEvent>& told,
                                           std::int64_t now_s) {
  now_s_ = now_s;
  noticeable_.look(now_s);
  std::vector<std::string> wrong;
  for (const PublishedEvent& each : told) {
    Wrong why = judgeAgain(each);
    if (!why) why = judge(each);
    if (why) wrong.push_back(said(each) + ": " + *why);
    events_.insert_or_assign(each.id, each);
  }
  return wrong;
}

// The same id is the same thing, and goes on from there.
EventJudge::Wrong EventJudge::judgeAgain(const PublishedEvent& event) {
  const auto known = events_.find(event.id);
  if (known == events_.end()) return std::nullopt;
  // Its node is back, and says how it ended.
  if (event.state == "unknown" && left_behind_.erase(event.id) > 0) return std::nullopt;
  if (known->second.state == event.state) return "told twice";
  if (known->second.state != "running") return "it had ended: " + known->second.state;
  return std::nullopt;
}

EventJudge::Wrong EventJudge::judge(const PublishedEvent& event) {
  if (event.type == "task") return judgeTask(event);
  if (event.type == "source") return judgeConnection(event);
  if (event.type == "notification") return std::nullopt;
  if (event.type == "log") {
    if (truth_.lines().contains(event.id)) return std::nullopt;
    return "there is no such line";
  }
  const auto change = changeIn(event);
  if (!change) return "an event of no kind that is known";
  return judgeChange(event, *change);
}

EventJudge::Wrong EventJudge::judgeTask(const PublishedEvent& event) {
  const auto found = truth_.tasks().find(event.id);
  if (found == truth_.tasks().end()) return "there was no such task";
  const TrueTask& task = found->second;
  if (event.attribute("node") != task.node || event.attribute("task_type") != task.type)
    return "it is a " + task.type + " of " + task.node;
  if (event.state == "running") return judgeOrder(event, task.began_s);
  if (event.state == "unknown" && hasLeft(task.node)) {
    left_behind_.insert(event.id);
    return std::nullopt;
  }
  if (event.state != stateOf(task) && !(task.forgotten && event.state == "unknown"))
    return "in truth " + stateOf(task) + ", " + shown(task.exit);
  return judgeOrder(event, task.ended_s);
}

// Nobody can ask one that is no member any more how its tasks ended.
bool EventJudge::hasLeft(const std::string& node) const {
  return std::ranges::any_of(truth_.things(), [&node](const auto& each) {
    return each.first.ends_with("/node/" + node) && each.second.now("present").empty();
  });
}

EventJudge::Wrong EventJudge::judgeOrder(const PublishedEvent& event, std::int64_t happened_s) {
  if (event.backfill || happened_s == 0) return std::nullopt;
  std::int64_t& before_s = task_told_s_[event.entity];
  if (happened_s < before_s)
    return "told behind what happened " + std::to_string(before_s - happened_s) + " s later";
  before_s = happened_s;
  return std::nullopt;
}

EventJudge::Wrong EventJudge::judgeConnection(const PublishedEvent& event) const {
  if (event.state == "error" && !wasUnheard()) return "somebody answers";
  return std::nullopt;
}

bool EventJudge::wasUnheard() const {
  for (std::int64_t s = now_s_; s > now_s_ - kToldS; s -= 10)
    if (excuses_.unheard(s)) return true;
  return false;
}

// It was so lately, and is otherwise since then, and that was not told before.
EventJudge::Wrong EventJudge::judgeChange(const PublishedEvent& event, const ToldChange& change) {
  changes_.push_back({event.entity, change, now_s_});
  if (excused(event, change)) return std::nullopt;
  const auto thing = truth_.things().find(event.entity);
  if (thing == truth_.things().end()) return "there is no such thing";
  const auto past = thing->second.pasts.find(change.respect);
  if (past == thing->second.pasts.end()) return "it has no " + change.respect;
  const std::int64_t from_s = noticeable_.heardSinceS(event.entity);
  bool was_from = change.respect == "booted";
  for (auto each = past->second.begin(); each != past->second.end(); ++each) {
    const auto next = std::next(each);
    if (next != past->second.end() && next->first < from_s) continue;
    const bool is_to = change.respect == "booted" || each->second == change.to;
    if (was_from && is_to && each->first >= from_s &&
        told_.emplace(event.entity, change.respect, each->first).second) {
      const std::string vmid = event.attribute("vmid");
      if (!vmid.empty() && truth_.taskOf(vmid, change.respect, each->first, kAroundS))
        return "a task did that";
      return std::nullopt;
    }
    was_from = was_from || each->second == change.from;
  }
  return "in truth its " + change.respect + " is " + shown(thing->second.now(change.respect)) +
         " since " + std::to_string(truth_.nowS() - past->second.rbegin()->first) + " s";
}

// What a list says that has strange words in it, or lacks some.
bool EventJudge::excused(const PublishedEvent& event, const ToldChange& change) const {
  const auto thing = truth_.things().find(event.entity);
  const std::string node = thing == truth_.things().end() ? "" : thing->second.node;
  const auto was = [&](const std::string& told) {
    // Nothing is taken back while nobody is heard.
    for (std::int64_t s = now_s_, heard_s = 0; s > 0 && heard_s < kToldS; s -= 10) {
      if (excuses_.mayBe(told, event.entity, node, s)) return true;
      if (!excuses_.unheard(s)) heard_s += 10;
    }
    return false;
  };
  if (change.from == "hibernating" || change.to == "hibernating") return was("hibernating");
  return change.respect != "status" && change.respect != "present" && change.respect != "name" &&
         (change.from.empty() || change.to.empty()) && was("absent");
}

std::vector<std::string> EventJudge::missing() const {
  std::vector<std::string> missing;
  missTasks(missing);
  missChanges(missing);
  for (const std::string& each : truth_.lines())
    if (!events_.contains(each)) missing.push_back(each);
  return missing;
}

void EventJudge::missTasks(std::vector<std::string>& missing) const {
  for (const auto& [upid, task] : truth_.tasks()) {
    if (std::max(task.began_s, task.ended_s) > truth_.nowS() - kOnItsWayS) continue;
    const auto told = events_.find(upid);
    if (told == events_.end()) {
      if (!task.forgotten) missing.push_back(upid);
      continue;
    }
    const std::string& state = told->second.state;
    const bool ended = task.forgotten ? state != "running" : state == stateOf(task);
    if (!ended) missing.push_back("that " + upid + " is " + stateOf(task) + ", not " + state);
  }
}

void EventJudge::missChanges(std::vector<std::string>& missing) const {
  for (const Noticeable::Change& each : noticeable_.changes()) {
    const bool told = std::ranges::any_of(changes_, [&](const Told& by) {
      return by.key == each.key && by.change.respect == each.respect && by.change.to == each.to &&
             by.at_s >= each.before_s && by.at_s <= each.noticed_s + kToldS;
    });
    if (!told)
      missing.push_back("that the " + each.respect + " of " + each.key + " went from " +
                        shown(each.from) + " to " + shown(each.to) + " at " +
                        std::to_string(each.before_s) + " s");
  }
}

}  // namespace pipevane::testing
