#include "tests/simulator/server/under_way.h"

#include <algorithm>

namespace pipevane::simulator {

std::list<UnderWay::Entry>::iterator UnderWay::enter(Entry entry) {
  const std::lock_guard lock(mutex_);
  calls_.push_back(std::move(entry));
  const Entry& fresh = calls_.back();
  int at_node = 0, of_one = 0;
  for (const Entry& each : calls_) {
    if (each.caller.left()) continue;
    if (each.node == fresh.node) ++at_node;
    if (each.target == fresh.target) ++of_one;
  }
  most_[fresh.node] = std::max(most_[fresh.node], at_node);
  most_of_one_ = std::max(most_of_one_, of_one);
  return std::prev(calls_.end());
}

void UnderWay::leave(std::list<Entry>::iterator place) {
  const std::lock_guard lock(mutex_);
  calls_.erase(place);
}

int UnderWay::mostAt(const std::string& node) const {
  const std::lock_guard lock(mutex_);
  const auto found = most_.find(node);
  return found == most_.end() ? 0 : found->second;
}

int UnderWay::mostOfOne() const {
  const std::lock_guard lock(mutex_);
  return most_of_one_;
}

void UnderWay::describe(Poco::JSON::Object& stats) const {
  const std::lock_guard lock(mutex_);
  Poco::JSON::Object at_once;
  for (const auto& [node, most] : most_) at_once.set(node, most);
  stats.set("at_once", at_once).set("same_at_once", most_of_one_);
}

std::string nodeOf(const std::string& path, const std::string& asked) {
  static const std::string kNodes = "/nodes/";
  if (!path.starts_with(kNodes) || path.size() == kNodes.size()) return asked;
  return path.substr(kNodes.size(), path.find('/', kNodes.size()) - kNodes.size());
}

}  // namespace pipevane::simulator
