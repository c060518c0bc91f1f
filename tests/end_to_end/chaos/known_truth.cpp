#include "tests/end_to_end/chaos/known_truth.h"

#include "tests/simulator/answers/truth.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

namespace pipevane::testing {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// More than anything writes between two looks.
constexpr std::size_t kNewest = 4;

// In "sim/node/pve1" and "sim/storage/pve1/local" it is the third part.
std::string nodeOf(const std::string& key, const TrueEntity& entity) {
  if (!entity.node.empty()) return entity.node;
  std::istringstream parts(key);
  std::string cluster, kind, node, rest;
  std::getline(parts, cluster, '/');
  std::getline(parts, kind, '/');
  std::getline(parts, node, '/');
  const bool shared = kind == "storage" && !std::getline(parts, rest, '/');
  return shared ? std::string() : node;
}

// The export is answered without these: a node that is missing is silence (reference,
// section 3.10).
std::set<std::string> missingNodes(simulator::Simulator& cluster) {
  return cluster.locked([](const simulator::World& world) {
    std::set<std::string> missing;
    for (const simulator::Node& each : world.nodes())
      if (!each.online || each.removed || each.unlisted || each.isolated_s != 0)
        missing.insert(each.name);
    return missing;
  });
}

TrueCycle cycleOf(const Object& told, const std::string& node, std::int64_t now_ms) {
  TrueCycle cycle;
  cycle.node = node;
  cycle.time_ms = told.getValue<std::int64_t>("time_ms");
  cycle.seen_ms = now_ms;
  cycle.listed = told.optValue<bool>("listed", true);
  cycle.exported = told.optValue<bool>("exported", true);
  for (const auto& [metric, value] : *told.getObject("metrics"))
    cycle.values[metric] = value.convert<double>();
  return cycle;
}

void append(std::vector<TrueCycle>& all, const Array& told, const std::string& node,
            std::int64_t now_ms) {
  const auto known = [&](std::int64_t time_ms) {
    const auto tail = all.end() - static_cast<std::ptrdiff_t>(std::min(2 * kNewest, all.size()));
    return std::any_of(tail, all.end(),
                       [time_ms](const TrueCycle& each) { return each.time_ms == time_ms; });
  };
  std::vector<TrueCycle> fresh;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const Object::Ptr each = told.getObject(static_cast<unsigned>(i));
    if (!known(each->getValue<std::int64_t>("time_ms")))
      fresh.push_back(cycleOf(*each, node, now_ms));
  }
  std::ranges::move(fresh, std::back_inserter(all));
}

}  // namespace

void KnownTruth::look(simulator::Simulator& cluster) {
  const std::size_t most = entities_.empty() ? 1000 : kNewest;
  const Object now = cluster.locked([&](const simulator::World& world) {
    return simulator::truth(world, cluster.clusterName(), most);
  });
  const auto now_ms = now.getValue<std::int64_t>("time_ms");
  const std::uint64_t exports = cluster.stats().whole("/api2/json/cluster/metrics/export");
  if (std::exchange(exports_, exports) != exports) exported_ms_ = now_ms;
  const auto missing = missingNodes(cluster);
  for (auto& each : entities_) each.second.present = false;
  for (const auto& [key, value] : *now.getObject("entities")) {
    const Object& told = *value.extract<Object::Ptr>();
    TrueEntity& entity = entities_[key];
    entity.present = true;
    entity.status = told.getValue<std::string>("status");
    entity.name = told.getValue<std::string>("name");
    entity.node = told.optValue<std::string>("node", "");
    if (!missing.contains(nodeOf(key, entity))) entity.exported_ms = exported_ms_;
    entity.pool = told.optValue<std::string>("pool", "");
    entity.is_template = told.optValue<bool>("template", false);
    entity.memory_source = told.optValue<std::string>("memory_source", "");
    append(entity.cycles, *told.getArray("cycles"), nodeOf(key, entity), now_ms);
  }
}

const TrueEntity* KnownTruth::of(const std::string& entity) const {
  const auto found = entities_.find(entity);
  return found == entities_.end() ? nullptr : &found->second;
}

}  // namespace pipevane::testing
