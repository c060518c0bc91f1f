#include "plugins/history/disk/image_code.h"

#include "plugins/history/columns/sources.h"
#include "plugins/history/disk/series_names.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <string>

namespace pipevane::history {
namespace {

constexpr std::size_t kMostFrames = 1U << 22U, kMostColumns = 1U << 16U, kMostChunks = 1U << 20U,
                      kMostColumnsInAll = 1U << 24U;
constexpr std::size_t kHeadBytes = 6;

// The index, both ways.
template <class Code>
class IndexCode {
 public:
  IndexCode(Code& code, const Dictionary& dictionary) : code_(code), names_(dictionary) {}

  void run(ImageIndex& index) {
    if constexpr (!Code::kReads)
      for (const ImageIndex::Frame& frame : index.frames)
        for (const Column& each : frame.image.columns)
          if (each.whose() != PV_NONE) names_.numberOf(each.whose());
    names_.code(code_);
    signedNumber(index.passed_ms);
    const std::size_t count = countOf(code_, counts_, index.frames.size(), kMostFrames);
    if constexpr (Code::kReads) {
      code_.spend(count * sizeof(ImageIndex::Frame));
      if (code_.broken()) return;
      index.frames.resize(count);
    }
    for (ImageIndex::Frame& each : index.frames) {
      if (code_.broken()) return;
      frame(each);
    }
  }

 private:
  void frame(ImageIndex::Frame& frame) {
    FrameImage& image = frame.image;
    textOf(code_, texts_, image.owner);
    state(image.state);
    const std::size_t columns = countOf(code_, counts_, image.columns.size(), kMostColumns);
    all_columns_ += columns;
    if constexpr (Code::kReads) {
      // Columns take next to no bytes.
      if (all_columns_ > kMostColumnsInAll) return code_.refuse();
      image.columns.resize(columns);
    }
    for (Column& each : image.columns) {
      if (code_.broken()) return;
      column(each);
    }
    const std::size_t chunks = countOf(code_, counts_, frame.chunks.size(), kMostChunks);
    if constexpr (Code::kReads) {
      code_.spend(chunks * sizeof(ChunkPlace));
      if (code_.broken()) return;
      frame.chunks.resize(chunks);
    }
    for (ChunkPlace& each : frame.chunks) {
      if (code_.broken()) return;
      place(each);
    }
    place(frame.open);
    place(frame.late);
  }

  void state(FrameState& state) {
    state.live = code_.bit(live_, state.live);
    state.late = static_cast<std::uint8_t>(numberOf(code_, numbers_, state.late));
    unsignedNumber(state.arrived_s);
    signedNumber(state.late_ms);
    const bool jumped = code_.bit(jumped_, state.reference.has_value());
    if (!jumped) return;
    if constexpr (Code::kReads) state.reference.emplace();
    signedNumber(state.reference->time_ms);
    signedNumber(state.reference->until_ms);
  }

  // One more than its series' number, by how far that is from the one before; 0: nobody's.
  void column(Column& column) {
    std::int64_t number = 0;
    if constexpr (!Code::kReads)
      if (const std::uint32_t known = names_.find(column.whose()); known != SeriesNames::kNone)
        number = std::int64_t{known} + 1;
    number = plus(last_, signedOf(code_, steps_, number - last_));
    const bool former = code_.bit(former_, column.series == PV_NONE);
    unsignedNumber(column.told_s);
    if (number == 0) return;
    last_ = number;
    if constexpr (Code::kReads) {
      if (number < 0 || static_cast<std::size_t>(number) > names_.series().size())
        return code_.refuse();
      const SeriesId id = names_.series()[static_cast<std::size_t>(number) - 1].id;
      (former ? column.former : column.series) = id;
    }
  }

  void place(ChunkPlace& place) {
    unsignedNumber(place.segment);
    unsignedNumber(place.block);
  }

  void signedNumber(std::int64_t& number) { number = signedOf(code_, numbers_, number); }
  void unsignedNumber(std::uint32_t& number) {
    number = static_cast<std::uint32_t>(numberOf(code_, numbers_, number));
  }

  Code& code_;
  SeriesNames names_;
  Texts texts_;
  Numbers counts_, numbers_, steps_;
  Likelihood live_, jumped_, former_;
  std::int64_t last_ = 0;
  std::size_t all_columns_ = 0;
};

ChunkPlace writeChunk(const Chunk& chunk, std::uint32_t segment, BlockFile& file) {
  const auto rows = static_cast<std::uint16_t>(chunk.rows());
  const auto columns = static_cast<std::uint32_t>(chunk.columns());
  std::vector<std::byte> block(kHeadBytes + chunk.packed().size());
  std::memcpy(block.data(), &rows, sizeof rows);
  std::memcpy(block.data() + sizeof rows, &columns, sizeof columns);
  std::ranges::copy(chunk.packed(), block.begin() + kHeadBytes);
  return {segment, file.append(static_cast<std::uint8_t>(BlockKind::kChunk), block)};
}

ChunkPlace writeRows(const std::vector<Row>& rows, const std::vector<Column>& columns,
                     Workbench& bench, std::uint32_t segment, BlockFile& file) {
  if (rows.empty()) return {};
  std::vector<std::int64_t> times_ms;
  for (const Row& each : rows) times_ms.push_back(each.time_ms);
  OfRows source(rows);
  return writeChunk(Chunk(times_ms, columns, source, bench), segment, file);
}

}  // namespace

bool writeImage(StoreImage& image, const Dictionary& dictionary, std::uint32_t segment,
                BlockFile& file, const std::function<bool()>& goes_on) {
  Workbench bench;
  ImageIndex index{.passed_ms = image.passed_ms, .frames = {}};
  for (FrameImage& each : image.frames) {
    ImageIndex::Frame& frame = index.frames.emplace_back();
    frame.image.owner = each.owner;
    frame.image.state = each.state;
    frame.image.columns = each.columns;
    for (Chunk& chunk : each.chunks) {
      if (chunk.mark == 0) {
        if (!goes_on()) return false;
        chunk.mark = writeChunk(chunk, segment, file).mark();
      }
      frame.chunks.push_back(ChunkPlace::ofMark(chunk.mark));
    }
    if (!goes_on()) return false;
    frame.open = writeRows(each.open, each.columns, bench, segment, file);
    frame.late = writeRows(each.late, each.columns, bench, segment, file);
  }
  Out out;
  IndexCode(out, dictionary).run(index);
  file.append(static_cast<std::uint8_t>(BlockKind::kIndex), out.finish());
  return true;
}

ImageIndex readIndex(std::span<const std::byte> block, const Dictionary& dictionary) {
  ImageIndex index;
  In in(block);
  IndexCode(in, dictionary).run(index);
  if (in.broken()) throw DiskError(DiskError::Kind::kDamaged, "its index makes no sense");
  return index;
}

std::optional<Chunk> readChunk(std::span<const std::byte> block, Workbench& bench) {
  if (block.size() < kHeadBytes) return std::nullopt;
  std::uint16_t rows;
  std::uint32_t columns;
  std::memcpy(&rows, block.data(), sizeof rows);
  std::memcpy(&columns, block.data() + sizeof rows, sizeof columns);
  const std::span<const std::byte> packed = block.subspan(kHeadBytes);
  auto bytes = std::make_shared_for_overwrite<std::byte[]>(packed.size());
  std::ranges::copy(packed, bytes.get());
  return Chunk::of(std::move(bytes), packed.size(), rows, columns, bench);
}

}  // namespace pipevane::history
