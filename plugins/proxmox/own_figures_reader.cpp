#include "plugins/proxmox/own_figures_reader.h"

#include <pipevane/error.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace pipevane::proxmox {

OwnFigures readOwnFigures(const json::Element& data) {
  simdjson::dom::array rows;
  // Below one more "data".
  if (data["data"].get(rows) != simdjson::SUCCESS)
    throw Error("is no metrics export: it has no list of rows");
  OwnFigures figures;
  std::set<std::string_view> guests, storages;
  for (const json::Element row : rows) {
    std::string_view id;
    json::Element time;
    if (row["id"].get(id) != simdjson::SUCCESS || row["timestamp"].get(time) != simdjson::SUCCESS)
      continue;
    // A row of a cycle that failed has the time 0.
    const std::int64_t time_s = json::integer(time).value_or(0);
    if (time_s <= 0) continue;
    if (id.starts_with("node/")) figures.node_s = std::max(figures.node_s, time_s);
    if (id.starts_with("qemu/") || id.starts_with("lxc/")) guests.insert(id);
    if (id.starts_with("storage/")) storages.insert(id);
  }
  figures.guests = guests.size();
  figures.storages = storages.size();
  return figures;
}

}  // namespace pipevane::proxmox
