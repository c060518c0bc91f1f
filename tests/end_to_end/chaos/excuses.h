// What of the troubles that are under way explains that something is not told as it is.
#pragma once

#include "tests/end_to_end/chaos/schedule.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::testing {

class Excuses {
 public:
  explicit Excuses(const std::vector<Trouble>& troubles);

  // No list of resources comes, or none came until a moment ago.
  bool unheard(std::int64_t now_s) const;
  // The entity may be told to be in that state, on that node (empty: on none), though it is not.
  // "absent": something else that it has may be told not to be there. "unmeasured": it is what it
  // was, and nobody tells its figures.
  bool mayBe(const std::string& told, const std::string& key, const std::string& node,
             std::int64_t now_s) const;

 private:
  struct Excuse {
    std::int64_t from_s, until_s;
    std::string told;       // the state
    std::string node = {};  // whose it is; empty: everybody's
    std::string id = {};    // the guest or storage alone; empty: everything
    bool nodes_only = false;
    bool storages_only = false;
    bool unheard = false;
  };

  void add(const Trouble& trouble);

  std::vector<Excuse> excuses_;
};

}  // namespace pipevane::testing
