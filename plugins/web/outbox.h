// What waits to be sent to one client, in pieces: texts of its own, and long ones that it shares
// with every other client that is told the same. One thread.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace pipevane::web {

class Outbox {
 public:
  using Shared = std::shared_ptr<const std::string>;
  // A shorter text costs less as a copy than as a piece of its own.
  static constexpr std::size_t kLeastSharedBytes = 16 * 1024;

  void add(std::string_view own);
  // The same of a long one, which is not copied.
  void take(std::string own);
  void add(Shared text);

  bool empty() const { return pieces_.empty(); }
  std::size_t bytes() const { return bytes_ - sent_; }
  // What to send next. It stays where it is until it is `sent`: TLS wants the same bytes again.
  std::string_view next() const;
  void sent(std::size_t count);
  // The first shared text that waits; null: none does.
  const std::string* shared() const;

 private:
  struct Piece {
    std::string own;
    Shared shared;
    std::string_view text() const { return shared ? std::string_view(*shared) : own; }
  };

  std::deque<Piece> pieces_;
  std::size_t bytes_ = 0;  // of all of them
  std::size_t sent_ = 0;   // of the first one
};

}  // namespace pipevane::web
