// The HTTP server around the router and the hub. One thread holds all connections and waits for
// none of them; a request that is there as a whole goes to the workers.
#pragma once

#include "plugins/web/connections.h"
#include "plugins/web/request_handler.h"
#include "plugins/web/wake_up.h"
#include "plugins/web/workers.h"

#include <pipevane/host.h>

#include <Poco/Net/ServerSocket.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace pipevane::web {

struct ServerAddress {
  std::string bind;
  std::uint16_t port = 0;                  // 0: any
  std::string certificate_file, key_file;  // both, or none: no TLS
};

class Server {
 public:
  // Throws Error where it cannot listen there.
  Server(const Host& host, const ServerAddress& address, Router& router, Hub& hub);
  // Takes no more requests. Those that are being answered get their answer, if they take it within
  // a second; then all connections end, and those that are told a stream at once.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  struct BrokenOff {};
  // What the workers have made for a connection: its answer, or how its stream goes on.
  struct Made {
    std::uint64_t connection;
    std::variant<Response, Piece, BrokenOff> what;
  };

  void run();
  void bidFarewell();
  bool answersAreUnderWay() const;
  void round(SteadyTime until);
  void wait(SteadyTime until);
  void accept(SteadyTime now);
  bool acceptOne(SteadyTime now);
  void deliver(SteadyTime now);
  void proceed(std::uint64_t number, SteadyTime now);
  void tell(Connection& connection, Made made, SteadyTime now);
  void work(std::uint64_t number, Request request);
  void feed(std::uint64_t number, const Connection& connection, std::shared_ptr<Body> stream);
  Made pieceOf(std::uint64_t number, Body& stream) const;
  void hand(Made made);
  void endStreams();

  const Host host_;
  RequestHandler handler_;
  Poco::Net::ServerSocket listening_;
  const std::uint16_t port_;
  WakeUp wake_up_;
  std::atomic<bool> stop_ = false;

  std::mutex made_mutex_;
  std::vector<Made> made_;

  // Of the server's thread alone.
  Connections connections_;
  std::vector<std::uint64_t> ready_;
  SteadyTime accept_at_{};  // not before that, where the system gave none

  Workers workers_;
  std::thread thread_;
};

}  // namespace pipevane::web
