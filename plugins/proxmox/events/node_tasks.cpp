#include "plugins/proxmox/events/node_tasks.h"

#include <algorithm>
#include <limits>

namespace pipevane::proxmox::events {
namespace {

// A start is stamped before it is listed, and a later one may be listed before it: under load by
// seconds.
constexpr std::int64_t kStampedBeforeS = 5;
// What is so far behind others was not listed late: the clock was set back.
constexpr std::int64_t kSetBackS = 60;
// In all, of a node. From so many on some may have been cut.
constexpr std::size_t kListedMost = 25;
// Half of where the list is cut: we see texts of the same length, but not the same text.
constexpr std::size_t kListedBytes = 16u << 10;
// Of what a task takes in the list beside its texts.
constexpr std::size_t kBytesBeside = 150;
constexpr std::int64_t kBeyond = std::numeric_limits<std::int64_t>::max();

std::size_t bytesOf(const Task& task) {
  return task.upid.text.size() * 2 + task.status_bytes + kBytesBeside;
}

}  // namespace

void NodeTasks::hearList(std::span<const Task* const> listed, std::int64_t late_s,
                         std::uint64_t number, std::vector<TaskNews>& news) {
  // Where the list before hid none by its length, what is new in this one happened since.
  const bool follows = list_ > 0 && number == list_ + 1 && listed_bytes_ < kListedBytes;
  list_ = number;
  const std::int64_t known_s = knownUntilS();
  const std::int64_t told_until_s = happened_s_;
  const std::size_t before = news.size();
  std::int64_t newest_s = known_s;
  for (const Task* each : listed) {
    const std::int64_t happened_s = each->happenedMs() / 1000;
    newest_s = std::max(newest_s, each->upid.start_s - kStampedBeforeS);
    const bool set_back = follows && happened_s + kSetBackS < told_until_s;
    // What still runs is news whenever it began, unless something newer was told before it.
    const bool late =
        (happened_s < told_until_s && !set_back) || (each->finished && happened_s < late_s);
    const std::size_t told = news.size();
    // Those that started last stay in the list, however many ended after them: behind a clock that
    // was set back for as long as it was.
    if (!each->finished || !listed_finished_.contains(each->upid.text))
      note(*each, {.late = late, .ended_since = set_back, .place = told_.newest()}, news);
    if (news.size() > told) happened_s_ = set_back ? happened_s : std::max(happened_s_, happened_s);
  }
  // A list that is as it was hides nothing new.
  const bool lacks = mayLackSome(listed) && news.size() > before;
  vanished_.clear();
  for (const auto& [upid, task] : running_) {
    const auto same = [&upid = upid](const Task* each) { return each->upid.text == upid; };
    if (std::ranges::none_of(listed, same)) vanished_.insert(upid);
  }
  for (const std::string& each : vanished_)
    if (!filling_ || !filling_->unnamed.contains(each))
      missSince(running_.find(each)->second.upid.start_s);
  if (lacks) missSince(known_s);
  if (!missing_since_s_ && !filling_) complete_s_ = newest_s;
}

// Before that nothing is missing but for what is being filled in.
std::int64_t NodeTasks::knownUntilS() const {
  return filling_ ? std::max(complete_s_, filling_->newest_s) : complete_s_;
}

// Remembers what is listed as well.
bool NodeTasks::mayLackSome(std::span<const Task* const> listed) {
  Names finished;
  std::size_t bytes = 0;
  std::int64_t oldest_s = kBeyond;  // of those that finished
  for (const Task* each : listed) {
    bytes += bytesOf(*each);
    if (!each->finished) continue;
    finished.insert(each->upid.text);
    oldest_s = std::min(oldest_s, each->upid.start_s);
  }
  const bool cut = std::ranges::any_of(
      listed_finished_, [&](const std::string& each) { return !finished.contains(each); });
  listed_finished_ = std::move(finished);
  listed_bytes_ = bytes;
  const bool full = cut || listed.size() >= kListedMost || bytes >= kListedBytes;
  return full && oldest_s >= knownUntilS();
}

void NodeTasks::note(const Task& task, const Found& found, std::vector<TaskNews>& news) {
  const auto known = running_.find(task.upid.text);
  const bool runs = known != running_.end();
  if (!runs && told_.contains(task.upid)) return;
  if (!task.finished) {
    if (runs || running_.size() == kMostRunning) return;
    running_.emplace(task.upid.text, task);
    news.push_back({task, found.late});
    return;
  }
  if (!runs && told_.isForgotten(found.place)) return;
  if (runs) running_.erase(known);
  vanished_.erase(task.upid.text);
  told_.add(task.upid, found.place);
  told_recent_ = told_recent_ || isRecent(task);
  if (runs || found.ended_since || isRecent(task)) news.push_back({task, found.late});
}

// By the node's clock, which may have been set since.
bool NodeTasks::isRecent(const Task& task) const { return task.happenedMs() / 1000 >= since_s_; }

// A node's own list, the newest first: what ended after something that is recent is so, too,
// whatever the clock said by then.
void NodeTasks::noteAll(std::span<const Task> listed, bool ended_since,
                        std::vector<TaskNews>& news) {
  Found found{.late = true, .ended_since = ended_since, .place = told_.below(listed)};
  for (auto at = listed.rbegin(); at != listed.rend(); ++at) {
    const Task& each = *at;
    found.ended_since = found.ended_since || (each.finished && isRecent(each));
    if (told_.contains(each.upid))
      found.place = told_.above(each.upid);
    else
      note(each, found, news);
  }
}

void NodeTasks::missSince(std::int64_t start_s) {
  missing_since_s_ = std::min(missing_since_s_.value_or(kBeyond), start_s);
}

void NodeTasks::hearOf(const Upid& upid) {
  if (upid.start_s >= since_s_ && !knows(upid)) missSince(upid.start_s);
}

std::optional<Gap> NodeTasks::gap() const {
  if (filling_) return Gap{.node = {}, .since_s = filling_->since_s, .start = filling_->start};
  if (looked_through_) return Gap{.node = {}, .start = looked_through_->start, .newest = true};
  if (missing_since_s_) return Gap{.node = {}, .since_s = *missing_since_s_, .start = 0};
  return std::nullopt;
}

// Whether it is the next part of what is missing.
bool NodeTasks::begins(const TaskPage& page) {
  if (!page.whole) return false;
  if (page.start > 0 || filling_)
    return filling_ && filling_->since_s == page.since_s && filling_->start == page.start;
  if (!missing_since_s_ || page.since_s > *missing_since_s_) return false;
  missing_since_s_.reset();
  filling_ = Filling{
      .since_s = page.since_s, .start = 0, .pages = 0, .newest_s = 0, .empty = true, .unnamed = {}};
  for (const std::string& each : vanished_)
    if (running_.find(each)->second.upid.start_s >= page.since_s) filling_->unnamed.insert(each);
  return true;
}

void NodeTasks::hearPage(const TaskPage& page, const TaskList& list, std::vector<TaskNews>& news) {
  const bool next = begins(page);
  // What is left out may be what both pages have.
  const bool joins =
      page.start == 0 || list.leavesSomeOut() ||
      std::ranges::any_of(list.tasks, [&](const Task& each) { return knows(each.upid); });
  noteAll(list.tasks, false, news);
  if (!next) return;
  filling_->empty = filling_->empty && list.entries == 0;
  for (const Task& each : list.tasks) {
    // What begins later is not in the pages that follow.
    if (page.start == 0)
      filling_->newest_s = std::max(filling_->newest_s, each.upid.start_s - kStampedBeforeS);
    filling_->unnamed.erase(each.upid.text);
  }
  if (++filling_->pages == kGapPagesMost) return endFilling(nullptr);
  if (list.entries < page.limit) return endFilling(&news);
  // More came meanwhile than two pages overlap: from the beginning.
  if (!joins)
    filling_->start = 0;
  else
    filling_->start = page.next();
}

void NodeTasks::leave(std::vector<TaskNews>& news) {
  for (auto& [upid, task] : running_) {
    task.finished = true;
    news.push_back({std::move(task), true});
  }
  running_.clear();
  vanished_.clear();
  missing_since_s_.reset();
  filling_.reset();
  looked_through_.reset();
  left_ = true;
}

// What ran, is listed no more, and is not remembered either has ended, nobody knows how.
void NodeTasks::endFilling(std::vector<TaskNews>* news) {
  const Filling filled = std::move(*filling_);
  filling_.reset();
  empties_ = filled.empty ? empties_ + 1 : 0;
  if (filled.empty && !filled.unnamed.empty() && empties_ < kEmptyBelieved)
    return missSince(filled.since_s);
  if (news != nullptr)
    for (const std::string& each : filled.unnamed) {
      const auto known = running_.find(each);
      if (known == running_.end() || !vanished_.contains(each)) continue;
      Task ended = known->second;
      ended.finished = true;
      note(ended, {.late = true, .ended_since = false, .place = told_.newest()}, *news);
    }
  complete_s_ = std::max(complete_s_, filled.newest_s);
}

}  // namespace pipevane::proxmox::events
