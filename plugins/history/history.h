// Keeps recent samples and events in memory, and on the disk where there is a data folder, and
// answers range queries about them from any thread.
#pragma once

#include "plugins/history/archive/archive_reader.h"
#include "plugins/history/complaints.h"
#include "plugins/history/disk/keeper.h"
#include "plugins/history/event_log.h"
#include "plugins/history/fair_mutex.h"
#include "plugins/history/sample_store.h"
#include "plugins/history/tiers/tier_keeper.h"

#include <pipevane/history.h>
#include <pipevane/history_stored.h>
#include <pipevane/plugin.h>

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::history {

class History final : public Sink {
 public:
  static constexpr auto kOptions =
      options(duration("retention")
                  .fallback("60m")
                  .range(60'000, 31.0 * 86'400'000)
                  .help("How long samples are kept, counted back from their series' newest."),
              bytes("memory_limit")
                  .fallback("64 MiB")
                  .range(1 << 20, 64.0 * (1 << 30))
                  .help("What the samples may take in memory; beyond it the oldest go first."),
              integer("ratio_places")
                  .fallback("0")
                  .range(0, 15)
                  .help("How many decimal places of ratios are kept; 0: all. Six are more than is "
                        "measured, and take a third less."),
              duration("retention_1m")
                  .fallback("0")
                  .range(0, 366.0 * 86'400'000)
                  .help("How long the least, greatest and average of each minute are kept of what "
                        "the retention has passed, on the disk; 0: not at all."),
              duration("retention_1h")
                  .fallback("0")
                  .range(0, 3'660.0 * 86'400'000)
                  .help("The same of each hour."));

  History(const Options& options, const Host& host);
  ~History() override;

  void start() override;                         // [worker]
  Verdict process(const Batch& batch) override;  // [worker]
  void flush() override;                         // [worker]
  const void* service(std::string_view name) override;

  // What pipevane.handover/1 says: all that is kept goes on under other limits.
  struct Legacy {
    SampleStore samples;
    EventLog events;
    Keeper::Rest disk;
    std::vector<Departed> departed;  // that is not in the tiers yet
    std::filesystem::path folder;    // that it is of
  };
  std::unique_ptr<Legacy> handOver();
  void takeOver(std::unique_ptr<Legacy> legacy);

  // [any] What pipevane.history/1 says. `visit` is called while nothing is locked.
  void query(const pv_history_query& query, void* context,
             void (*visit)(void*, const pv_history_points*)) const;
  void events(std::int64_t from_ms, std::int64_t to_ms, std::size_t limit, void* context,
              void (*visit)(void*, const pv_event*)) const;
  std::pair<std::int64_t, std::int64_t> extent() const;
  void at(const pv_history_moment& moment, void* context,
          void (*visit)(void*, const pv_history_values*)) const;
  // [any] What pipevane.history-stored/1 says.
  void queryStored(const pv_history_query& query, void* context,
                   void (*visit)(void*, const pv_history_points*)) const;
  std::pair<std::int64_t, std::int64_t> extentOf(SeriesId series) const;
  // [any] The state as JSON.
  std::string describe() const;

 private:
  template <class Body>
  auto locked(Body body) const {
    const std::lock_guard lock(mutex_);
    return body();
  }
  void awaitLoaded() const;
  struct Evictions {
    std::uint64_t count;
    std::string from;  // whose samples went last, where some did
  };
  void watchEvictions(const Evictions& evictions, std::int64_t steady_ms);
  std::unique_ptr<DiskStore> opened();
  Keeper::Open opener() const;
  Keeper::Rest endKeeper();
  Keeper::Client keeperClient();
  void openTiers(const std::filesystem::path& folder);
  std::vector<Departed> endTiers();
  void noteDeparted();
  std::shared_ptr<const TierStore> tiers() const;
  void warn(const std::vector<std::string>& sentences) const;
  void complain(const std::string& why, bool in_memory_alone);

  const Host host_;
  const SampleLimits limits_;
  const TierLimits tier_limits_;
  const ArchiveReader archives_;
  mutable FairMutex mutex_;  // of all below
  SampleStore samples_;
  EventLog events_;
  // What is on the disk is not all there yet: who asks waits for it, if not for long.
  bool loading_;
  mutable std::condition_variable_any loaded_;

  Complaints complaints_;

  // Of the worker alone.
  std::uint64_t evicted_ = 0;                  // when it was last looked at
  std::optional<std::int64_t> evicted_at_ms_;  // the newest time; none: the retention is held
  bool took_over_ = false;
  Keeper::State state_ = Keeper::State::kWritten;
  Keeper::Rest inherited_;
  std::filesystem::path inherited_folder_;
  std::filesystem::path folder_;  // empty: nothing is kept on a disk
  std::shared_ptr<Gate> gate_;    // of who writes into it
  // Uses all above. Null: nothing is kept on a disk. Set under the lock.
  std::unique_ptr<Keeper> keeper_;
  std::vector<Departed> inherited_departed_;
  // When the samples that the files had were all in memory, by its own time.
  std::optional<std::int64_t> read_at_ms_;
  // The same of tiers.
  std::shared_ptr<TierKeeper> tier_keeper_;
};

}  // namespace pipevane::history
