// Brings what leaves the memory into the tiers, in a thread of its own: a disk that is slow, full
// or gone delays nobody.
#pragma once

#include "plugins/history/disk/gate.h"
#include "plugins/history/tiers/tier_store.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace pipevane::history {

// What the thread of a keeper does, and what it shares with it.
class TierWork {
 public:
  // From the thread, through the gate.
  struct Client {
    // Why nothing is kept at present, as a sentence without an end; empty: all is.
    std::function<void(const std::string&)> report;
    // What is damaged.
    std::function<void(const std::vector<std::string>&)> warn;
  };
  struct Pace {
    std::chrono::milliseconds retry{30'000};
    std::chrono::milliseconds tidy{60'000};
    std::chrono::milliseconds flush{1'000}, end{1'000};  // of who waits for a disk that hangs
  };
  struct Figures {
    TierStore::Figures store;
    std::int64_t oldest_ms = 0;  // 0: there is nothing
    std::uint64_t waiting = 0;   // samples that are not on the disk yet
    std::uint64_t lost = 0;      // that never will be, as more came than there is room for
  };

  // Where there is no store `open` makes one, later; it throws DiskError, and uses nothing that may
  // be gone by then.
  using Open = std::function<std::unique_ptr<TierStore>()>;
  TierWork(std::shared_ptr<Gate> gate, Open open, std::unique_ptr<TierStore> store, Client client,
           Pace pace);

  // The thread: returns once it is told to end.
  void run();

  // [any]
  void note(std::vector<Departed> departed);
  void cut();
  void settle();
  void forgetLoaded();
  void flush();
  std::shared_ptr<const TierStore> store() const;
  Figures figures() const;
  // False: it has not within the patience.
  bool end();
  // What is not on the disk, once it has ended.
  std::vector<Departed> rest() { return std::move(waiting_); }

 private:
  // Where nothing can be written, and where the disk is only slow: what waits was in the memory.
  static constexpr std::size_t kWaitingMostBytes = 32U << 20U, kSlowMostBytes = 512U << 20U;
  using Clock = std::chrono::steady_clock;

  void step();
  void write();
  void add(TierStore& store, std::span<const Departed> departed);
  std::shared_ptr<TierStore> opened();
  void dropOldest();
  std::int64_t ranMs() const;

  const std::shared_ptr<Gate> gate_;
  const Open open_;
  const Client client_;
  const Pace pace_;
  // Of the thread.
  Clock::time_point retry_at_{}, tidy_at_{}, began_at_ = Clock::now();
  std::optional<std::int64_t> ran_before_ms_;
  bool replaced_ = false;  // the one before is gone

  mutable std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::shared_ptr<TierStore> store_;
  std::vector<Departed> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t waiting_samples_ = 0, lost_ = 0;
  std::optional<std::size_t> cut_at_;  // so many of those that wait are before it
  bool settles_ = false, forgets_ = false, failed_ = false;
  // How many times somebody asked for a flush, and how many of them are done.
  std::uint64_t asked_ = 0, done_ = 0;
  std::stop_source stop_;
  bool hangs_ = false, ended_ = false;
};

class TierKeeper {
 public:
  using Client = TierWork::Client;
  using Figures = TierWork::Figures;
  using Pace = TierWork::Pace;
  using Open = TierWork::Open;

  TierKeeper(std::shared_ptr<Gate> gate, Open open, std::unique_ptr<TierStore> store, Client client,
             Pace pace);
  ~TierKeeper();
  TierKeeper(const TierKeeper&) = delete;
  TierKeeper& operator=(const TierKeeper&) = delete;

  // [any]
  void note(std::vector<Departed> departed) { work_->note(std::move(departed)); }
  // [any] An image of what is in the memory is made at this moment; and it is on the disk, so that
  // what was noted before does not leave the memory again after a restart.
  void cut() { work_->cut(); }
  void settle() { work_->settle(); }
  // [any] What was kept of the process before has left the memory.
  void forgetLoaded() { work_->forgetLoaded(); }
  // [any] What was noted so far is on the disk when it returns, or cannot be for now.
  void flush() { work_->flush(); }
  // [any] Null: there is none yet.
  std::shared_ptr<const TierStore> store() const { return work_->store(); }
  Figures figures() const { return work_->figures(); }
  // What could not be written. Nobody is called from then on: the gate is shut.
  std::vector<Departed> stop();

 private:
  const std::shared_ptr<Gate> gate_;
  const std::shared_ptr<TierWork> work_;
  std::thread thread_;
};

}  // namespace pipevane::history
