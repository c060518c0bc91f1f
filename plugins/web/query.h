// The query language of the search box, REST and the WebSocket: "cpu>80 tag:prod -status:stopped".
#pragma once

#include "plugins/web/live_state.h"

#include <string>
#include <string_view>
#include <vector>

namespace pipevane::web {

struct Term {
  enum class Kind { kWord, kField, kFigure };
  enum class Relation { kAbove, kAtLeast, kBelow, kAtMost, kEqual };

  Kind kind = Kind::kWord;
  bool negated = false;
  std::string name;  // of the field or the figure
  std::string word;  // in lower case: the word, or what the field shall be
  Relation relation = Relation::kEqual;
  double bound = 0;
};

class Query {
 public:
  static constexpr std::size_t kMostBytes = 1024;
  static constexpr std::size_t kMostTerms = 32;

  // Everything.
  Query() = default;
  // Throws Error, with a sentence for the person who wrote the query.
  explicit Query(std::string_view written);

  bool matches(const LiveState& state, const LiveEntity& entity) const;
  bool everything() const { return terms_.empty(); }
  const std::vector<Term>& terms() const { return terms_; }

 private:
  std::vector<Term> terms_;
};

}  // namespace pipevane::web
