// What the API says about the world, as JSON below "data".
#pragma once

#include "tests/simulator/answers/view.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace pipevane::simulator {

// Of the metrics export.
struct Filter {
  bool history = false;
  std::int64_t after_s = 0;  // what is newer
  // Of these nodes only; empty: of all that are online.
  std::set<std::string> nodes = {};
};

// Of a node's tasks.
struct TaskFilter {
  std::int64_t start = 0, limit = 50;
  std::int64_t since_s = 0, until_s = std::numeric_limits<std::int64_t>::max();  // of the start
  std::string type, user, vmid;    // empty: every one; of the user a part is enough
  std::set<std::string> classes;   // ok, warning, error, unknown
  bool errors = false;             // all but those that ended well
  std::string owner;               // theirs only; empty: everybody's
  std::string source = "archive";  // or active, all
};

struct Page {
  Poco::JSON::Array rows;
  std::int64_t total = 0;
};

Poco::JSON::Object versionAnswer(const Version& version);
Poco::JSON::Array clusterStatus(const View& view);
Poco::JSON::Array clusterResources(const View& view, const std::string& type);
// As text already, and how many members the answer waited for in vain.
struct Exported {
  std::string json;
  int hung = 0;
};
Exported metricsExport(const View& view, const Filter& filter);
Poco::JSON::Array clusterTasks(const View& view);
// The newest ones, and no more than so many. Throws Died where one cannot be told.
Poco::JSON::Array clusterLog(const View& view, std::int64_t most);
Poco::JSON::Array metricServers(const World& world);
Poco::JSON::Object permissions(const View& view);
Poco::JSON::Array nodeList(const View& view);

Poco::JSON::Object nodeStatus(const Node& node, const Version& version);
Poco::JSON::Object nodeTime(const World& world, const Node& node);
Poco::JSON::Array guestList(const View& view, const Node& node, bool containers);
Poco::JSON::Array storageList(const View& view, const Node& node);
Page nodeTasks(const Node& node, const TaskFilter& filter);
Poco::JSON::Object taskStatus(const Task& task);
Poco::JSON::Array certificatesInfo(const Node& node);

// The time frames of rrddata. What is asked for must be one of them; throws std::out_of_range.
std::vector<std::string> timeframes(const Version& version);
struct RrdWish {
  std::string timeframe;
  bool maximum = false;  // else averages
};
Poco::JSON::Array nodeHistory(const View& view, const Node& node, const RrdWish& wish);
Poco::JSON::Array guestHistory(const View& view, const Guest& guest, const RrdWish& wish);
Poco::JSON::Array storageHistory(const View& view, const Storage& storage, const RrdWish& wish);

}  // namespace pipevane::simulator
