// What the API says about the world, as JSON below "data".
#pragma once

#include "tests/simulator/answers/version.h"
#include "tests/simulator/world/world.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace pipevane::simulator {

// What was asked beside the path.
struct Filter {
  std::string type;          // of /cluster/resources; empty: all
  bool history = false;      // of the metrics export
  std::int64_t after_s = 0;  // the same: what is newer
  // The same: of these nodes only; empty: of all that are online.
  std::set<std::string> nodes = {};
};

// Of a node's tasks.
struct TaskFilter {
  std::int64_t start = 0, limit = 50;
  std::int64_t since_s = 0, until_s = std::numeric_limits<std::int64_t>::max();  // of the start
  std::string type, user, vmid;    // empty: every one; of the user a part is enough
  std::set<std::string> classes;   // ok, warning, error, unknown
  bool errors = false;             // failed ones only
  std::string source = "archive";  // or active, all
};

struct Page {
  Poco::JSON::Array rows;
  std::int64_t total = 0;
};

Poco::JSON::Object versionAnswer(const Version& version);
Poco::JSON::Array clusterStatus(const World& world);
Poco::JSON::Array clusterResources(const World& world, const Version& version,
                                   const Filter& filter);
// As text already. A node that hangs has no part in it, unless it answers itself.
std::string metricsExport(const World& world, const Filter& filter);
Poco::JSON::Array clusterTasks(const World& world);
Poco::JSON::Array clusterLog();
Poco::JSON::Object permissions(const World& world, const Version& version);
Poco::JSON::Array nodeList(const World& world, const Version& version);

Poco::JSON::Object nodeStatus(const Node& node, const Version& version);
Poco::JSON::Array guestList(const World& world, const Version& version, const Node& node,
                            bool containers);
Page nodeTasks(const World& world, const Node& node, const TaskFilter& filter);
Poco::JSON::Array certificatesInfo(const Node& node);

// The time frames of rrddata. What is asked for must be one of them; throws std::out_of_range.
std::vector<std::string> timeframes(const Version& version);
Poco::JSON::Array nodeHistory(const World& world, const Version& version, const Node& node,
                              const std::string& timeframe);
Poco::JSON::Array guestHistory(const World& world, const Version& version, const Guest& guest,
                               const std::string& timeframe);
Poco::JSON::Array storageHistory(const World& world, const Version& version, const Storage& storage,
                                 const std::string& timeframe);

}  // namespace pipevane::simulator
