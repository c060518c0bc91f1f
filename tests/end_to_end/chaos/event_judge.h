// Holds every event that was told against what really happened.
#pragma once

#include "tests/end_to_end/chaos/excuses.h"
#include "tests/end_to_end/chaos/known_happenings.h"
#include "tests/end_to_end/chaos/noticeable.h"
#include "tests/end_to_end/chaos/published.h"
#include "tests/end_to_end/chaos/told_change.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace pipevane::testing {

class EventJudge {
 public:
  // Both outlive this.
  EventJudge(const KnownHappenings& truth, const Excuses& excuses)
      : truth_(truth), excuses_(excuses), noticeable_(truth, excuses) {}

  // At every cycle, behind the truth: what is wrong with those that were told since the last time,
  // in words. `now_s` is how long the hour lasts.
  std::vector<std::string> wrong(const std::vector<PublishedEvent>& told, std::int64_t now_s);
  // At the end of it: what nobody was told, in words.
  std::vector<std::string> missing() const;
  // Each in its last state, by id.
  const std::map<std::string, PublishedEvent>& events() const { return events_; }

 private:
  using Wrong = std::optional<std::string>;

  Wrong judge(const PublishedEvent& event);
  Wrong judgeAgain(const PublishedEvent& event);
  Wrong judgeTask(const PublishedEvent& event);
  Wrong judgeOrder(const PublishedEvent& event, std::int64_t happened_s);
  Wrong judgeChange(const PublishedEvent& event, const ToldChange& change);
  Wrong judgeConnection(const PublishedEvent& event) const;
  bool excused(const PublishedEvent& event, const ToldChange& change) const;
  bool wasUnheard() const;
  bool hasLeft(const std::string& node) const;
  void missTasks(std::vector<std::string>& missing) const;
  void missChanges(std::vector<std::string>& missing) const;

  const KnownHappenings& truth_;
  const Excuses& excuses_;
  Noticeable noticeable_;
  std::int64_t now_s_ = 0;
  std::map<std::string, PublishedEvent> events_;
  std::set<std::string> left_behind_;  // tasks that a node took with it, told to be over
  std::map<std::string, std::int64_t> task_told_s_;  // by entity, when what was told last happened
  // By key, respect and since when it is so.
  std::set<std::tuple<std::string, std::string, std::int64_t>> told_;
  struct Told {
    std::string key;
    ToldChange change;
    std::int64_t at_s;
  };
  std::vector<Told> changes_;
};

}  // namespace pipevane::testing
