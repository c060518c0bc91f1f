// The sums over what was published, held against the totals that were published with it. What they
// are sums of is held against the truth by the judge.
#pragma once

#include "tests/end_to_end/chaos/judge.h"
#include "tests/end_to_end/chaos/published.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::testing {

class Totals {
 public:
  // Outlives this.
  explicit Totals(const Published& published) : published_(published) {}

  void take(const PublishedSample& sample);
  // It is gone: who comes under the same key has no figure before its own.
  void forget(const std::string& entity);
  // Of those that were told since the last time, as everything is now: at the end of a cycle, whose
  // last batch comes right behind them.
  std::vector<std::string> wrong();
  std::size_t compared() const { return compared_; }

 private:
  using Sums = std::map<std::string, double>;  // by metric

  std::optional<double> valueOf(const std::string& entity, const std::string& metric) const;
  std::string attributeOf(const std::string& entity, const std::string& name) const;
  std::string lifeOf(const std::string& guest) const;
  Sums ofNodes() const;
  Sums ofGuests(const std::string& attribute, const std::string& value) const;
  Sums ofStorages() const;
  Sums expected(const std::string& entity) const;
  void addUsage(const std::string& entity, Sums& sums) const;
  void add(const std::string& entity, const std::string& metric, Sums& sums) const;

  const Published& published_;
  // The newest sample of each. A backfill is one where the newest has a value.
  std::map<Judge::Series, PublishedSample> newest_;
  std::map<Judge::Series, PublishedSample> told_;
  std::size_t compared_ = 0;
};

}  // namespace pipevane::testing
