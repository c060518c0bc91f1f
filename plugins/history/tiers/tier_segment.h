// Minutes and hours of many series, each by itself, so that one is read without the others.
#pragma once

#include "plugins/history/disk/block_file.h"
#include "plugins/history/tiers/tier_file.h"
#include "plugins/history/tiers/tier_head.h"

#include <pipevane/dictionary.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace pipevane::history {

// A file that is being written.
class TierSegmentWriter {
 public:
  TierSegmentWriter(const std::filesystem::path& path, const Dictionary& dictionary, TierHead head);

  // Those of one more series; there are some. Minutes only where the head says so.
  void add(SeriesId series, const std::vector<Summary>& minutes, const std::vector<Summary>& hours,
           Workbench& bench);
  bool empty() const { return head_.series.empty(); }
  // All of it is on the disk when this returns.
  void finish();

 private:
  void append(const std::vector<Summary>& all, Workbench& bench);

  TierHeadCode code_;
  TierHead head_;
  BlockFile file_;
};

class TierSegment final : public TierFile {
 public:
  // Throws DiskError where it is none.
  TierSegment(std::filesystem::path path, const Dictionary& dictionary);

  const std::filesystem::path& path() const { return path_; }
  // Without the series.
  const TierHead& head() const { return head_; }
  std::int64_t firstMs() const override { return head_.first_ms; }
  std::int64_t lastMs() const override { return head_.last_ms; }
  std::vector<SeriesId> series() const override;
  bool has(SeriesId series) const override { return place(series).has_value(); }
  void read(std::span<const SeriesId> series, const TierRange& range, Workbench& bench,
            std::span<std::vector<Summary>> all) override;
  std::size_t memoryBytes() const;
  // It is not held open any longer than it is read.
  bool isOpen() const { return file_.has_value(); }
  void close() { file_.reset(); }

 private:
  std::optional<std::uint32_t> place(SeriesId series) const;

  std::filesystem::path path_;
  TierHead head_;
  // Which one of the head's it is, by series.
  std::vector<std::pair<SeriesId, std::uint32_t>> places_;
  std::optional<BlockFile> file_;
};

}  // namespace pipevane::history
