// What names say of a series: of which others `derive` computes it, and whether it is a ratio.
#pragma once

#include "plugins/history/columns/column.h"

#include <pipevane/dictionary.h>

#include <optional>

namespace pipevane::history {

// A rule, and the series that it is about.
struct Relation {
  Rule::Kind kind;
  SeriesId of, by;  // none: not needed
};

struct Facts {
  std::optional<Relation> relation;  // nothing where it has to do with no other that is known
  Rounding rounding = Rounding::kNone;
};

Facts factsOf(const Dictionary& dictionary, SeriesId series);

}  // namespace pipevane::history
