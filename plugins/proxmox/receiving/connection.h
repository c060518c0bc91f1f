// One connection of a sender: what it sent so far. It never waits, and has a deadline.
#pragma once

#include "plugins/proxmox/receiving/sockets.h"

#include <Poco/Net/StreamSocket.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

class Connection : public Ready {
 public:
  Connection(Poco::Net::StreamSocket socket, std::string sender, Sockets& sockets);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void proceed() final;

  const std::string& sender() const { return sender_; }
  bool over() const { return over_; }
  // A good token came over it, or something that was taken.
  bool proved() const { return proved_; }
  // At once: its place is needed.
  void close();
  // By the steady clock: over by then.
  std::int64_t deadlineMs() const { return deadline_ms_; }
  // The deadline is there.
  virtual void expire() { end(); }
  // Memory that it holds for what it waits for.
  virtual std::size_t heldBytes() const { return out_.size(); }

 protected:
  // More of it came.
  virtual void take(std::string_view bytes) = 0;
  // There will be no more.
  virtual void ended() {}
  // All that was to be sent has gone.
  virtual void sent() {}
  // And what came meanwhile can be looked at.
  virtual void resume() {}

  void setDeadline(std::int64_t steady_ms) { deadline_ms_ = steady_ms; }
  void send(std::string_view text);
  bool sends() const { return out_sent_ < out_.size(); }
  // What is still sent is not looked at any more; the other side closes.
  void leave();
  void end() { over_ = true; }
  void prove() { proved_ = true; }

 private:
  // Nothing: there will be no more; 0: not now.
  std::optional<std::size_t> receive(std::span<char> bytes);
  void sendSome();

  Poco::Net::StreamSocket socket_;
  const std::string sender_;
  Sockets& sockets_;
  std::string out_;
  std::size_t out_sent_ = 0;
  std::size_t ignored_bytes_ = 0;
  std::int64_t deadline_ms_ = 0;
  bool over_ = false, proved_ = false, leaves_ = false, writes_ = false;
};

}  // namespace pipevane::proxmox
