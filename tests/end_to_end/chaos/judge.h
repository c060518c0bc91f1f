// Holds every published sample against the truth at the sample's own time.
#pragma once

#include "tests/end_to_end/chaos/known_truth.h"
#include "tests/end_to_end/chaos/published.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::testing {

class Judge {
 public:
  // All samples of a series: entity and metric.
  using Series = std::pair<std::string, std::string>;

  explicit Judge(const KnownTruth& truth) : truth_(truth) {}

  // What is wrong with it, in words; nothing where it is right, or about what the truth does not
  // say.
  std::optional<std::string> judge(const PublishedSample& sample, std::int64_t now_ms);
  // Held against a value of the truth.
  std::size_t compared() const { return compared_; }

  struct Kept {
    std::map<std::int64_t, int> qualities;  // of the samples that have a value, by time
    std::map<std::int64_t, double> values;  // of all
    // Of them those that were ahead of the host by more than a minute when its clock was set right:
    // a history forgets them (plugins/history/README.md).
    std::set<std::int64_t> ahead_ms;
    std::int64_t last_ms = std::numeric_limits<std::int64_t>::min();
    double last_value = 0;
    std::int64_t value_since_ms = 0;  // the last one
    int last_quality = 0;
    bool has_value = false;  // the last one
  };
  const std::map<Series, Kept>& series() const { return series_; }
  // It is gone: who comes under the same key has no figure before its own.
  void forget(const std::string& entity);

 private:
  bool wasSetBack(const PublishedSample& sample, std::int64_t before_ms) const;
  std::optional<std::string> judgeValue(const PublishedSample& sample, const Kept& before,
                                        std::int64_t now_ms);
  std::optional<std::string> live(const PublishedSample& sample, const TrueEntity& entity);
  std::optional<std::string> atItsTime(const PublishedSample& sample, const TrueEntity& entity);
  std::optional<std::string> asGiven(const PublishedSample& sample, const TrueEntity& entity);
  std::optional<std::string> estimated(const PublishedSample& sample, const TrueEntity& entity,
                                       std::int64_t now_ms);
  std::optional<std::string> liveRate(const PublishedSample& sample, const TrueEntity& entity);
  std::optional<std::string> estimatedRate(const PublishedSample& sample, const TrueEntity& entity,
                                           std::int64_t now_ms);
  const Kept* counterOf(const PublishedSample& rate) const;

  const KnownTruth& truth_;
  std::map<Series, Kept> series_;
  std::size_t compared_ = 0;
};

}  // namespace pipevane::testing
