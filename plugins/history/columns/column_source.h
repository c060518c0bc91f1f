// Where the columns of a chunk come from when it is made.
#pragma once

#include "plugins/history/columns/cells.h"
#include "plugins/history/columns/workbench.h"

#include <cstddef>

namespace pipevane::history {

class ColumnSource {
 public:
  // Writes what is told of a column. Nothing of it is, before; `bench` is at its disposal but for
  // the bits.
  virtual void read(std::size_t column, Cells cells, Workbench& bench) = 0;

 protected:
  ~ColumnSource() = default;
};

}  // namespace pipevane::history
