// What an event says that is otherwise than before, in the words of KnownHappenings.
#pragma once

#include "tests/end_to_end/chaos/published.h"

#include <optional>
#include <string>

namespace pipevane::testing {

struct ToldChange {
  std::string respect;  // "status", "name", "present", ...
  std::string from, to;
};

// Nothing: it tells of no such thing.
std::optional<ToldChange> changeIn(const PublishedEvent& event);

}  // namespace pipevane::testing
