// Whose word counts for an entity's status. A status is as old as the figures that bear it out: an
// uptime shows that something ran, figures without one that it did not. Who says "unknown" says
// nothing of the entity, but that it cannot tell any more.
#pragma once

#include "plugins/derive/merge/told_entity.h"

#include <cstdint>
#include <vector>

namespace pipevane::derive {

class StatusRule {
 public:
  // Since when the node that an entity is on is not online, and in which batch that was told. Its
  // clock may be ahead, so that what it told before is of later.
  struct NodeDown {
    std::int64_t since_ms = kLongAgo;
    std::uint64_t batch = 0;
  };
  // What a word hangs on beside the entity.
  struct Surroundings {
    NodeDown node_down;
    const std::vector<bool>& away;  // by component: it is none of the pipeline any more
  };
  // Of a word that was told just now. `lists`: its component tells figures, if not of this entity,
  // so that what it says of a status repeats what was measured before.
  static std::int64_t asOfTold(const ToldEntity& entity, const Word& word, bool lists);
  // The word as of now, with the figures that bear it out.
  static std::int64_t asOf(const ToldEntity& entity, const Word& word);
  // The word that counts now; null where nobody said anything.
  static Word* choose(ToldEntity& entity, AttributeName status, const Surroundings& around);

  static bool alive(const Word* word);
};

}  // namespace pipevane::derive
