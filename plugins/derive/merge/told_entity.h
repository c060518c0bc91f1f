// An entity: what each component says of it, and whose word counts for each attribute.
#pragma once

#include "plugins/derive/merge/report.h"
#include "plugins/derive/merge/teller.h"

#include <pipevane/text.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::derive {

using AttributeName = std::uint8_t;  // in the order in which they were first heard

// What one component says of one attribute.
struct Word {
  ComponentIndex component = kNoComponent;
  AttributeName name = 0;
  bool present = false;  // else it says that the attribute is not known any more
  bool counts = false;
  std::int64_t told_ms = kLongAgo;   // the batch's time
  std::int64_t as_of_ms = kLongAgo;  // of what it says, by itself
  std::uint64_t batch = 0;           // it was told in
  std::string value{};

  bool says(pv_text text) const {
    return present == pipevane::present(text) && value == view(text);
  }
  bool differs(const Word& other) const { return present != other.present || value != other.value; }
  pv_text text() const { return present ? pipevane::text(value) : absent(); }
};

class ToldEntity {
 public:
  // Longer than any; what is beyond it is not told apart.
  static constexpr std::size_t kMostValueBytes = 4096;
  // 32 attributes by four components; more words are not compared, and go on as they come.
  static constexpr std::size_t kMostWords = 128;

  // ---- who tells of it
  Teller& teller(ComponentIndex component);  // made where it is new
  const Teller* find(ComponentIndex component) const;
  std::span<const Teller> tellers() const { return tellers_; }
  bool shared() const { return tellers_.size() > 1; }
  // That component's clock was set back: nothing that it said is of later than that.
  void setBack(const Report& report);
  // That component told live figures. Calls `outrun(component, until_ms)` for each of the others
  // that is silent while this one goes on, and of which what it told is of no later than that.
  template <class Outrun>
  void leaveBehind(const Report& report, Outrun outrun);

  // ---- attributes. The newest word counts: it was told then, and holds up to the newest figure
  // that its component told of the entity.
  // Null where there is no room, and for what comes late: its component said something newer.
  Word* tell(const Report& report, AttributeName name, pv_text value);
  // Whose word counts, after `told` was told: true, where that is another value than before.
  bool choose(const Word& told);
  // What the figures that came since decide: whoever stands by another word for longer than the one
  // that counts. Calls `changed(name)` for each of the plain attributes with another value.
  template <class Changed>
  void chooseByFigures(AttributeName status, Changed changed);
  const Word* current(AttributeName name) const;
  // Up to when a word holds, of any attribute but the status.
  std::int64_t asOf(const Word& word) const;
  std::span<Word> words() { return words_; }
  std::span<const Word> words() const { return words_; }
  bool hasUptime() const { return has_uptime_; }
  void setUptime() { has_uptime_ = true; }
  // Their words differ, so that figures may decide.
  bool disputed() const { return disputed_; }
  void findDisputes();

  // ---- removal. It counts for all; who told of it before brings it back only with what it
  // measured for long enough after that, and not with what was on its way. Who comes later does
  // with all that is of after it.
  void remove(const Report& report);
  // A component has heard nothing of it for too long, and another one has it. Its words that count
  // stay as the last that is known.
  void giveUp(ComponentIndex component);
  bool gone() const { return gone_; }
  bool goneFor(ComponentIndex component) const { return gone_ && component != removed_by_; }
  // What that component says is of after the removal.
  bool returns(ComponentIndex component, std::int64_t time_ms);
  // Every word that is left counts again.
  void comeBack();

  std::vector<std::uint32_t> series;  // those that several tell
  std::uint64_t batch = 0;            // the last one that had a value with its own time
  bool is_node = false;
  bool alive = false;  // its status was told so: it runs, is online, can be used

 private:
  static constexpr std::int64_t kGraceMs = 20'000;  // two cycles of Proxmox VE
  // What happened is told so late; older is what comes from a clock that was set back.
  static constexpr std::int64_t kMostLateMs = 600'000;

  Word* word(ComponentIndex component, AttributeName name);
  bool count(Word& word);

  std::vector<Teller> tellers_;
  std::vector<Word> words_;
  std::int64_t removed_ms_ = kLongAgo;
  ComponentIndex removed_by_ = kNoComponent;
  bool gone_ = false;
  bool disputed_ = false;
  bool has_uptime_ = false;
};

template <class Outrun>
void ToldEntity::leaveBehind(const Report& report, Outrun outrun) {
  for (Teller& each : tellers_) {
    if (each.component == report.component || !each.isOutrun(report)) continue;
    setBack({each.component, each.newest_ms, report.batch, false});
    outrun(each.component, each.newest_ms);
  }
}

template <class Changed>
void ToldEntity::chooseByFigures(AttributeName status, Changed changed) {
  for (Word& each : words_) {
    if (each.counts || each.name == status) continue;
    const Word* now = current(each.name);
    const Teller* by = find(each.component);
    if (now == nullptr || by == nullptr || !each.differs(*now)) continue;
    if (by->rows_ms - asOf(*now) < kStandsMs) continue;
    if (count(each)) changed(each.name);
  }
}

}  // namespace pipevane::derive
