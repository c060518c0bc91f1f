// What the API says about the world, as JSON below "data".
#pragma once

#include "tests/simulator/answers/version.h"
#include "tests/simulator/world/world.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <string>

namespace pipevane::simulator {

// What was asked beside the path.
struct Filter {
  std::string type;          // of /cluster/resources; empty: all
  bool history = false;      // of the metrics export
  std::int64_t after_s = 0;  // the same: what is newer
};

Poco::JSON::Object versionAnswer(const Version& version);
Poco::JSON::Array clusterStatus(const World& world);
Poco::JSON::Array clusterResources(const World& world, const Version& version,
                                   const Filter& filter);
// As text already.
std::string metricsExport(const World& world, const Filter& filter);
Poco::JSON::Array clusterTasks(const World& world);
Poco::JSON::Array nodeList(const World& world, const Version& version);
// The node must be there.
Poco::JSON::Object nodeStatus(const World& world, const Version& version, const std::string& node);

}  // namespace pipevane::simulator
