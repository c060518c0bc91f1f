// What names say of a series: of which others `derive` computes it, and whether it is a ratio.
#pragma once

#include "plugins/history/columns/column.h"

#include <pipevane/dictionary.h>

#include <functional>
#include <optional>
#include <string_view>

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
std::function<Facts(SeriesId)> factsBy(const Dictionary& dictionary);

// Whose a series is: its cluster's, the first part of its entity's key. Nothing where that id was
// never given.
std::function<std::optional<std::string_view>(SeriesId)> clusterBy(const Dictionary& dictionary);

}  // namespace pipevane::history
