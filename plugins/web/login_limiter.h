// Slows down who guesses: after a few wrong tokens an address has to wait. Thread-safe.
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
  static constexpr std::size_t kMostAddresses = 1024;

  // How long that address has to wait; 0: it may try.
  std::int64_t waitMs(const std::string& address, std::int64_t now_ms);
  void failed(const std::string& address, std::int64_t now_ms);
  void succeeded(const std::string& address);

 private:
  struct Failures {
    int count = 0;
    std::int64_t first_ms = 0;
  };
  void forgetOld(std::int64_t now_ms);

  std::mutex mutex_;
  std::map<std::string, Failures> failures_;
};

}  // namespace pipevane::web
