// Minutes and hours of what has left the memory, on the disk: journals of the last day, and files
// of a day each before them, of which the minutes go first. Hours of many days are put together.
// Ages are by how long it has been running, whatever the host's clock says.
#pragma once

#include "plugins/history/columns/departed.h"
#include "plugins/history/disk/history_folder.h"
#include "plugins/history/tiers/gathering.h"
#include "plugins/history/tiers/tier_journal.h"
#include "plugins/history/tiers/tier_segment.h"
#include "plugins/history/tiers/told_spans.h"

#include <pipevane/dictionary.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::history {

// How long each is kept, from when it was written; 0: it is not.
struct TierLimits {
  std::int64_t minutes_ms = 0, hours_ms = 0;
  bool any() const { return minutes_ms > 0 || hours_ms > 0; }
};

// Reading from any thread; all else from one.
class TierStore {
 public:
  // Series are read so many at a time.
  static constexpr std::size_t kSeriesAtOnce = 64;

  // Holds the folder, and knows what is in it then. What is damaged, or of a later version, is set
  // aside, and each of it told in a sentence. Throws DiskError where it cannot be read now.
  TierStore(std::filesystem::path folder, const Dictionary& dictionary, TierLimits limits,
            std::vector<std::string>& problems);

  // How long it had been running when something was written last.
  std::int64_t ranMs() const { return ran_ms_; }
  // False: its files are gone for certain.
  bool isThere() const;
  // What is added from now on may be in the memory once more, as what was told before.
  void rememberTold() { remembers_ = true; }
  // What was in the memory when it was made is there no more.
  void forgetLoaded();
  // They are on the disk when this returns. Throws DiskError; then they are to be told again.
  void add(std::span<const Departed> departed, std::int64_t ran_ms);
  // What comes from now on goes into another journal.
  void cut();
  // Nothing of what came before the last cut can leave the memory again, also after a restart.
  void settle();
  // What is old is put together, or goes. Of what was found damaged what is left goes into another
  // file, and it is set aside; each of these is told in a sentence. Throws DiskError; what there is
  // stays readable then.
  // It ends soon after a stop is requested.
  std::vector<std::string> tidy(std::int64_t ran_ms, const std::stop_token& stop = {});

  // [any] What there is of these in that time, ascending by begin, each time of a tier once; fills
  // `all` by place. What is damaged is left out, and told by `tidy`. Why something may be missing,
  // as a sentence without an end; empty: nothing is. Waits for a disk that hangs, but not for long.
  std::string read(std::span<const SeriesId> series, const TierRange& range,
                   std::span<std::vector<Summary>> all) const;
  // [any] Whether samples of it may be in the memory that are here as well, as they were when the
  // process before ended; and of a sample, whether it is.
  bool wasLoaded(SeriesId series) const;
  bool wasLoaded(SeriesId series, std::int64_t time_ms) const;
  // [any] Begins of the first and the last time; nothing where there are none. Waits for no disk,
  // and neither do the figures.
  struct Extent {
    std::int64_t first_ms, last_ms;
  };
  std::optional<Extent> extent() const;
  // [any] The same of some series, as far as files tell; it may be later, and it may wait like
  // `read`, and then be of all.
  std::optional<Extent> extentOf(std::span<const SeriesId> series) const;
  // [any] Ascending. Throws DiskError where the disk hangs.
  std::vector<SeriesId> series() const;

  struct Figures {
    std::uint64_t bytes = 0, written_bytes = 0;
    std::size_t files = 0, memory_bytes = 0;
  };
  Figures figures() const;

 private:
  static constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  static constexpr std::size_t kJournalsMost = 32;

  // Numbers ascend by when they were begun.
  using Segments = std::map<std::uint32_t, std::unique_ptr<TierSegment>>;
  using Journals = std::map<std::uint32_t, std::unique_ptr<TierJournal>>;

  void load(std::vector<std::string>& problems);
  void loadSegment(std::uint32_t number);
  void loadJournal(std::uint32_t number, std::size_t known_heads);
  TierJournal& journal();
  static void remember(const Gathered& told, ToldSpans& spans);
  void append(TierJournal& journal, const Gathered& minutes, std::int64_t ran_ms);
  void giveUpCurrent();
  void publish();
  // Locked: `visit(number, file)`.
  template <class Visit>
  void eachFile(Visit visit) const {
    for (const auto& [number, file] : segments_) visit(number, static_cast<TierFile&>(*file));
    for (const auto& [number, file] : journals_) visit(number, static_cast<TierFile&>(*file));
  }

  // ---- what is old
  void replaceDamaged(std::int64_t ran_ms, const std::stop_token& stop);
  std::vector<std::uint32_t> damaged() const;
  std::vector<std::uint32_t> fullJournals(std::int64_t ran_ms) const;
  void closeJournals(const std::vector<std::uint32_t>& numbers, std::int64_t ran_ms,
                     const std::stop_token& stop);
  void ageSegments(std::int64_t ran_ms, const std::stop_token& stop);
  void joinHours(const std::stop_token& stop);
  void rewrite(const std::vector<std::uint32_t>& numbers, TierHead head,
               const std::stop_token& stop);
  bool merge(std::span<TierFile* const> files, TierSegmentWriter& writer, bool has_minutes,
             const std::stop_token& stop);
  std::vector<TierFile*> filesOf(std::span<const std::uint32_t> numbers) const;
  void drop(std::span<const std::uint32_t> numbers);

  // ---- who asks
  void closeSome(const TierFile& but) const;

  const HistoryFolder folder_;
  const Dictionary dictionary_;
  const TierLimits limits_;
  Workbench bench_;  // of who writes
  std::uint32_t next_ = 1;
  std::uint32_t current_ = 0;            // the journal that is being written; 0: none
  std::uint32_t cut_ = 0, settled_ = 0;  // journals up to that one
  std::size_t committed_ = 0;            // heads of the journal that is being written
  std::int64_t ran_ms_ = 0;
  std::uint64_t written_bytes_ = 0;
  bool remembers_ = false;             // what it is told as if it had been loaded
  std::vector<std::string> problems_;  // to be told

  mutable std::timed_mutex mutex_;  // of all below, and of reading
  Segments segments_;
  Journals journals_;
  mutable Workbench read_bench_;
  mutable std::string unreadable_;  // why one could not be read now

  mutable std::mutex told_mutex_;  // of what is told of it
  Figures figures_;
  std::optional<Extent> extent_;
  // What had been told when the files were loaded: what was in the memory then, and leaves it now,
  // may have left it before.
  ToldSpans loaded_;
};

}  // namespace pipevane::history
