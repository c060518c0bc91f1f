#include "plugins/proxmox/exported_nodes.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kNodeSilence = 5 * 60'000;
constexpr std::int64_t kForgotten = 3600'000;
// Older rows than these, counted from the newest of their node, are history.
constexpr std::int64_t kFresh = 60'000;
// What a node remembers.
constexpr std::int64_t kKept = 30 * 60'000;
// Three cycles, and time to tell.
constexpr std::int64_t kSilent = 45'000;
// Two cycles: what is more between two answers nobody could tell in, or our clock was set.
constexpr std::int64_t kBetweenAnswers = 20'000;
// Less is a clock that is being put right, and passes by itself.
constexpr std::int64_t kSetBack = 20'000;
// Two clocks that agree, as far as rows can tell, which are a cycle old.
constexpr std::int64_t kAgree = 30'000;
// Until so much has passed, rows that are behind the list's are told as late.
constexpr std::int64_t kFarBehind = 2 * 60'000;
// Of a node that tells nothing of itself.
constexpr int kFilledMax = 3;
// A row is from the past: one of the future is so by its node's clock, and was made up to a cycle
// ago.
constexpr std::int64_t kAhead = 10'000;

}  // namespace

void ExportedNodes::begin(const Asked& asked) {
  passOverSilence(asked.now_ms);
  now_ms_ = asked.now_ms;
  source_ms_ = asked.source_ms;
  from_ms_ = asked.from_ms;
  ++answer_;
  expect(asked.online);
}

// A long time without any answer says nothing about a single node. Where our own clock was set back
// everybody was heard as long ago as before.
void ExportedNodes::passOverSilence(std::int64_t now_ms) {
  if (now_ms_ == kNever) return;
  const std::int64_t back_ms = now_ms_ - now_ms;
  for (auto& each : nodes_)
    if (back_ms > 0 && each.second.heard_ms > back_ms) each.second.heard_ms -= back_ms;
  const std::int64_t unheard_ms = now_ms - now_ms_ - kBetweenAnswers;
  if (unheard_ms <= 0) return;
  for (auto& each : nodes_) each.second.heard_ms += unheard_ms;
}

// One that comes back has its time to begin, as a new one has. Whether its clock is still set back
// is to be seen then: many a machine's is right after a boot.
void ExportedNodes::expect(const std::vector<std::string>& online) {
  for (const std::string& name : online) {
    Node& node = nodes_[name];
    if (!std::exchange(node.expected, true)) node.heard_ms = std::max(node.heard_ms, now_ms_);
  }
  for (auto& [name, node] : nodes_) {
    if (!node.expected || std::ranges::find(online, name) != online.end()) continue;
    node.expected = false;
    node.set_back_ms = 0;
  }
}

// A guest's rows may be of a node that it was on before, whose clock is another one: those that are
// ahead of the node's own in this answer.
void ExportedNodes::hear(const std::string& name, std::int64_t time_ms, bool of_itself) {
  const Node* const known = named(name);
  if (!of_itself && known != nullptr && known->told_itself_in == answer_ &&
      time_ms > known->newest_ms + kSetBack)
    return;
  newest_ms_ = std::max(newest_ms_, time_ms);
  Node& node = heard(name, time_ms);
  if (of_itself) node.told_itself_in = answer_;
  if (time_ms <= node.newest_ms) return;
  node.newest_ms = time_ms;
  node.heard_ms = now_ms_;
  if (time_ms > source_ms_ - kAgree) node.set_back_ms = 0;
}

void ExportedNodes::hearStorage(const std::string& name, std::int64_t time_ms) {
  newest_ms_ = std::max(newest_ms_, time_ms);
  heard(name, time_ms);
}

ExportedNodes::Node& ExportedNodes::heard(const std::string& name, std::int64_t time_ms) {
  Node* const known = named(name);
  Node& node = known == nullptr ? nodes_[name] : *known;
  if (std::exchange(node.heard_in, answer_) != answer_) beginHearing(node, time_ms);
  node.told_ms = std::max(node.told_ms, time_ms);
  return node;
}

// `time_ms` is its oldest one in this answer, which has nothing older than was asked for. Who was
// silent for so long that the others were asked without it has more: the next question is for that,
// if it was not for all that a node remembers.
void ExportedNodes::beginHearing(Node& node, std::int64_t time_ms) const {
  node.before_ms = node.newest_ms;
  node.filling = node.missing_from_ms.has_value();
  if (node.filling || from_ms_ < source_ms_ - kKept + kFresh) return;
  const bool was_silent = node.heard_ms < now_ms_ - kSilent;
  if (node.told_ms == kNever ? !was_silent : node.told_ms >= from_ms_) return;
  node.missing_from_ms = std::max(node.told_ms, time_ms - kKept);
  node.filled = 0;
}

void ExportedNodes::end() {
  last_ = nullptr;
  for (auto& each : nodes_) compareClock(each.second);
  for (auto& each : nodes_) {
    Node& node = each.second;
    if (std::exchange(node.filling, false) && isFilled(node)) node.missing_from_ms.reset();
  }
  std::erase_if(nodes_, [this](const auto& each) {
    return !each.second.expected && each.second.heard_ms < now_ms_ - kForgotten;
  });
}

// By new rows: one of a guest may be of the node that it was on before. Who never tells of itself
// has told all that it has after a few answers.
bool ExportedNodes::isFilled(Node& node) const {
  if (!node.grew()) return false;
  return node.told_itself_in == answer_ || ++node.filled >= kFilledMax;
}

// By rows that are new since the last answer: an old one may be that of a node that tells no more.
// Once it is wrong it is so until it is clearly right, and by as much as was said until that is
// clearly another time: rows are of another age each time.
void ExportedNodes::compareClock(Node& node) const {
  if (node.heard_in != answer_ || !node.grew()) return;
  const std::int64_t ahead_ms = node.newest_ms - now_ms_;
  const bool behind = ahead_ms < -kFarBehind && node.before_ms != kNever;
  if (ahead_ms > kAhead || behind) {
    const bool said = node.ahead_ms != 0 && std::abs(ahead_ms - node.ahead_ms) < kAgree;
    if (!said) node.ahead_ms = ahead_ms;
  } else if (ahead_ms <= 0 && (ahead_ms > -kAgree || node.ahead_ms > 0)) {
    node.ahead_ms = 0;
  }
}

std::int64_t ExportedNodes::completeUntilMs() const {
  std::int64_t oldest = newest_ms_;
  for (const auto& [name, node] : nodes_)
    if (node.newest_ms != kNever && node.set_back_ms == 0 && node.heard_ms > now_ms_ - kNodeSilence)
      oldest = std::min(oldest, completeUntilMs(name));
  return oldest;
}

std::int64_t ExportedNodes::completeUntilMs(std::string_view name) const {
  const Node* const node = named(name);
  if (node == nullptr) return kNever;
  return node->missing_from_ms.value_or(node->newest_ms);
}

std::int64_t ExportedNodes::newestMs(std::string_view name) const {
  const Node* const node = named(name);
  return node == nullptr ? kNever : node->newest_ms;
}

bool ExportedNodes::hearClock(std::string_view name, std::int64_t time_ms) {
  Node* const node = named(name);
  if (node == nullptr || node->newest_ms - time_ms < kSetBack) return false;
  node->set_back_ms = node->newest_ms - time_ms;
  node->ahead_ms = 0;
  return true;
}

std::optional<std::int64_t> ExportedNodes::setBackMs(std::string_view name) const {
  const Node* const node = named(name);
  if (node == nullptr || node->set_back_ms == 0) return std::nullopt;
  return node->set_back_ms;
}

std::optional<std::int64_t> ExportedNodes::aheadMs(std::string_view name) const {
  const Node* const node = named(name);
  if (node == nullptr || node->ahead_ms == 0) return std::nullopt;
  return node->ahead_ms;
}

std::optional<std::int64_t> ExportedNodes::unheardMs(std::string_view name) const {
  const Node* const node = named(name);
  if (node == nullptr || !node->expected) return std::nullopt;
  return now_ms_ - node->heard_ms;
}

bool ExportedNodes::silent(std::string_view name) const { return unheardMs(name) > kSilent; }

std::vector<std::string> ExportedNodes::takeMissed() {
  std::vector<std::string> missed;
  for (auto& [name, node] : nodes_) {
    const bool by_list = node.set_back_ms != 0 || silent(name);
    if (by_list && !std::exchange(node.by_list, true)) missed.push_back(name);
    if (!by_list) node.by_list = false;
  }
  return missed;
}

bool ExportedNodes::byList(std::string_view name) const {
  const Node* const node = named(name);
  return node != nullptr && node->by_list;
}

bool ExportedNodes::counts(std::string_view name) {
  const Node* const node = named(name);
  return node == nullptr || node->set_back_ms == 0;
}

bool ExportedNodes::isHistory(std::string_view name, std::int64_t time_ms) {
  const Node* const node = named(name);
  return node != nullptr && time_ms < node->newest_ms - kFresh;
}

bool ExportedNodes::mayHaveMissed(std::string_view name) {
  const Node* const node = named(name);
  return node == nullptr || node->told_itself_in != answer_ || node->grew();
}

bool ExportedNodes::jumpedTo(std::string_view name, std::int64_t time_ms) {
  const Node* const node = named(name);
  return node != nullptr && time_ms > now_ms_ + std::max<std::int64_t>(node->ahead_ms, 0) + kAgree;
}

bool ExportedNodes::resumedBehind(std::string_view name) {
  const Node* const node = named(name);
  return node != nullptr && node->by_list && node->set_back_ms == 0 && node->heard_ms == now_ms_ &&
         node->newest_ms < source_ms_ - kFarBehind;
}

ExportedNodes::Node* ExportedNodes::named(std::string_view name) {
  if (last_ == nullptr || last_->first != name) {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) return nullptr;
    last_ = &*found;
  }
  return &last_->second;
}

const ExportedNodes::Node* ExportedNodes::named(std::string_view name) const {
  const auto found = nodes_.find(name);
  return found == nodes_.end() ? nullptr : &found->second;
}

}  // namespace pipevane::proxmox
