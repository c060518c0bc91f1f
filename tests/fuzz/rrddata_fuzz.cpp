// Any bytes as the body of an answer to rrddata; the first one says of what kind of object.
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/rrd_figure.h"
#include "plugins/proxmox/rrd_rows_reader.h"

#include <pipevane/error.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pipevane::proxmox;
  constexpr Kind kKinds[] = {Kind::kNode, Kind::kVm, Kind::kContainer, Kind::kStorage};
  constexpr std::int64_t kLatestMs = 1'900'000'000'000;
  if (size == 0) return 0;
  json::Document document;
  Surprises surprises;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  try {
    const RrdRows rows =
        readRrdRows(document.data(body), kKinds[data[0] % 4], kLatestMs, surprises);
    const auto cpu = RrdFigure::of("memory_used_percent");
    for (std::size_t i = 0; i < rows.begins_ms.size(); ++i) {
      // What everybody relies on: no row reaches into the next one, or is empty.
      const std::int64_t end_ms = rows.begins_ms[i] + rows.steps_ms[i];
      if (rows.steps_ms[i] <= 0) std::abort();
      if (i + 1 < rows.begins_ms.size() && end_ms > rows.begins_ms[i + 1]) std::abort();
      if (cpu->in(rows, i) < 0) std::abort();
    }
  } catch (const pipevane::Error&) {
  }
  return 0;
}
