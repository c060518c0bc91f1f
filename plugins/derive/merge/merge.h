// Several components that tell of the same entities and series, made one truth. What only one
// component tells goes on as it came, at the price of a look at who tells it. Not for two threads
// at once.
#pragma once

#include "plugins/derive/derived_columns.h"
#include "plugins/derive/merge/dropped.h"
#include "plugins/derive/merge/report.h"
#include "plugins/derive/merge/status_rule.h"
#include "plugins/derive/merge/told_entity.h"
#include "plugins/derive/merge/told_series.h"

#include <pipevane/batch.h>
#include <pipevane/dictionary.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::derive {

class Merge {
 public:
  explicit Merge(const Dictionary& dictionary);

  // Afterwards the batch goes on as it is where it is `untouched`, else `parts` do in its place, in
  // that order: gaps that are filled, what is not known any more, and the rest, with what the batch
  // has of events and exchanges. They are valid until the batch is not or the next one is taken.
  void take(const Batch& batch);
  // Nobody else is in the pipeline: what others said stands no longer than figures bear it out.
  void setPresent(const std::vector<std::string>& components);
  bool untouched() const { return untouched_; }
  const std::vector<pv_batch>& parts() const { return parts_; }

  // Series of which a gap is filled, and when something was told last before that, no later than it
  // was: what was filled before then does not lead there.
  struct Filling {
    SeriesId series;
    std::int64_t after_ms;
  };
  const std::vector<Filling>& filling() const { return filling_; }

  MergeTally tally() const;

  // ---- who said what
  const std::string& component(ComponentIndex index) const { return components_[index]; }
  const std::string& attributeName(AttributeName name) const { return names_[name]; }
  AttributeName status() const { return kStatus; }
  // Null where nobody told anything of it.
  const ToldEntity* entity(EntityId id) const;
  // Calls `visit(series, owner, told)` for each series of it: `told` is null where only the owner
  // tells it.
  template <class Visit>
  void eachSeries(EntityId id, Visit visit) const {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const Slot& slot = slots_[i];
      if (slot.entity != id || slot.owner == kNoComponent) continue;
      const bool shared = slot.owner == kSeveral;
      visit(static_cast<SeriesId>(i), slot.owner,
            shared ? &told_[slot.told_or_since_s].told : nullptr);
    }
  }

 private:
  // More attributes have no names in Proxmox VE; others are not compared, and go on as they come.
  static constexpr std::size_t kMostNames = 250;
  static constexpr ComponentIndex kSeveral = kNoComponent - 1;
  static constexpr AttributeName kStatus = 0, kNode = 1;
  static constexpr AttributeName kNoName = UINT8_MAX;

  static constexpr std::uint32_t kNotYet = UINT32_MAX;

  // By series: who tells it. Every sample costs a look at one: it is kept small.
  struct Slot {
    EntityId entity = PV_NONE;
    // Where several do, which one it is of those. Else the second of its oldest sample.
    std::uint32_t told_or_since_s = kNotYet;
    ComponentIndex owner = kNoComponent;
    bool is_uptime = false;
    bool is_estimated = false;  // its one component told it so last
  };
  struct Told {
    SeriesId series;
    ToldSeries told;
  };
  struct Mark {
    std::int64_t time_ms;
    SeriesId series;
    Derived sample;
  };
  using Extra = std::pair<EntityId, AttributeName>;

  ComponentIndex componentNamed(std::string_view name);
  AttributeName nameOf(std::string_view name);
  ToldEntity& entityOf(EntityId id);

  // ---- samples
  void look(const Batch& batch, const Report& report);
  const Slot& claim(SeriesId series, bool estimated, const Report& report);
  bool learn(SeriesId series);
  void share(SeriesId series, Slot& slot);
  void hear(EntityId id, std::uint32_t seen, const Report& report);
  void judge(const Batch& batch, const Report& report);
  ToldSeries::Verdict verdict(const Batch& batch, std::size_t sample, const Report& report);
  void keepUntil(const Batch& batch, std::size_t sample);

  // ---- attributes
  void takeChanges(const Batch& batch, const Report& report);
  void tell(const pv_entity_change& change, const Report& report);
  void takeAway(const pv_entity_change& change, const Report& report);
  bool hasAnother(const ToldEntity& entity, ComponentIndex than) const;
  void settleStatus(EntityId id);
  void settleGuests();
  StatusRule::NodeDown nodeDown(EntityId id) const;
  void settleDisputes();
  void comeBack(EntityId id);
  void writeChanges(const Batch& batch, const Report& report);
  bool overruled(const pv_entity_change& change) const;
  void rewrite(const pv_entity_change& change);
  void writeExtras();

  void finish(const Batch& batch);
  void addMarks(pv_text component);

  Dictionary dictionary_;
  std::vector<std::string> components_;
  std::vector<bool> lists_;  // by component: it tells figures
  std::vector<bool> away_;   // by component: it was in the pipeline
  std::vector<std::string> names_;
  std::vector<Slot> slots_;           // by series
  std::deque<Told> told_;             // series that several tell
  std::vector<ToldEntity> entities_;  // by id
  MergeTally tally_;
  std::uint64_t batches_ = 0;

  // ---- of the batch in hand
  bool untouched_ = true;
  bool judging_ = false;    // something in it is not its component's alone
  bool filtering_ = false;  // not all samples go on as they are
  bool rewriting_ = false;  // nor all changes
  std::vector<EntityId> disputes_;
  std::vector<EntityId> statuses_;       // told in it
  std::vector<std::string> lost_nodes_;  // their names
  std::vector<EntityId> given_up_;       // by its component alone
  std::vector<Extra> extras_;            // that change by it and are not in it
  DerivedColumns kept_, filled_, marked_;
  std::vector<Filling> filling_;
  std::vector<Mark> marks_;
  std::vector<pv_entity_change> changes_;
  std::deque<std::vector<pv_attribute>> attributes_;
  std::vector<pv_batch> parts_;
};

}  // namespace pipevane::derive
