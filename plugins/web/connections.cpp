#include "plugins/web/connections.h"

#include "plugins/web/peer.h"

#include <algorithm>

namespace pipevane::web {

void Connections::add(std::unique_ptr<Connection> connection) {
  std::string peer = peerOf(connection->address());
  if (!makeRoom(peer)) return;
  ++counts_[peer];
  const std::uint64_t number = ++last_number_;
  open_.emplace(number, Open{number, std::move(peer), std::move(connection)});
}

Connection* Connections::find(std::uint64_t number) {
  const auto at = open_.find(number);
  return at == open_.end() ? nullptr : at->second.connection.get();
}

void Connections::each(const std::function<void(const Open&)>& visit) const {
  for (const auto& [number, open] : open_) visit(open);
}

void Connections::sweep(const std::function<void(Connection&)>& upgraded) {
  for (auto at = open_.begin(); at != open_.end();) {
    const auto here = at++;
    Connection& connection = *here->second.connection;
    if (connection.upgraded()) upgraded(connection);
    if (connection.upgraded() || connection.over()) forget(here);
  }
}

bool Connections::makeRoom(const std::string& peer) {
  const auto count = counts_.find(peer);
  if (count != counts_.end() && count->second >= kMostOfOnePeer) return closeOldestOf(peer);
  return open_.size() < kMost || closeOldestOf(greediest());
}

bool Connections::closeOldestOf(const std::string& peer) {
  auto oldest = open_.end();
  for (auto at = open_.begin(); at != open_.end(); ++at) {
    if (at->second.peer != peer || !at->second.connection->waits()) continue;
    if (oldest == open_.end() ||
        at->second.connection->waitsSince() < oldest->second.connection->waitsSince())
      oldest = at;
  }
  if (oldest == open_.end()) return false;
  forget(oldest);
  return true;
}

std::string Connections::greediest() const {
  const auto most =
      std::ranges::max_element(counts_, {}, [](const auto& each) { return each.second; });
  return most == counts_.end() ? std::string() : most->first;
}

void Connections::forget(std::map<std::uint64_t, Open>::iterator at) {
  const auto count = counts_.find(at->second.peer);
  if (--count->second == 0) counts_.erase(count);
  open_.erase(at);
}

}  // namespace pipevane::web
