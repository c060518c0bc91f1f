// Minutes of what has left the memory, in the order in which it did: heads that say which series
// the next block is of.
#pragma once

#include "plugins/history/disk/block_file.h"
#include "plugins/history/tiers/tier_file.h"
#include "plugins/history/tiers/tier_head.h"

#include <pipevane/dictionary.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace pipevane::history {

class TierJournal final : public TierFile {
 public:
  static std::unique_ptr<TierJournal> create(const std::filesystem::path& path,
                                             const Dictionary& dictionary);
  // To be read. What its heads say goes to `visit`.
  template <class Visit>
  static std::unique_ptr<TierJournal> open(const std::filesystem::path& path,
                                           const Dictionary& dictionary, Visit visit) {
    std::unique_ptr<TierJournal> journal(new TierJournal(path, BlockFile::open(path), dictionary));
    journal->load([&](const TierHead& head) { visit(head); });
    return journal;
  }

  // Whether what is told of it can be written.
  bool knows(SeriesId series) { return code_.knows(series); }
  // They belong to the next commit. `head` has all but the first and the last time; its series are
  // ascending and known.
  void append(TierHead head, std::span<const std::vector<Summary>> minutes, Workbench& bench);
  void commit() { file_.commit(); }
  std::uint64_t bytes() const { return file_.bytes(); }
  // That were appended.
  std::size_t heads() const { return parts_.size(); }
  std::int64_t begunMs() const { return begun_ms_; }

  std::int64_t firstMs() const override { return first_ms_; }
  std::int64_t lastMs() const override { return last_ms_; }
  std::vector<SeriesId> series() const override;
  bool has(SeriesId series) const override;
  void read(std::span<const SeriesId> series, const TierRange& range, Workbench& bench,
            std::span<std::vector<Summary>> all) override;
  // What it takes in memory.
  std::size_t memoryBytes() const;

 private:
  // Whose the columns of some parts are.
  struct Roster {
    explicit Roster(const std::vector<SeriesId>& told);
    std::optional<std::size_t> columnOf(SeriesId whose) const;

    std::vector<SeriesId> series;                            // by column
    std::vector<std::pair<SeriesId, std::uint32_t>> places;  // by series
  };
  struct Part {
    std::uint32_t block;
    std::int64_t first_ms, last_ms;
    std::shared_ptr<const Roster> roster;
  };

  TierJournal(std::filesystem::path path, BlockFile file, const Dictionary& dictionary)
      : path_(std::move(path)), file_(std::move(file)), code_(dictionary) {}
  void load(const std::function<void(const TierHead&)>& visit);
  void note(const TierHead& head, std::uint32_t block);

  const std::filesystem::path path_;
  BlockFile file_;
  TierHeadCode code_;
  std::vector<Part> parts_;
  // Each that begins with that series, the last one.
  std::map<SeriesId, std::shared_ptr<const Roster>> rosters_;
  std::int64_t begun_ms_ = 0;
  std::int64_t first_ms_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t last_ms_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace pipevane::history
