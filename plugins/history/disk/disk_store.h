// What is held in memory, on the disk as well: a journal of all that comes, a cycle at a time, and
// once that has grown long a segment with all that is packed by then, from which on the next
// journal goes on. A segment is written once; what it holds is not written again by later ones,
// which only say where it is. What is in no use any more is removed.
#pragma once

#include "plugins/history/disk/block_file.h"
#include "plugins/history/disk/cycle.h"
#include "plugins/history/disk/history_folder.h"
#include "plugins/history/disk/image_code.h"
#include "plugins/history/disk/journal_code.h"
#include "plugins/history/event_log.h"
#include "plugins/history/sample_store.h"

#include <pipevane/dictionary.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pipevane::history {

// All that is held at one moment.
struct HistoryImage {
  StoreImage samples;
  std::vector<CycleEvent> events;
};

// What a folder has, read into stores of its own.
struct ReadHistory {
  SampleStore samples;
  EventLog events;
};

// About how much of the disk it takes, but for what is marked as being there.
std::uint64_t imageBytes(const HistoryImage& snapshot);
// How much room is left for files in that folder; nothing where nobody knows.
std::optional<std::uint64_t> roomIn(const std::filesystem::path& folder);

// One thread at a time.
class DiskStore {
 public:
  using RoomIn = std::function<std::optional<std::uint64_t>(const std::filesystem::path&)>;
  // Holds the folder. Throws DiskError where it cannot.
  DiskStore(std::filesystem::path folder, const Dictionary& dictionary,
            JournalCode::FactsOf facts_of, RoomIn room_in = roomIn);

  // All that is there, into stores that hold nothing. What is damaged, or of a later version, is
  // set aside, and each of it told in a sentence. Throws DiskError where what is there cannot be
  // read now, and may be later: all of it stays then.
  std::vector<std::string> load(SampleStore& samples, EventLog& events);

  // All files are where they were. Where they are not, as somebody deleted or moved them, what is
  // written would be of no use.
  bool isThere() const;
  // The folder of that name is another one, whatever is in it.
  bool isReplaced() const { return !folder_.isNamed(); }
  // It is on the disk when this returns. Throws DiskError; then nothing may be written until an
  // image was. While an image is being written it is of what comes behind that.
  void write(const Cycle& cycle);
  // The journal is so long that to read it would take a second.
  bool wantsImage(std::size_t held_samples) const;
  // All that is held: what came before it, and was written, is not needed any more. The packed
  // parts of it get the marks by which they are told next time. Files that were there and were not
  // loaded are of another history: they are set aside once this one is there; the folder that they
  // are in then, if there were any. Throws DiskError, also where there is no room for it, without
  // writing any of it; all goes on as before then, if all that came was written. It is asked again
  // and again whether it goes on, and what comes meanwhile may be written from there; nothing is
  // returned where it does not.
  std::optional<std::string> writeImage(
      HistoryImage& snapshot, const std::function<bool()>& goes_on = [] { return true; });

  // From now on by another host's dictionary.
  void goOnWith(const Dictionary& dictionary, JournalCode::FactsOf facts_of);

  const std::filesystem::path& path() const { return folder_.path(); }
  std::uint64_t bytes() const;         // on the disk
  std::uint64_t writtenBytes() const;  // since it was made
  std::size_t memoryBytes() const { return code_ ? code_->bytes() : 0; }

 private:
  struct Loading;

  void needRoom(const HistoryImage& snapshot) const;
  bool writeSegment(std::uint32_t number, HistoryImage& snapshot,
                    const std::function<bool()>& goes_on);
  bool fillSegment(const std::filesystem::path& path, HistoryImage& snapshot,
                   const std::function<bool()>& goes_on);
  void loadSegment(std::uint32_t number, Loading& loading);
  void loadEvents(std::uint32_t number, Loading& loading);
  void loadChunks(std::uint32_t segment, const std::set<std::uint32_t>& blocks, Loading& loading);
  void replay(std::uint32_t number, Loading& loading);
  void beginJournal();
  void endJournal();
  std::string setForeignAside(std::uint32_t newest);
  void cleanUp(const std::set<std::uint32_t>& needed, std::uint32_t newest);

  HistoryFolder folder_;
  Dictionary dictionary_;
  JournalCode::FactsOf facts_of_;
  RoomIn room_in_;
  std::optional<BlockFile> journal_;  // none: the next cycle begins one
  std::uint32_t journal_number_ = 0;  // of it
  std::uint32_t image_ = 0;           // that is being written; 0: none is
  std::optional<JournalCode> code_;
  std::uint32_t next_ = 1;            // number of the next file
  std::set<std::uint32_t> journals_;  // that were read or written here
  std::set<std::uint32_t> segments_;  // the same
  std::size_t journal_samples_ = 0;   // since the last image
  std::size_t journal_events_ = 0;    // the same
  std::size_t beside_samples_ = 0;    // of these, what came beside the image
  std::size_t beside_events_ = 0;     // the same
  std::uint64_t written_bytes_ = 0;   // but for the journal that is being written
};

}  // namespace pipevane::history
