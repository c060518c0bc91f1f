#include "tests/simulator/server/faults.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <map>
#include <stdexcept>

namespace pipevane::simulator {
namespace {

std::string usualReason(int status) {
  static const std::map<int, std::string> kReasons = {
      {400, "Parameter verification failed."},
      {401, "authentication failure"},
      {403, "Permission check failed (/, Sys.Audit)"},
      {501, "Method not implemented"},
      {595, "No route to host"},
      {596, "Connection timed out"}};
  const auto found = kReasons.find(status);
  return found == kReasons.end() ? Fault().reason : found->second;
}

const std::map<std::string, Fault::Kind>& kindsByName() {
  using Kind = Fault::Kind;
  static const std::map<std::string, Kind> kAll = {{"status", Kind::kStatus},
                                                   {"garbage", Kind::kGarbage},
                                                   {"hang", Kind::kHang},
                                                   {"close", Kind::kClose},
                                                   {"echo", Kind::kEcho},
                                                   {"truncated", Kind::kTruncated},
                                                   {"cut", Kind::kCut},
                                                   {"drip", Kind::kDrip},
                                                   {"strings", Kind::kTwist},
                                                   {"booleans", Kind::kTwist},
                                                   {"missing", Kind::kTwist},
                                                   {"enums", Kind::kTwist},
                                                   {"fields", Kind::kTwist},
                                                   {"close+keep", Kind::kKeepAlive},
                                                   {"keep+keep", Kind::kKeepTwice},
                                                   {"keep+cut", Kind::kKeepCut},
                                                   {"last", Kind::kLast}};
  return kAll;
}

}  // namespace

std::vector<std::string> Fault::kinds() {
  std::vector<std::string> names;
  for (const auto& each : kindsByName()) names.push_back(each.first);
  return names;
}

Fault Fault::parse(const std::string& json) {
  static const std::map<std::string, Twist> kTwists = {{"strings", Twist::kStrings},
                                                       {"booleans", Twist::kBooleans},
                                                       {"missing", Twist::kMissing},
                                                       {"enums", Twist::kEnums},
                                                       {"fields", Twist::kFields}};
  const auto object = Poco::JSON::Parser().parse(json).extract<Poco::JSON::Object::Ptr>();
  const auto name = object->optValue<std::string>("kind", "status");
  const auto kind = kindsByName().find(name);
  if (kind == kindsByName().end()) throw std::invalid_argument("there is no fault of that kind");
  Fault fault;
  fault.kind = kind->second;
  if (kind->second == Kind::kTwist) fault.twist = kTwists.at(name);
  fault.path = object->optValue<std::string>("path", "");
  fault.status = object->optValue<int>("status", fault.status);
  fault.reason = object->optValue<std::string>("reason", usualReason(fault.status));
  if (object->has("body")) fault.body = object->getValue<std::string>("body");
  fault.delay_s = object->optValue<std::int64_t>("delay_s", 0);
  fault.node = object->optValue<std::string>("node", "");
  fault.count = object->optValue<int>("count", fault.count);
  return fault;
}

void Faults::add(Fault fault) {
  const std::lock_guard lock(mutex_);
  faults_.push_back(std::move(fault));
}

void Faults::clear() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
  ++generation_;
}

std::optional<Fault> Faults::take(const std::string& path, const std::string& node) {
  const std::lock_guard lock(mutex_);
  for (Fault& each : faults_) {
    if (each.count == 0 || path.compare(0, each.path.size(), each.path) != 0) continue;
    if (!each.node.empty() && each.node != node) continue;
    if (each.count > 0) --each.count;
    return each;
  }
  return std::nullopt;
}

std::uint64_t Faults::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

}  // namespace pipevane::simulator
