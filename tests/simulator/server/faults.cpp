#include "tests/simulator/server/faults.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <map>
#include <stdexcept>

namespace pipevane::simulator {

Fault Fault::parse(const std::string& json) {
  static const std::map<std::string, Kind> kKinds = {{"status", Kind::kStatus},
                                                     {"garbage", Kind::kGarbage},
                                                     {"hang", Kind::kHang},
                                                     {"close", Kind::kClose},
                                                     {"echo", Kind::kEcho}};
  const auto object = Poco::JSON::Parser().parse(json).extract<Poco::JSON::Object::Ptr>();
  const auto kind = kKinds.find(object->optValue<std::string>("kind", "status"));
  if (kind == kKinds.end())
    throw std::invalid_argument("\"kind\" must be status, garbage, hang, close or echo");
  Fault fault;
  fault.kind = kind->second;
  fault.path = object->optValue<std::string>("path", "");
  fault.status = object->optValue<int>("status", fault.status);
  fault.reason = object->optValue<std::string>("reason", fault.reason);
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

std::optional<Fault> Faults::take(const std::string& path) {
  const std::lock_guard lock(mutex_);
  for (Fault& each : faults_) {
    if (each.count == 0 || path.compare(0, each.path.size(), each.path) != 0) continue;
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
