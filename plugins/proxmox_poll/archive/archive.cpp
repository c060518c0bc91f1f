#include "plugins/proxmox_poll/archive/archive.h"

#include "plugins/proxmox/rrd_figure.h"

#include <pipevane/history.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::RrdFigure;
using proxmox::RrdRows;

// What is missing of a range is not asked for where it is less than the finest rows tell anew.
constexpr std::int64_t kNegligibleMs = 2 * 60'000;

struct Columns {
  std::vector<std::int64_t> times_ms, steps_ms;
  std::vector<double> values;
};

// Of answers that begin one behind the other, the coarser ones first. A row that touches the range
// is told as a whole: its length says how much time its average is about. What the last rows of an
// answer do not know the next one may.
void collect(std::span<const RrdCache::Rows> parts, const RrdFigure& figure, std::int64_t from_ms,
             std::int64_t to_ms, Columns& columns) {
  std::int64_t told_ms = std::numeric_limits<std::int64_t>::min();
  for (const RrdCache::Rows& rows : parts) {
    for (std::size_t i = 0; i < rows->begins_ms.size(); ++i) {
      const std::int64_t end_ms = rows->begins_ms[i] + rows->steps_ms[i];
      const std::int64_t begin_ms = std::max(rows->begins_ms[i], told_ms);
      if (end_ms <= std::max(from_ms, told_ms) || begin_ms >= to_ms) continue;
      const double value = figure.in(*rows, i);
      if (std::isnan(value)) continue;
      columns.times_ms.push_back(begin_ms);
      columns.steps_ms.push_back(end_ms - begin_ms);
      columns.values.push_back(value);
      told_ms = end_ms;
    }
  }
}

// The frame that may know what is behind the end of `rows`, of `frame`; null: there is none. Where
// none reaches back so far, as of what was away for long, it is at least about the newest row,
// which is not known as long as half of it is not.
const TimeFrame* finerThan(const TimeFrame& frame, std::span<const TimeFrame> frames,
                           const RrdRows& rows, std::int64_t now_ms) {
  for (const std::int64_t since_ms : {rows.endMs(), rows.begins_ms.back()})
    if (const TimeFrame& finer = frameReaching(frames, now_ms - since_ms);
        finer.step_ms < frame.step_ms)
      return &finer;
  return nullptr;
}

}  // namespace

void Archive::follow(Lead lead) {
  const std::lock_guard lock(mutex_);
  // Another one is not to blame for what the last one did.
  if (lead_ && !(lead_->settings.endpoint == lead.settings.endpoint)) rests_.clear();
  lead_ = std::move(lead);
}

void Archive::leave() {
  const std::lock_guard lock(mutex_);
  lead_.reset();
  rests_.clear();
}

bool Archive::keeps(EntityId entity) const {
  std::string key;
  const std::lock_guard lock(mutex_);
  return objectOf(entity, key).has_value();
}

std::optional<RrdObject> Archive::objectOf(EntityId entity, std::string& key) const {
  if (!lead_) return std::nullopt;
  key = host_.dictionary().key(entity);
  return RrdObject::of(key, lead_->cluster);
}

pv_status Archive::query(const pv_archive_query& query, void* context, Visit visit) {
  std::vector<std::pair<MetricId, RrdFigure>> figures;
  for (const MetricId metric : std::span(query.metrics, query.metric_count))
    if (const auto info = host_.dictionary().info(metric))
      if (const auto figure = RrdFigure::of(info->name)) figures.emplace_back(metric, *figure);
  if (figures.empty() || query.from_ms >= query.to_ms) return PV_OK;

  const std::int64_t patience_ms = std::clamp<std::int64_t>(query.patience_ms, 0, kPatienceMs);
  Question question{.object = {},
                    .id = {},
                    .maximum = query.aggregate == PV_MAXIMUM,
                    .deadline = RrdCalls::Clock::now() + std::chrono::milliseconds(patience_ms)};
  {
    const std::lock_guard lock(mutex_);
    const auto object = objectOf(query.entity, question.id);
    if (!object) return PV_FAILED;
    question.object = *object;
  }
  const Read told = read(question, {query.from_ms, query.to_ms});
  Columns columns;
  for (const auto& [metric, figure] : figures) {
    columns = {};
    collect(told.parts, figure, query.from_ms, query.to_ms, columns);
    const pv_archive_points points{.size = sizeof(pv_archive_points),
                                   .metric = metric,
                                   .count = columns.times_ms.size(),
                                   .times_ms = columns.times_ms.data(),
                                   .steps_ms = columns.steps_ms.data(),
                                   .values = columns.values.data()};
    visit(context, &points);
  }
  if (told.refusal.empty()) return told.in_time ? PV_OK : PV_RETRY;
  if (query.incomplete != nullptr) query.incomplete(context, text(told.refusal));
  return PV_FAILED;
}

// From the frame that reaches back to the begin; where what it knows ends long before the end, as
// the row under way is three hours long say, finer ones tell the rest.
Archive::Read Archive::read(const Question& question, Range range) {
  std::span<const TimeFrame> frames;
  {
    const std::lock_guard lock(mutex_);
    if (!lead_) return {.in_time = false};
    frames = timeFrames(lead_->version);
  }
  Read told;
  const std::int64_t now_ms = host_.nowMs();
  const TimeFrame* frame = &frameReaching(frames, now_ms - range.from_ms);
  for (;;) {
    RrdCache::Found found = ask(question, *frame, range.to_ms);
    told.in_time = static_cast<bool>(found);
    told.refusal = std::move(found.refusal);
    if (!found || found.rows->begins_ms.empty()) return told;
    const RrdRows& rows = *told.parts.emplace_back(std::move(found.rows));
    if (range.to_ms - rows.endMs() < kNegligibleMs) return told;
    frame = finerThan(*frame, frames, rows, now_ms);
    if (frame == nullptr) return told;
  }
}

// Nothing where it cannot be told in time.
RrdCache::Found Archive::ask(const Question& question, const TimeFrame& frame, std::int64_t to_ms) {
  const std::string query =
      "timeframe=" + std::string(frame.name) + "&cf=" + (question.maximum ? "MAX" : "AVERAGE");
  const std::string name = question.id + "?" + query;
  std::unique_lock lock(mutex_);
  for (;;) {
    if (!lead_) return {};
    if (RrdCache::Found known = cache_.find(name, to_ms, frame.step_ms, host_.steadyMs()))
      return known;
    if (host_.stopping() || rests(question)) return {};
    if (busy_) {
      if (!changed_.wait_until(lock, question.deadline, [this] { return !busy_; })) return {};
    } else if (!call(name, question, query, lock)) {
      return {};
    }
  }
}

// True where the cache knows it now.
bool Archive::call(const std::string& name, const Question& question, const std::string& query,
                   std::unique_lock<std::mutex>& lock) {
  if (RrdCalls::Clock::now() >= question.deadline) return false;
  const Lead lead = *lead_;
  const std::vector<std::string> nodes = nodesFor(question);
  busy_ = true;
  lock.unlock();
  RrdReply reply;
  try {
    reply = calls_.ask(lead, question.object, nodes, query, question.deadline);
  } catch (const std::exception& error) {
    reply = {.kind = RrdReply::Kind::kFailed, .rows = {}, .why = error.what(), .who = {}};
  }
  lock.lock();
  busy_ = false;
  changed_.notify_all();
  note(name, reply);
  return reply.kind == RrdReply::Kind::kRows || reply.kind == RrdReply::Kind::kNothing ||
         reply.kind == RrdReply::Kind::kRefused;
}

// Whom all is asked of, or everybody who could tell.
bool Archive::rests(const Question& question) const {
  if (resting("")) return true;
  return !question.object.anybodyKnows() && nodesFor(question).empty();
}

bool Archive::resting(std::string_view who) const {
  const auto rest = rests_.find(who);
  return rest != rests_.end() && host_.steadyMs() < rest->second.until_ms;
}

// A node that rests as the home of a storage still hands on what everybody knows.
std::vector<std::string> Archive::nodesFor(const Question& question) const {
  const bool each_for_itself = !question.object.anybodyKnows();
  return RrdCalls::nodesFor(*lead_, question.object, [&](std::string_view node) {
    return each_for_itself && resting(node);
  });
}

void Archive::note(const std::string& name, const RrdReply& reply) {
  const std::int64_t now_ms = host_.steadyMs();
  told_ = {.requests = calls_.requests(),
           .handshakes = calls_.handshakes(),
           .received_bytes = calls_.receivedBytes(),
           .answers = 0,
           .bytes = 0,
           .why = std::move(told_.why),
           .surprises = calls_.surprises().counts()};
  if (!lead_) return;  // it was left meanwhile
  switch (reply.kind) {
    case RrdReply::Kind::kRows:
      cache_.keep(name, reply.rows, now_ms);
      rests_.erase("");
      rests_.erase(reply.who);
      told_.why.clear();
      break;
    case RrdReply::Kind::kNothing:
    case RrdReply::Kind::kRefused:
      cache_.keepNothing(name, now_ms, reply.refusal);
      told_.why = reply.why;
      break;
    case RrdReply::Kind::kFailed: {
      auto& rest = rests_
                       .try_emplace(reply.who, Rest{proxmox::BackOff(std::string(host_.id()) +
                                                                     " archive " + reply.who)})
                       .first->second;
      rest.until_ms = now_ms + rest.back_off.failed(now_ms);
      told_.why = reply.why;
      break;
    }
    default:
      break;
  }
}

Archive::State Archive::state() const {
  const std::lock_guard lock(mutex_);
  State state = told_;
  state.answers = cache_.size();
  state.bytes = cache_.bytes();
  return state;
}

}  // namespace pipevane::proxmox_poll
