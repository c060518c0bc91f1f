#include "plugins/history/disk/disk_store.h"

#include "plugins/history/columns/rows_of.h"

#include <algorithm>
#include <array>
#include <future>
#include <iterator>
#include <map>
#include <utility>

namespace pipevane::history {
namespace {

// So many are read in less than a second, or twenty times as many of segments.
constexpr std::size_t kJournalSamplesMost = 6'000'000, kJournalSamplesLeast = 100'000;
constexpr std::size_t kSegmentsFaster = 20;
// Of few samples a cycle, or of events, a journal would never be long.
constexpr std::uint64_t kJournalBytesMost = 32U << 20U;
constexpr std::size_t kJournalEventsMost = EventLog::kEventsMax / 2;
constexpr std::size_t kJournalSeriesMost = 1'000'000;
constexpr std::size_t kEventsAtOnce = 4096;

std::uint8_t code(BlockKind kind) { return static_cast<std::uint8_t>(kind); }

}  // namespace

struct DiskStore::Loading {
  SampleStore& samples;
  EventLog& events;
  std::vector<std::string>& problems;
  Workbench bench;
  ImageIndex index;
  std::map<ChunkPlace, Chunk> chunks;

  void take(const Cycle& cycle);
};

DiskStore::DiskStore(std::filesystem::path folder, const Dictionary& dictionary,
                     JournalCode::FactsOf facts_of, RoomIn room_in)
    : folder_(std::move(folder)),
      dictionary_(dictionary),
      facts_of_(std::move(facts_of)),
      room_in_(std::move(room_in)) {
  for (const std::uint32_t each : folder_.unfinishedOnes())
    folder_.remove(folder_.unfinished(each));
  for (const auto& numbers : {folder_.journals(), folder_.segments()})
    if (!numbers.empty()) next_ = std::max(next_, numbers.back() + 1);
}

std::vector<std::string> DiskStore::load(SampleStore& samples, EventLog& events) {
  std::vector<std::string> problems;
  std::uint32_t newest = 0;
  const std::vector<std::uint32_t> segments = folder_.segments();
  for (auto each = segments.rbegin(); each != segments.rend() && newest == 0; ++each) {
    Loading loading{samples, events, problems, {}, {}, {}};
    try {
      loadSegment(*each, loading);
      newest = *each;
    } catch (const DiskError& error) {
      problems.push_back(folder_.giveUp(folder_.segment(*each), error));
    }
  }
  Loading loading{samples, events, problems, {}, {}, {}};
  for (const std::uint32_t each : folder_.journals()) {
    if (each >= newest)
      replay(each, loading);
    else
      folder_.remove(folder_.journal(each));
  }
  samples.resume();
  samples.countAnew();
  events.countAnew();
  // What was read of damaged files is in none that will be read again.
  if (!problems.empty()) journal_samples_ = kJournalSamplesMost;
  return problems;
}

// Throws DiskError where its index cannot be read; of what it refers to, parts may be missing.
void DiskStore::loadSegment(std::uint32_t number, Loading& loading) {
  {
    BlockFile file = BlockFile::open(folder_.segment(number));
    const auto index = file.last(code(BlockKind::kIndex));
    if (!index)
      throw DiskError(DiskError::Kind::kDamaged,
                      "\"" + folder_.segment(number).string() + "\" has no index");
    loading.index = readIndex(*index, dictionary_);
  }
  std::map<std::uint32_t, std::set<std::uint32_t>> needed;
  std::size_t chunks = 0;
  const auto need = [&](ChunkPlace place) {
    if (place.segment == 0) return;
    if (!needed[place.segment].insert(place.block).second)
      throw DiskError(DiskError::Kind::kDamaged,
                      "\"" + folder_.segment(number).string() + "\" has one of its parts twice");
    ++chunks;
  };
  for (const ImageIndex::Frame& each : loading.index.frames) {
    std::ranges::for_each(each.chunks, need);
    need(each.open);
    need(each.late);
  }
  segments_.insert(number);
  // It may be set aside for one of its parts.
  loadEvents(number, loading);
  for (const auto& [segment, blocks] : needed) loadChunks(segment, blocks, loading);
  if (loading.chunks.size() < chunks)
    loading.problems.push_back(std::to_string(chunks - loading.chunks.size()) + " of " +
                               std::to_string(chunks) +
                               " parts of the history could not be read and are missing");

  bool fits = true;
  const auto rows = [&](ChunkPlace place) -> std::vector<Row> {
    const auto found = loading.chunks.find(place);
    if (found == loading.chunks.end()) return {};
    if (found->second.rows() <= OpenRows::kMost) return rowsOf(found->second, loading.bench);
    // So many are never open, and would take a lot of memory.
    fits = false;
    return {};
  };
  StoreImage image{.passed_ms = loading.index.passed_ms, .frames = {}};
  for (ImageIndex::Frame& each : loading.index.frames) {
    FrameImage& frame = image.frames.emplace_back(std::move(each.image));
    for (const ChunkPlace place : each.chunks)
      if (const auto found = loading.chunks.find(place); found != loading.chunks.end())
        frame.chunks.push_back(found->second);
    frame.open = rows(each.open);
    frame.late = rows(each.late);
  }
  if (!loading.samples.restore(std::move(image)) || !fits)
    loading.problems.push_back("parts of the history do not fit together and are left out");
  for (const std::uint32_t each : folder_.segments())
    if (each < number && !needed.contains(each)) folder_.remove(folder_.segment(each));
}

// Those of a segment; of damaged ones what can be read.
void DiskStore::loadEvents(std::uint32_t number, Loading& loading) {
  JournalCode journal(dictionary_, facts_of_);
  Cycle cycle;
  try {
    BlockFile file = BlockFile::open(folder_.segment(number));
    file.each([&](std::uint32_t, std::uint8_t kind, std::span<const std::byte> block) {
      if (kind != code(BlockKind::kCycle)) return true;
      if (!journal.read(block, cycle)) return false;
      loading.take(cycle);
      return true;
    });
  } catch (const DiskError& error) {
    // Where a part is damaged that part was told of.
    if (error.kind() != DiskError::Kind::kDamaged) throw;
  }
}

void DiskStore::loadChunks(std::uint32_t segment, const std::set<std::uint32_t>& blocks,
                           Loading& loading) {
  const std::filesystem::path path = folder_.segment(segment);
  std::optional<DiskError> damage;
  try {
    BlockFile file = BlockFile::open(path);
    for (const std::uint32_t number : blocks) {
      try {
        const auto block = file.block(number, code(BlockKind::kChunk));
        std::optional<Chunk> chunk = block ? readChunk(*block, loading.bench) : std::nullopt;
        if (!chunk)
          throw DiskError(DiskError::Kind::kDamaged, "block " + std::to_string(number) + " of \"" +
                                                         path.string() + "\" is no part of it");
        const ChunkPlace place{segment, number};
        chunk->mark = place.mark();
        loading.chunks.emplace(place, std::move(*chunk));
      } catch (const DiskError& error) {
        if (error.kind() != DiskError::Kind::kDamaged) throw;
        damage = error;
      }
    }
    segments_.insert(segment);
  } catch (const DiskError& error) {
    damage = error;
  }
  if (!damage) return;
  segments_.erase(segment);
  // What was read of it has to be written again.
  for (auto& [place, chunk] : loading.chunks)
    if (place.segment == segment) chunk.mark = 0;
  loading.problems.push_back(folder_.giveUp(path, *damage));
}

void DiskStore::Loading::take(const Cycle& cycle) {
  std::size_t first = 0;
  for (const CycleBatch& each : cycle.batches) {
    samples.add(each.time_ms, std::span(cycle.series).subspan(first, each.count),
                std::span(cycle.values).subspan(first, each.count),
                std::span(cycle.qualities).subspan(first, each.count), each.arrival);
    first += each.count;
  }
  for (const CycleEvent& each : cycle.events) events.add(each.component, each.event->raw());
}

// As it came then. While one cycle is taken the next one is read, which takes about as long.
void DiskStore::replay(std::uint32_t number, Loading& loading) {
  const std::filesystem::path path = folder_.journal(number);
  loading.samples.resume();
  std::array<Cycle, 2> cycles;
  std::size_t turn = 0;
  std::future<void> taken;
  try {
    BlockFile file = BlockFile::open(path);
    JournalCode journal(dictionary_, facts_of_);
    std::uint32_t expected = 1;
    file.each([&](std::uint32_t block_number, std::uint8_t, std::span<const std::byte> block) {
      // Each is written out of all before it.
      if (block_number != expected++) return false;
      Cycle& cycle = cycles[turn++ % cycles.size()];
      if (!journal.read(block, cycle))
        throw DiskError(DiskError::Kind::kDamaged, "block " + std::to_string(block_number) +
                                                       " of \"" + path.string() +
                                                       "\" makes no sense");
      journal_samples_ += cycle.series.size();
      journal_events_ += cycle.events.size();
      if (taken.valid()) taken.get();
      taken = std::async(std::launch::async, [&loading, &cycle] { loading.take(cycle); });
      return true;
    });
    journals_.insert(number);
  } catch (const DiskError& error) {
    if (taken.valid()) taken.get();
    if (error.kind() == DiskError::Kind::kBegun)
      folder_.remove(path);
    else
      loading.problems.push_back(folder_.giveUp(path, error));
  }
  if (taken.valid()) taken.get();
}

bool DiskStore::isThere() const {
  const auto segment = [&](std::uint32_t each) { return folder_.segment(each); };
  const auto journal = [&](std::uint32_t each) { return folder_.journal(each); };
  return folder_.isNamed() && folder_.isHeld() && (!journal_ || journal_->isThere()) &&
         std::ranges::none_of(segments_, HistoryFolder::isGone, segment) &&
         std::ranges::none_of(journals_, HistoryFolder::isGone, journal);
}

void DiskStore::write(const Cycle& cycle) {
  if (cycle.empty()) return;
  // The image takes the place of what came before it, and of nothing else.
  if (journal_ && journal_number_ < image_) endJournal();
  if (!journal_) beginJournal();
  journal_->append(code(BlockKind::kCycle), code_->write(cycle));
  journal_->commit();
  journal_samples_ += cycle.series.size();
  journal_events_ += cycle.events.size();
  if (image_ == 0) return;
  beside_samples_ += cycle.series.size();
  beside_events_ += cycle.events.size();
}

bool DiskStore::wantsImage(std::size_t held_samples) const {
  const std::size_t readable =
      kJournalSamplesMost - std::min(held_samples / kSegmentsFaster, kJournalSamplesMost * 2 / 3);
  const std::size_t most = std::clamp(4 * held_samples, kJournalSamplesLeast, readable);
  return journal_samples_ >= most || journal_events_ >= kJournalEventsMost ||
         (journal_ &&
          (code_->series() > kJournalSeriesMost || journal_->bytes() > kJournalBytesMost));
}

std::uint64_t imageBytes(const HistoryImage& snapshot) {
  // An open cell packed, what a column takes in the index, and a page of a file that is begun.
  constexpr std::uint64_t kCellBytes = 3, kColumnBytes = 4, kChunkBytes = 32,
                          kBeginBytes = 1U << 16U;
  std::uint64_t bytes = kBeginBytes;
  for (const FrameImage& frame : snapshot.samples.frames) {
    bytes += frame.columns.size() * kColumnBytes;
    for (const Chunk& each : frame.chunks)
      bytes += kChunkBytes + (each.mark == 0 ? each.packed().size() : 0);
    for (const auto* rows : {&frame.open, &frame.late})
      for (const Row& row : *rows) bytes += row.told() * kCellBytes;
  }
  std::uint64_t event_bytes = 0;
  for (const CycleEvent& each : snapshot.events) event_bytes += each.event->bytes();
  return bytes + event_bytes / 4;
}

std::optional<std::uint64_t> roomIn(const std::filesystem::path& folder) {
  std::error_code unknown;
  const std::filesystem::space_info space = std::filesystem::space(folder, unknown);
  // Some file systems of a network say nothing but zeros.
  if (unknown || space.capacity == 0) return std::nullopt;
  return space.available;
}

// A disk that is full to its last byte is so for everybody else as well.
void DiskStore::needRoom(const HistoryImage& snapshot) const {
  const std::uint64_t needed = imageBytes(snapshot);
  const auto room = room_in_(folder_.path());
  if (!room || *room >= needed) return;
  const auto kib = [](std::uint64_t bytes) { return std::to_string(bytes >> 10U) + " KiB"; };
  throw DiskError(DiskError::Kind::kElse,
                  "\"" + folder_.path().string() +
                      "\": no room on the disk: what is to be written takes "
                      "about " +
                      kib(needed) + ", and " + kib(*room) + " are free");
}

std::optional<std::string> DiskStore::writeImage(HistoryImage& snapshot,
                                                 const std::function<bool()>& goes_on) {
  // What is marked for another folder is not in this one.
  for (FrameImage& frame : snapshot.samples.frames)
    for (Chunk& each : frame.chunks)
      if (!segments_.contains(ChunkPlace::ofMark(each.mark).segment)) each.mark = 0;
  needRoom(snapshot);
  const std::uint32_t number = next_++;
  if (!writeSegment(number, snapshot, goes_on)) return std::nullopt;
  std::set<std::uint32_t> needed = {number};
  for (const FrameImage& frame : snapshot.samples.frames)
    for (const Chunk& each : frame.chunks) needed.insert(ChunkPlace::ofMark(each.mark).segment);
  if (journal_number_ < number) endJournal();
  segments_.insert(number);
  journal_samples_ = beside_samples_;
  journal_events_ = beside_events_;
  cleanUp(needed, number);
  return setForeignAside(number);
}

// Under its name once it is whole. False: it does not go on.
bool DiskStore::writeSegment(std::uint32_t number, HistoryImage& snapshot,
                             const std::function<bool()>& goes_on) {
  // However it ends.
  struct Beside {
    std::uint32_t& image;
    ~Beside() { image = 0; }
  };
  const Beside beside{image_};
  image_ = number;
  beside_samples_ = beside_events_ = 0;
  return folder_.make(number, [&](const std::filesystem::path& path) {
    if (!fillSegment(path, snapshot, goes_on)) return false;
    written_bytes_ += std::filesystem::file_size(path);
    return true;
  });
}

bool DiskStore::fillSegment(const std::filesystem::path& path, HistoryImage& snapshot,
                            const std::function<bool()>& goes_on) {
  BlockFile file = BlockFile::create(path, BlockFile::Use::kSegment);
  if (!pipevane::history::writeImage(snapshot.samples, dictionary_, image_, file, goes_on))
    return false;
  JournalCode events(dictionary_, facts_of_);
  for (std::size_t i = 0; i < snapshot.events.size(); i += kEventsAtOnce) {
    if (!goes_on()) return false;
    const auto first = snapshot.events.begin() + static_cast<std::ptrdiff_t>(i);
    const std::size_t count = std::min(kEventsAtOnce, snapshot.events.size() - i);
    Cycle cycle;
    cycle.events.assign(first, first + static_cast<std::ptrdiff_t>(count));
    file.append(code(BlockKind::kCycle), events.write(cycle));
  }
  if (!goes_on()) return false;
  file.finish();
  return true;
}

// After a load there are none.
std::string DiskStore::setForeignAside(std::uint32_t newest) {
  std::vector<std::filesystem::path> files;
  for (const std::uint32_t each : folder_.segments())
    if (!segments_.contains(each)) files.push_back(folder_.segment(each));
  for (const std::uint32_t each : folder_.journals())
    if (!journals_.contains(each)) files.push_back(folder_.journal(each));
  return files.empty() ? std::string() : folder_.setAside(files, newest);
}

void DiskStore::cleanUp(const std::set<std::uint32_t>& needed, std::uint32_t newest) {
  for (const std::uint32_t each : journals_)
    if (each < newest) folder_.remove(folder_.journal(each));
  std::erase_if(journals_, [newest](std::uint32_t each) { return each < newest; });
  for (const std::uint32_t each : segments_)
    if (!needed.contains(each)) folder_.remove(folder_.segment(each));
  std::erase_if(segments_, [&needed](std::uint32_t each) { return !needed.contains(each); });
}

void DiskStore::goOnWith(const Dictionary& dictionary, JournalCode::FactsOf facts_of) {
  endJournal();
  dictionary_ = dictionary;
  facts_of_ = std::move(facts_of);
}

void DiskStore::beginJournal() {
  const std::uint32_t number = next_++;
  try {
    journal_ = BlockFile::create(folder_.journal(number), BlockFile::Use::kJournal);
  } catch (const DiskError&) {
    folder_.remove(folder_.journal(number));
    throw;
  }
  journals_.insert(number);
  journal_number_ = number;
  code_.emplace(dictionary_, facts_of_);
}

void DiskStore::endJournal() {
  if (journal_) written_bytes_ += journal_->bytes();
  journal_.reset();
  code_.reset();
}

std::uint64_t DiskStore::writtenBytes() const {
  return written_bytes_ + (journal_ ? journal_->bytes() : 0);
}

std::uint64_t DiskStore::bytes() const {
  std::uint64_t bytes = 0;
  std::error_code ignored;
  for (const auto& each : std::filesystem::directory_iterator(folder_.path(), ignored)) {
    const std::uint64_t size = each.file_size(ignored);
    if (!ignored) bytes += size;
  }
  return bytes;
}

}  // namespace pipevane::history
