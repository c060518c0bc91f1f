// Slows down who guesses: after a few wrong tokens a peer has to wait before a further one is told
// from the right one. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace pipevane::web {

class LoginLimiter {
 public:
  static constexpr int kMostFailures = 5;
  static constexpr std::int64_t kWindowMs = 60'000;
  static constexpr std::size_t kMostPeers = 1024;

  // How long that peer has to wait; 0: it may guess. By the steady clock, as below.
  std::int64_t waitMs(const std::string& peer, std::int64_t now_ms);
  // It guessed wrong. Where too many peers are known the one goes that was first.
  void failed(const std::string& peer, std::int64_t now_ms);
  void succeeded(const std::string& peer);

 private:
  struct Failures {
    int count = 0;
    std::int64_t first_ms = 0;
  };
  void forgetOld(std::int64_t now_ms);
  void forgetFirst();

  std::mutex mutex_;
  std::map<std::string, Failures> failures_;  // by peer
};

}  // namespace pipevane::web
