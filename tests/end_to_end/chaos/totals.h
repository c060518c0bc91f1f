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
  // Both outlive this.
  Totals(const Published& published, const Judge& judge) : published_(published), judge_(judge) {}

  // Of everything, in order. Totals are told right before the batch that ends a cycle.
  void take(const PublishedSample& sample);
  // A batch ends before that sample, which the totals of its cycle are about.
  bool due(const PublishedSample& next) const;
  // Of those that were told since the last time, as everything is now.
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
  const Judge& judge_;
  std::map<Judge::Series, PublishedSample> told_;
  std::optional<std::pair<std::int64_t, bool>> batch_;  // behind them: its time, a backfill
  std::size_t compared_ = 0;
};

}  // namespace pipevane::testing
