// What the thread of a keeper does, and what it shares with it. All that it works with is its own,
// as it outlives the keeper and the component where a disk hangs.
#pragma once

#include "plugins/history/disk/disk_store.h"
#include "plugins/history/disk/gate.h"
#include "plugins/history/disk/pause.h"

#include <pipevane/batch.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pipevane::history {

class Writing {
 public:
  // What the keeper asks of the history, from its own thread.
  struct Client {
    // All that is held; `pending` is called at the same moment, while nothing is added.
    std::function<HistoryImage(const std::function<void()>& pending)> snapshot;
    // The chunks with these bytes have these marks from now on.
    std::function<void(const std::unordered_map<const std::byte*, std::uint64_t>&)> mark;
    // So many samples are held.
    std::function<std::size_t()> held;
    // What is wrong with the disk at present, as a sentence without an end, and whether some of
    // what is held is in memory alone for that; empty: nothing.
    std::function<void(const std::string&, bool)> report;
    // Files of another history are in that folder now.
    std::function<void(const std::string&)> foreign;
    // Stores that hold nothing, to read a folder into; they go through the gate themselves.
    std::function<ReadHistory()> empty;
    // That was there before what is held, and belongs to it; what was wrong with it.
    std::function<void(ReadHistory, const std::vector<std::string>&)> join;
    // The files are gone: they are begun anew, with all that is held. `replaced`: the folder is, and
    // what is in the one of its name is read before.
    std::function<void(bool replaced)> gone;
  };
  struct Figures {
    std::uint64_t bytes = 0;          // on the disk
    std::uint64_t written_bytes = 0;  // since the start
    std::size_t memory_bytes = 0;
    std::uint64_t cycles = 0;  // that were written
    // When the newest of what is on the disk came, by the host's clock; 0: nothing since the start.
    std::int64_t written_ms = 0;
    std::uint64_t unwritten = 0;  // samples that are in memory alone for now
  };

  struct Pace {
    std::chrono::milliseconds gather{1'000};    // of a cycle whose end nobody tells
    std::chrono::milliseconds patience{2'000};  // of who tells more than is written meanwhile
    // Until what failed is tried again, the first time and at most.
    std::chrono::milliseconds retry{30'000}, retry_most{900'000};
    // Of who waits for a disk that hangs, and of who does so again.
    std::chrono::milliseconds flush{2'000}, end{2'000}, again{200};
  };

  // How what is held and what is in the folder go together.
  enum class State {
    kWritten,  // all that is held is there
    kWhole,    // what is there is not of it, or not all: all that is held is written first
    kUnread    // the same, and what is there is of this history, and is read before that
  };
  // Where there is no store `open` makes one, later; it throws DiskError, and uses nothing that may
  // be gone by then.
  using Open = std::function<std::unique_ptr<DiskStore>()>;
  Writing(std::shared_ptr<Gate> gate, Open open, std::unique_ptr<DiskStore> store, State state,
          Client client, Pace pace);

  // The thread: returns once it is told to end.
  void run();

  // [worker] Waits a little where much is not written yet.
  void makeRoom();
  // [worker] While nobody takes a snapshot. `is_kept` says which series are held.
  template <class IsKept>
  void note(const Batch& batch, const Arrival& arrival, IsKept is_kept);
  // [worker] All that was noted so far is on the disk when it returns, or cannot be for now. An
  // image is waited for where nothing else has it.
  void flush();
  // [worker] The same, and nothing follows: an image that is not needed for that is given up.
  // False: the disk hangs, and the thread goes on.
  bool end();
  // Once it has ended.
  std::pair<std::unique_ptr<DiskStore>, State> rest();

  // [any]
  Figures figures() const;
  // [any] What is in the folder was not read yet.
  bool unread() const;
  // [any] So many samples are not on the disk.
  std::size_t missing() const;

 private:
  static constexpr std::size_t kPendingMostBytes = 8U << 20U;

  void drop();
  bool due() const;
  void step(Cycle& cycle, bool last);
  void beginAnew();
  void miss(const Cycle& cycle);
  void write(const Cycle& cycle);
  void open();
  void read();
  void writeAll();
  bool writeBeside();
  void take(Cycle& cycle);
  void put();
  void measure();
  void failed(const std::string& why);

  const std::shared_ptr<Gate> gate_;
  const Open open_;
  const Client client_;
  const Pace pace_;
  std::unique_ptr<DiskStore> store_;  // of the thread
  bool whole_;                        // of the thread: not all that is held is on the disk
  std::int64_t taken_ms_ = 0;         // of the thread: when what it writes came last
  Pause pause_;                       // of the thread
  std::chrono::steady_clock::time_point retry_at_{};

  mutable std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  Cycle pending_;
  std::int64_t noted_ms_ = 0;                                   // when something came last
  std::optional<std::chrono::steady_clock::time_point> since_;  // something is pending
  bool ended_ = false;                                          // a cycle did
  bool gap_ = false;                                            // something was not noted
  bool busy_ = false;  // something taken is not written yet
  bool unread_;        // what is in the folder is to be read first; the thread alone changes it
  std::size_t in_hand_ = 0;  // samples of it
  bool flushing_ = false, stopping_ = false;
  bool hangs_ = false;  // somebody waited for it in vain
  bool done_ = false;
  Figures figures_;
};

template <class IsKept>
void Writing::note(const Batch& batch, const Arrival& arrival, IsKept is_kept) {
  const std::lock_guard lock(mutex_);
  noted_ms_ = arrival.now_ms;
  const std::size_t first = pending_.series.size();
  for (std::size_t i = 0; i < batch.series().size(); ++i) {
    if (!is_kept(batch.series()[i])) continue;
    pending_.series.push_back(batch.series()[i]);
    pending_.values.push_back(batch.values()[i]);
    pending_.qualities.push_back(std::min<std::uint8_t>(batch.qualities()[i], PV_UNKNOWN));
  }
  const std::size_t count = pending_.series.size() - first;
  if (count > 0) pending_.batches.push_back({batch.timeMs(), arrival, count});
  for (const pv_event& each : batch.events())
    if (OwnedEvent::bytesOf(each) <= EventLog::kEventBytesMax)
      pending_.events.push_back(
          {std::string(batch.component()), std::make_shared<const OwnedEvent>(each)});
  const bool begins = !since_ && !pending_.empty();
  if (begins) since_ = std::chrono::steady_clock::now();
  ended_ = ended_ || batch.endOfCycle();
  if (begins || ended_) changed_.notify_all();
}

}  // namespace pipevane::history
