#include "plugins/proxmox/receiving/connections.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

namespace pipevane::proxmox {
namespace {

bool isUnproved(const std::unique_ptr<Connection>& each) {
  return !each->over() && !each->proved();
}

}  // namespace

// Those that are over go later: one of them may be next in line to proceed.
std::size_t Connections::countOf(const std::string& sender) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      connections_, [&](const auto& each) { return !each->over() && each->sender() == sender; }));
}

bool Connections::isFullFor(const std::string& sender) const {
  const auto all =
      std::ranges::count_if(connections_, [](const auto& each) { return !each->over(); });
  return static_cast<std::size_t>(all) >= most_ || countOf(sender) >= most_of_one_;
}

// The address with most of those that have proved nothing; of two the one that has the oldest.
// Empty where there is none.
std::string Connections::mostCrowded() const {
  std::map<std::string_view, std::size_t> counts;
  for (const auto& each : connections_)
    if (isUnproved(each)) ++counts[each->sender()];
  std::string_view crowded;
  std::size_t most = 0;
  for (const auto& each : connections_) {
    if (!isUnproved(each) || counts[each->sender()] <= most) continue;
    crowded = each->sender();
    most = counts[crowded];
  }
  return std::string(crowded);
}

bool Connections::makeRoomFor(const std::string& sender) {
  const std::string from = countOf(sender) >= most_of_one_ ? sender : mostCrowded();
  const auto oldest = std::ranges::find_if(
      connections_, [&](const auto& each) { return isUnproved(each) && each->sender() == from; });
  if (oldest == connections_.end()) return false;
  (*oldest)->close();
  return true;
}

void Connections::add(std::unique_ptr<Connection> connection) {
  connections_.push_back(std::move(connection));
}

void Connections::sweep(std::int64_t steady_ms) {
  for (const auto& each : connections_)
    if (!each->over() && each->deadlineMs() <= steady_ms) each->expire();
  std::erase_if(connections_, [](const auto& each) { return each->over(); });
}

std::int64_t Connections::nextMs() const {
  std::int64_t next = std::numeric_limits<std::int64_t>::max();
  for (const auto& each : connections_) next = std::min(next, each->deadlineMs());
  return next;
}

}  // namespace pipevane::proxmox
