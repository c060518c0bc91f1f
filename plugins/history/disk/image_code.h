// All that a store holds, as blocks of a segment: the packed parts as they are, each once, wherever
// it was written first, and what leads to them.
#pragma once

#include "plugins/history/disk/block_file.h"
#include "plugins/history/store_image.h"

#include <pipevane/dictionary.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

// What kinds of block there are in journals and segments.
enum class BlockKind : std::uint8_t {
  kCycle = 1,  // of a journal, or events of a segment
  kChunk = 2,  // how many rows (16 bits) and columns (32) it has, and its bytes
  kIndex = 3,  // of a segment, one
};

// Where a chunk is; as its mark it is the segment's number above, and the block's below.
struct ChunkPlace {
  std::uint32_t segment = 0, block = 0;

  static ChunkPlace ofMark(std::uint64_t mark) {
    return {static_cast<std::uint32_t>(mark >> 32U), static_cast<std::uint32_t>(mark)};
  }
  std::uint64_t mark() const { return std::uint64_t{segment} << 32U | block; }
  auto operator<=>(const ChunkPlace&) const = default;
};

// Writes the image into that segment; chunks without a mark, and what is not packed yet, too. They
// get their marks in the image. Before each it is asked whether it goes on; false: it does not.
bool writeImage(StoreImage& image, const Dictionary& dictionary, std::uint32_t segment,
                BlockFile& file, const std::function<bool()>& goes_on);

// An image whose packed parts are told by where they are.
struct ImageIndex {
  struct Frame {
    FrameImage image;  // without any rows
    std::vector<ChunkPlace> chunks;
    ChunkPlace open, late;  // no segment: there are none
  };

  std::int64_t passed_ms = 0;
  std::vector<Frame> frames;
};

// Of an index block, which may be anybody's; throws DiskError.
ImageIndex readIndex(std::span<const std::byte> block, const Dictionary& dictionary);
// Of a chunk's block, which may be anybody's; nothing where it is none.
std::optional<Chunk> readChunk(std::span<const std::byte> block, Workbench& bench);

}  // namespace pipevane::history
