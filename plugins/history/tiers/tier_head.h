// What says which series some packs are of, on the disk.
#pragma once

#include "plugins/history/disk/series_names.h"

#include <pipevane/dictionary.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace pipevane::history {

struct TierHead {
  // When, by how long a history with tiers has been running; of what is made of several the newest.
  std::int64_t written_ms = 0;
  std::uint32_t generation = 0;
  bool has_minutes = false;
  std::int64_t first_ms = 0, last_ms = 0;  // begins of the first and the last time in it
  std::vector<std::uint32_t> instead_of;   // numbers of the files that it takes the place of
  std::vector<SeriesId> series;
  // Of a journal, by series: source times of the first and the last sample in it.
  std::vector<std::pair<std::int64_t, std::int64_t>> spans_ms;
};

// Heads of one file, each written out of what the ones before it said.
class TierHeadCode {
 public:
  explicit TierHeadCode(const Dictionary& dictionary) : names_(dictionary) {}

  // Whether the dictionary knows it; others cannot be written.
  bool knows(SeriesId series) { return names_.numberOf(series) != SeriesNames::kNone; }
  std::vector<std::byte> write(const TierHead& head);
  // Replaces `head`. False: nobody wrote that here, and nothing that follows can be read.
  bool read(std::span<const std::byte> bytes, TierHead& head);

 private:
  template <class Code>
  void code(Code& code, TierHead& head);
  template <class Code>
  void codeSeries(Code& code, TierHead& head);

  SeriesNames names_;
  Numbers counts_, times_, numbers_, steps_, spans_;
  Likelihood has_minutes_, has_spans_;
};

}  // namespace pipevane::history
