// A file of tiers: summaries of series, of minutes or hours.
#pragma once

#include "plugins/history/columns/workbench.h"
#include "plugins/history/disk/block_file.h"
#include "plugins/history/summary.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pipevane::history {

// What begins in [from_ms, to_ms), of minutes where there are any, or of hours.
struct TierRange {
  std::int64_t tier_ms;  // kMinuteMs, kHourMs
  std::int64_t from_ms, to_ms;
};

// One thread at a time. Reading may throw DiskError, but not for what is damaged.
class TierFile {
 public:
  virtual ~TierFile() = default;

  // Why a part of it could not be read and was left out; empty: that has not happened.
  const std::string& damage() const { return damage_; }

  // Begins of the first and the last time in it; the first is later where there is none.
  virtual std::int64_t firstMs() const = 0;
  virtual std::int64_t lastMs() const = 0;
  // All series, ascending, each once.
  virtual std::vector<SeriesId> series() const = 0;
  virtual bool has(SeriesId series) const = 0;
  // Appends what there is of each of these, which ascend, to `all` by place: of minutes where hours
  // are asked for and there are none, and the other way round. A time may be told in several parts.
  virtual void read(std::span<const SeriesId> series, const TierRange& range, Workbench& bench,
                    std::span<std::vector<Summary>> all) = 0;

 protected:
  // What `read` does with a part, which is left out where it is damaged.
  template <class Read>
  void part(Read read) {
    try {
      read();
    } catch (const DiskError& error) {
      if (error.kind() != DiskError::Kind::kDamaged) throw;
      damage_ = error.what();
    }
  }

 private:
  std::string damage_;
};

}  // namespace pipevane::history
