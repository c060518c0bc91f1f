// What a reader behind derive makes of everything that it is told: the newest word for each
// attribute, every sample of each series in the order of arrival.
#pragma once

#include "tests/plugins/derive/one_derive.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::derive {

struct ToldSample {
  std::int64_t time_ms;
  double value;
  Quality quality;
  bool backfill;
};

class ToldFleet {
 public:
  explicit ToldFleet(OneDerive& one) : one_(one) {}

  // The component pushes the batch, and what comes of it is taken in.
  void give(std::string component, testing::MadeBatch batch) {
    one_.give(batch.from(std::move(component)));
    for (const testing::MadeBatch& each : one_.host.pushed()) take(each);
  }
  const std::vector<ToldSample>& samples(SeriesId series) const {
    static const std::vector<ToldSample> kNone;
    const auto known = samples_.find(series);
    return known == samples_.end() ? kNone : known->second;
  }
  std::vector<std::int64_t> times(SeriesId series) const {
    std::vector<std::int64_t> times;
    for (const ToldSample& each : samples(series)) times.push_back(each.time_ms);
    return times;
  }
  // Empty where it is not known.
  std::string attribute(const std::string& entity, const std::string& name) {
    const auto& all = attributes_[one_.host.dictionary().findEntity(entity)];
    const auto known = all.find(name);
    return known == all.end() ? "" : known->second;
  }
  bool knows(const std::string& entity) const {
    return attributes_.contains(one_.host.dictionary().findEntity(entity));
  }
  // So often somebody said something of an attribute.
  int words() const { return words_; }

 private:
  void take(const testing::MadeBatch& batch) {
    for (const pv_entity_change& each : batch.changes()) {
      if (each.kind == PV_REMOVE) attributes_.erase(each.entity);
      if (each.kind == PV_REMOVE) continue;
      auto& attributes = attributes_[each.entity];
      for (std::size_t i = 0; i < each.attribute_count; ++i, ++words_)
        if (present(each.attributes[i].value))
          attributes[str(each.attributes[i].name)] = str(each.attributes[i].value);
        else
          attributes.erase(str(each.attributes[i].name));
    }
    for (std::size_t i = 0; i < batch.series().size(); ++i)
      samples_[batch.series()[i]].push_back({batch.timeMs(), batch.values()[i],
                                             static_cast<Quality>(batch.qualities()[i]),
                                             (batch.flags() & PV_BACKFILL) != 0});
  }

  OneDerive& one_;
  std::map<EntityId, std::map<std::string, std::string>> attributes_;
  std::map<SeriesId, std::vector<ToldSample>> samples_;
  int words_ = 0;
};

}  // namespace pipevane::derive
