// A fake engine, and what a consumer of all that was pushed to it knows of entities and figures:
// the base of those that feed a decoder.
#pragma once

#include <pipevane/output.h>
#include <pipevane/testing/fake_host.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox {

class ToldFleet {
 public:
  explicit ToldFleet(const std::string& source = "under_test") : host(source) {}

  // Nothing where it is not known, or no such entity is.
  std::optional<std::string> attribute(const std::string& key, const std::string& name) const {
    const auto entity = entities.find(key);
    if (entity == entities.end()) return std::nullopt;
    const auto found = entity->second.find(name);
    return found == entity->second.end() ? std::nullopt : std::optional(found->second);
  }
  struct Sample {
    std::int64_t time_ms;
    double value;
    Quality quality;
  };
  std::vector<Sample> samples(const std::string& entity, const std::string& metric) {
    const SeriesId series = host.dictionary().findSeries(host.dictionary().findEntity(entity),
                                                         host.dictionary().findMetric(metric));
    std::vector<Sample> found;
    for (const auto& batch : host.pushed())
      for (std::size_t i = 0; series != PV_NONE && i < batch.series().size(); ++i)
        if (batch.series()[i] == series)
          found.push_back(
              {batch.timeMs(), batch.values()[i], static_cast<Quality>(batch.qualities()[i])});
    return found;
  }

  testing::FakeHost host;
  Output output{host.host()};
  // As a consumer of all changes sees them.
  std::map<std::string, std::map<std::string, std::string>> entities;

  void apply() {
    for (; applied_ < host.pushed().size(); ++applied_)
      for (const pv_entity_change& change : host.pushed()[applied_].changes()) apply(change);
  }

 private:
  void apply(const pv_entity_change& change) {
    const std::string key(host.dictionary().key(change.entity));
    if (change.kind == PV_REMOVE) {
      entities.erase(key);
      return;
    }
    auto& attributes = entities[key];
    for (std::size_t i = 0; i < change.attribute_count; ++i) {
      const pv_attribute& each = change.attributes[i];
      if (present(each.value))
        attributes[str(each.name)] = str(each.value);
      else
        attributes.erase(str(each.name));
    }
  }

  std::size_t applied_ = 0;
};

}  // namespace pipevane::proxmox
