// How a metric comes out of a row of rrddata.
#pragma once

#include "plugins/proxmox/rrd_rows.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace pipevane::proxmox {

class RrdFigure {
 public:
  // Under our names, those of derive too; nothing where the files do not have it: totals that count
  // since a start are only there as rates.
  static std::optional<RrdFigure> of(std::string_view metric);

  // NaN where it is unknown.
  double in(const RrdRows& rows, std::size_t row) const;

 private:
  explicit RrdFigure(Metric part, std::optional<Metric> whole = {}, double factor = 1)
      : part_(part), whole_(whole), factor_(factor) {}

  Metric part_;
  std::optional<Metric> whole_;  // what it is a share of
  double factor_;
};

}  // namespace pipevane::proxmox
