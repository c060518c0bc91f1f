// The connections that are open, and who has to go where there is no room for one more. Of the
// server's thread.
#pragma once

#include "plugins/web/connection.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace pipevane::web {

class Connections {
 public:
  // With the WebSocket's clients and the rest well under the 1024 files that a process may open.
  static constexpr std::size_t kMost = 384;
  // A browser keeps up to six open; many people behind one proxy have one address.
  static constexpr std::size_t kMostOfOnePeer = 96;

  struct Open {
    std::uint64_t number;
    std::string peer;
    std::unique_ptr<Connection> connection;
  };

  // Takes it in. Where there is no room the one that has waited longest for its client goes, of the
  // same peer or of the one that has most; where all of these are being answered, it is the new
  // one.
  void add(std::unique_ptr<Connection> connection);
  // Null where it is gone.
  Connection* find(std::uint64_t number);
  void each(const std::function<void(const Open&)>& visit) const;
  // Takes out those that are over or WebSockets; these go to `upgraded`.
  void sweep(const std::function<void(Connection&)>& upgraded);

  std::size_t size() const { return open_.size(); }

 private:
  bool makeRoom(const std::string& peer);
  bool closeOldestOf(const std::string& peer);
  std::string greediest() const;
  void forget(std::map<std::uint64_t, Open>::iterator at);

  std::map<std::uint64_t, Open> open_;
  std::map<std::string, std::size_t> counts_;  // by peer
  std::uint64_t last_number_ = 0;
};

}  // namespace pipevane::web
