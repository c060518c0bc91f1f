// All WebSocket clients, served by one thread that waits for none of them.
#pragma once

#include "plugins/web/live.h"
#include "plugins/web/session.h"
#include "plugins/web/wake_up.h"

#include <pipevane/host.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace pipevane::web {

class Hub {
 public:
  Hub(const Host& host, Live& live, std::size_t most_clients);
  // Says goodbye to all clients; takes well under a second, whatever they do.
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  // [any] A client whose handshake is done. `early` is what it sent behind it; once `admitted` says
  // no, it has to go.
  void add(OwnSocket socket, std::string_view early, std::function<bool()> admitted);
  // [any] Something changed in `live`.
  void changed();
  // [any] How many there are, and whether one more may come.
  std::size_t clients() const { return clients_.load(); }
  bool full() const { return clients() >= most_clients_; }

 private:
  void run();
  void round();
  void adopt();
  void wait(SteadyTime until);
  void publish(SteadyTime now);
  struct Turn {
    Session* session;
    const Feed* feed;
  };
  std::vector<Turn> turns(SteadyTime now);
  std::size_t publishSome(std::span<const Turn> due, SteadyTime now);
  bool shed();
  std::size_t heldBytes() const;
  std::unique_ptr<Subscription> takeOver(const Subscriptions::Wanted& wanted);
  SteadyTime nextDue() const;
  void tend(SteadyTime now);
  void bury(SteadyTime now);
  void farewell();

  const Host host_;
  Live& live_;
  const std::size_t most_clients_;
  WakeUp wake_up_;
  std::atomic<std::size_t> clients_ = 0;
  std::atomic<bool> stop_ = false;

  std::mutex arrivals_mutex_;
  std::vector<std::unique_ptr<Session>> arrivals_;

  // Of the hub's thread alone.
  std::vector<std::unique_ptr<Session>> sessions_;
  Subscriptions subscriptions_{
      [this](const Subscriptions::Wanted& wanted) { return takeOver(wanted); }};
  Version seen_ = 0;
  SteadyTime
      settled_at_{};  // not before that a change goes out: what belongs together comes together
  SteadyTime tended_at_{};

  std::thread thread_;
};

}  // namespace pipevane::web
