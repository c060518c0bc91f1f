// Which changes that no task tells of nobody can overlook who reads the lists of resources.
#pragma once

#include "tests/end_to_end/chaos/excuses.h"
#include "tests/end_to_end/chaos/known_happenings.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::testing {

class Noticeable {
 public:
  // Both outlive this.
  Noticeable(const KnownHappenings& truth, const Excuses& excuses)
      : truth_(truth), excuses_(excuses) {}

  // At every cycle, behind the truth; `now_s` is how long the hour lasts.
  void look(std::int64_t now_s);

  struct Change {
    std::string key, respect, from, to;
    std::int64_t before_s;  // when it was shown as before for the last time
    std::int64_t noticed_s;
  };
  const std::vector<Change>& changes() const { return changes_; }
  // Since when there were enough lists that show it as it is for whoever reads them to have told of
  // what they showed, by the truth's time.
  std::int64_t heardSinceS(const std::string& key) const;

 private:
  struct Watched {
    std::optional<std::string> before;
    std::string value;
    int looks = 0;  // in a row
    std::int64_t before_s = 0;
  };

  bool shown(const std::string& key, const TrueThing& thing, std::int64_t now_s) const;
  void look(const std::string& key, const std::string& respect, const TrueThing& thing, bool shown,
            std::int64_t now_s);
  bool byTask(const std::string& key, const std::string& respect, std::int64_t at_s) const;

  const KnownHappenings& truth_;
  const Excuses& excuses_;
  std::map<std::string, std::map<std::string, Watched>> watched_;  // by key and respect
  std::map<std::string, std::vector<std::int64_t>> shown_at_s_;    // by key, by the truth's time
  std::vector<Change> changes_;
};

}  // namespace pipevane::testing
