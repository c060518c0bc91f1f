// One client that asks: what it sent so far, and what of the answer it took. It never waits, and
// every step has its time: a client that is slow costs memory for a while, but no thread. Of the
// server's thread.
#pragma once

#include "plugins/web/outbox.h"
#include "plugins/web/request_reader.h"
#include "plugins/web/socket_bytes.h"
#include "plugins/web/steady_time.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace pipevane::web {

class Connection {
 public:
  // For the TLS handshake and a whole request.
  static constexpr std::chrono::seconds kRequestFor{10};
  // Until the next request begins.
  static constexpr std::chrono::seconds kIdleFor{30};
  // For taking the answer, or a piece of a long one, and for closing after it.
  static constexpr std::chrono::seconds kAnswerFor{60}, kGoodbyeFor{2};

  Connection(OwnSocket socket, SteadyTime now);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Reads and sends what it can; a request, once one is whole. It waits for its answer then.
  // What is no request is answered here.
  std::optional<Request> proceed(SteadyTime now);
  void answer(const Response& response, SteadyTime now);
  // The stream whose next piece is to be made now, and told by `goOn`; null: none is. As long as
  // the client has not taken nearly all that was made, that is so.
  std::shared_ptr<Body> hungry();
  void goOn(Piece piece, SteadyTime now);
  // Ends an answer that is not whole so that the client sees it.
  void breakOff();
  // Ends what has taken too long.
  void expire(SteadyTime now);

  // What to wait for in poll(2).
  short interest() const;
  SteadyTime deadline() const { return deadline_; }
  // Whether it waits for the client to ask, and since when: it may be closed to make room.
  bool waits() const { return step_ == Step::kReading || step_ == Step::kLeaving; }
  SteadyTime waitsSince() const { return since_; }
  bool over() const { return step_ == Step::kOver; }
  bool streams() const { return stream_ != nullptr; }

  // Whether it is a WebSocket from now on, and no longer ours: take it out.
  bool upgraded() const { return step_ == Step::kUpgraded; }
  OwnSocket takeSocket() { return std::move(socket_); }
  const std::string& behind() const { return reader_.behind(); }
  const Request& credentials() const { return credentials_; }

  const std::string& address() const { return address_; }
  int descriptor() const { return socket_->impl()->sockfd(); }

 private:
  enum class Step { kReading, kAnswering, kSending, kLeaving, kUpgraded, kOver };

  std::optional<Request> receive(SteadyTime now);
  std::optional<Request> nextRequest(SteadyTime now);
  bool readSome(SteadyTime now);
  void refuse(const Problem& problem, SteadyTime now);
  void begin(const Response& response, bool with_body, SteadyTime now);
  void send(SteadyTime now);
  bool sendSome();
  void sent(SteadyTime now);
  void leave(SteadyTime now);
  void drain();
  void become(Step step, SteadyTime deadline);

  OwnSocket socket_;
  const std::string address_;
  RequestReader reader_;
  Outbox out_;
  Step step_ = Step::kReading;
  bool idle_ = false;    // no byte of the next request is there
  Request credentials_;  // of who asked for it
  bool keep_alive_ = true, with_body_ = true, chunks_ = true, upgrades_ = false;
  std::shared_ptr<Body> stream_;  // until its last piece is there
  bool streamed_ = false;         // the answer is, its last piece as well
  bool making_ = false;           // its next piece
  std::size_t drained_bytes_ = 0;
  SteadyTime since_, deadline_;
};

}  // namespace pipevane::web
