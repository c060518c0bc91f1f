// What can be asked to happen in the world, by the name of its kind.
#pragma once

#include "tests/simulator/world/world.h"

#include <Poco/JSON/Object.h>

#include <functional>
#include <map>
#include <string>

namespace pipevane::simulator {

using Happening = std::function<void(World&, const Poco::JSON::Object&)>;
using HappeningTable = std::map<std::string, Happening>;

// Each throws Poco::Exception or std::exception where a value is missing or names nothing.
HappeningTable memberHappenings();  // of nodes and storages
HappeningTable guestHappenings();
HappeningTable changeHappenings();  // of guests, mostly without a task
HappeningTable notificationHappenings();
HappeningTable taskHappenings();  // and of the log

// "on": false takes it back.
inline bool on(const Poco::JSON::Object& asked) { return asked.optValue<bool>("on", true); }
inline std::string nodeOf(const Poco::JSON::Object& asked) {
  return asked.getValue<std::string>("node");
}
inline int vmidOf(const Poco::JSON::Object& asked) { return asked.getValue<int>("vmid"); }
inline std::string textOf(const Poco::JSON::Object& asked, const std::string& name,
                          const std::string& absent = {}) {
  return asked.optValue<std::string>(name, absent);
}

}  // namespace pipevane::simulator
