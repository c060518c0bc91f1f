#include "plugins/proxmox/newest_rows_reader.h"

#include <pipevane/error.h>

#include <algorithm>
#include <string_view>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kNode = "node/";

}  // namespace

NewestRows readNewestRows(const json::Element& data) {
  simdjson::dom::array rows;
  // Below one more "data".
  if (data["data"].get(rows) != simdjson::SUCCESS)
    throw Error("is no metrics export: it has no list of rows");
  NewestRows newest;
  for (const json::Element row : rows) {
    std::string_view id;
    json::Element time;
    if (row["id"].get(id) != simdjson::SUCCESS || !id.starts_with(kNode) ||
        row["timestamp"].get(time) != simdjson::SUCCESS)
      continue;
    // A row of a cycle that failed has the time 0.
    const std::int64_t time_s = json::integer(time).value_or(0);
    if (time_s <= 0) continue;
    std::int64_t& known = newest[std::string(id.substr(kNode.size()))];
    known = std::max(known, time_s);
  }
  return newest;
}

}  // namespace pipevane::proxmox
