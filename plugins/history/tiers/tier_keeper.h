// Brings what leaves the memory into the tiers, in a thread of its own: a disk that is slow, full
// or gone delays nobody.
#pragma once

#include "plugins/history/tiers/tier_store.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace pipevane::history {

class TierKeeper {
 public:
  struct Client {
    // By the host's clock.
    std::function<std::int64_t()> now_ms;
    // Why nothing is kept at present, as a sentence without an end; empty: all is.
    std::function<void(const std::string&)> report;
    // What is damaged.
    std::function<void(const std::vector<std::string>&)> warn;
  };
  struct Pace {
    std::chrono::milliseconds retry{30'000};
    std::chrono::milliseconds tidy{60'000};
    std::chrono::milliseconds flush{10'000};
    // So long may samples be in memory that were there at the start.
    std::chrono::milliseconds retention{3'600'000};
  };
  struct Figures {
    TierStore::Figures store;
    std::int64_t oldest_ms = 0;  // 0: there is nothing
    std::uint64_t waiting = 0;   // samples that are not on the disk yet
    std::uint64_t lost = 0;      // that never will be, as more came than there is room for
  };

  // Where there is no store `open` makes one, later; it throws DiskError.
  using Open = std::function<std::unique_ptr<TierStore>()>;
  TierKeeper(Open open, std::unique_ptr<TierStore> store, Client client, Pace pace);
  ~TierKeeper();

  // [any]
  void note(std::vector<Departed> departed);
  // [any] What was noted so far is on the disk when it returns, or cannot be for now.
  void flush();
  // [any] Null: there is none yet.
  std::shared_ptr<const TierStore> store() const;
  Figures figures() const;

 private:
  static constexpr std::size_t kWaitingMostBytes = 32U << 20U;

  void run();
  void step();
  void write();
  void dropOldest();

  const Open open_;
  const Client client_;
  const Pace pace_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  // Of the thread.
  std::chrono::steady_clock::time_point retry_at_{}, tidy_at_{};
  bool failed_ = false;

  mutable std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::shared_ptr<TierStore> store_;
  std::vector<Departed> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t waiting_samples_ = 0, lost_ = 0;
  // How many times somebody asked for a flush, and how many of them are done.
  std::uint64_t asked_ = 0, done_ = 0;
  std::stop_source stop_;
  std::thread thread_;
};

}  // namespace pipevane::history
