// One WebSocket client: its socket, what it sent in part, what could not be sent yet, and its
// subscriptions. It never waits for the client: while a message is on its way no other is written,
// and what happens meanwhile comes as one. One thread.
#pragma once

#include "plugins/web/client_message.h"
#include "plugins/web/frame.h"
#include "plugins/web/outbox.h"
#include "plugins/web/socket_bytes.h"
#include "plugins/web/subscriptions.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace pipevane::web {

class Session {
 public:
  // More than a dashboard with a page full of charts needs.
  static constexpr std::size_t kMostSubscriptions = 16;

  // `early` is what came in behind the handshake; `admitted` is asked whether the login still
  // holds.
  Session(OwnSocket socket, std::string_view early, std::function<bool()> admitted, SteadyTime now);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Takes what is there to read, and answers it.
  void receive(Subscriptions& subscriptions, SteadyTime now);
  // Sends as much as the client takes.
  void send(SteadyTime now);
  // The subscription whose turn it is at that version, if the client took all before; null: none.
  Subscription* turn(Version version, SteadyTime now);
  // Puts the message into words that the subscription has a body for.
  void tell(Subscription& subscription, const Feed::Body& body, std::int64_t now_ms,
            SteadyTime now);
  // When it is next a subscription's turn at that version; max: not before that changes.
  SteadyTime due(Version version) const;
  // Pings, and gives up a client that does not answer or does not read.
  void tend(SteadyTime now);
  // Says goodbye; the session is over once that is sent.
  void close(CloseCode code, std::string_view reason);
  // Ends it at once, with what it still had to send.
  void drop() { over_ = true; }
  // Gives that subscription to the client's new connection, and ends this one, unless it is the
  // same; null where it has none like that.
  std::unique_ptr<Subscription> release(const Subscriptions::Wanted& wanted);
  // Hands over the subscriptions, so that the client can come back for them.
  void park(Subscriptions& subscriptions, SteadyTime now);

  bool over() const { return over_; }
  bool sending() const { return !out_.empty(); }
  // The long text that it sends, and since when it sends.
  const std::string* holds() const { return out_.shared(); }
  SteadyTime sendingSince() const { return sending_since_; }
  int descriptor() const { return socket_->impl()->sockfd(); }

 private:
  bool readSome(SteadyTime now);
  void answerAll(Subscriptions& subscriptions);
  void answer(const FrameReader::Message& message, Subscriptions& subscriptions);
  void handle(std::string_view text, Subscriptions& subscriptions);
  void subscribe(const ClientMessage& message, Subscriptions& subscriptions);
  void refuse(const std::string& subscription, const char* title, const std::string& detail);
  void pong(std::string_view payload);
  void say(Opcode opcode, std::string_view payload);

  OwnSocket socket_;
  const std::function<bool()> admitted_;
  FrameReader reader_;
  Outbox out_;
  std::size_t answer_bytes_ = 0;  // of out_: what the client provoked itself
  std::map<std::string, std::unique_ptr<Subscription>> subscriptions_;
  SteadyTime heard_at_, progress_at_, pinged_at_, sending_since_{};
  bool answering_ = false;
  bool closing_ = false;
  bool over_ = false;
};

}  // namespace pipevane::web
