#include "plugins/derive/merge/merge.h"

#include <algorithm>

namespace pipevane::derive {
namespace {

bool holdsNothing(const pv_batch& batch) {
  return batch.sample_count == 0 && batch.change_count == 0 && batch.event_count == 0 &&
         batch.exchange_count == 0 && batch.flags == 0;
}

}  // namespace

Merge::Merge(const Dictionary& dictionary) : dictionary_(dictionary), names_({"status", "node"}) {}

void Merge::take(const Batch& batch) {
  ++batches_;
  judging_ = filtering_ = rewriting_ = false;
  disputes_.clear();
  statuses_.clear();
  given_up_.clear();
  extras_.clear();
  marks_.clear();
  filling_.clear();
  const Report report{componentNamed(batch.component()),
                      std::clamp(batch.timeMs(), kLongAgo, kFarAhead), batches_, batch.backfill()};
  // First what is measured: it says of when what is said of a status is.
  if (!batch.series().empty()) look(batch, report);
  if (!batch.changes().empty()) takeChanges(batch, report);
  if (judging_) judge(batch, report);
  if (!disputes_.empty()) settleDisputes();
  if (!batch.changes().empty() || !extras_.empty()) writeChanges(batch, report);
  finish(batch);
}

ComponentIndex Merge::componentNamed(std::string_view name) {
  const auto known = std::ranges::find(components_, name);
  if (known != components_.end()) return static_cast<ComponentIndex>(known - components_.begin());
  if (components_.size() == kMostComponents) return kMostComponents - 1;
  components_.emplace_back(name);
  lists_.push_back(false);
  away_.push_back(false);
  return static_cast<ComponentIndex>(components_.size() - 1);
}

void Merge::setPresent(const std::vector<std::string>& components) {
  for (std::size_t i = 0; i < components_.size(); ++i)
    away_[i] = std::ranges::find(components, components_[i]) == components.end();
}

AttributeName Merge::nameOf(std::string_view name) {
  const auto known = std::ranges::find(names_, name);
  if (known == names_.end()) {
    if (names_.size() == kMostNames) return kNoName;
    names_.emplace_back(name);
    return static_cast<AttributeName>(names_.size() - 1);
  }
  return static_cast<AttributeName>(known - names_.begin());
}

ToldEntity& Merge::entityOf(EntityId id) {
  if (id >= entities_.size())
    entities_.resize(std::max<std::size_t>(std::size_t{id} + 1, entities_.size() * 2));
  return entities_[id];
}

const ToldEntity* Merge::entity(EntityId id) const {
  return id < entities_.size() && !entities_[id].tellers().empty() ? &entities_[id] : nullptr;
}

MergeTally Merge::tally() const {
  MergeTally all = tally_;
  all.shared_series = told_.size();
  all.shared_entities = static_cast<std::uint64_t>(
      std::ranges::count_if(entities_, [](const ToldEntity& each) { return each.shared(); }));
  return all;
}

void Merge::finish(const Batch& batch) {
  parts_.clear();
  const bool changed = rewriting_ || !extras_.empty();
  untouched_ = !filtering_ && !changed && marks_.empty();
  if (untouched_) return;
  pv_batch rest = sizedCopy(batch.raw());
  if (filtering_ && filled_.size() > 0) {
    pv_batch filled = filled_.batchAt(batch.timeMs());
    filled.flags = PV_BACKFILL;
    filled.component = rest.component;
    parts_.push_back(filled);
  }
  addMarks(rest.component);
  if (filtering_) {
    const pv_batch kept = kept_.batchAt(batch.timeMs());
    rest.sample_count = kept.sample_count;
    rest.series = kept.series;
    rest.values = kept.values;
    rest.qualities = kept.qualities;
  }
  if (changed) {
    rest.change_count = changes_.size();
    rest.changes = changes_.data();
  }
  if (!holdsNothing(rest)) parts_.push_back(rest);
}

// A batch for each time.
void Merge::addMarks(pv_text component) {
  if (marks_.empty()) return;
  std::ranges::stable_sort(marks_, {}, &Mark::time_ms);
  marked_.reset(marks_.size());
  for (const Mark& each : marks_) marked_.add(each.series, each.sample);
  for (std::size_t from = 0, to = 0; from < marks_.size(); from = to) {
    pv_batch batch = marked_.batchAt(marks_[from].time_ms);
    while (to < marks_.size() && marks_[to].time_ms == batch.time_ms) ++to;
    batch.component = component;
    batch.sample_count = to - from;
    batch.series += from;
    batch.values += from;
    batch.qualities += from;
    parts_.push_back(batch);
  }
}

}  // namespace pipevane::derive
