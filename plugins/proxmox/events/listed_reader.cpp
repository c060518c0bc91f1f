#include "plugins/proxmox/events/listed_reader.h"

#include "plugins/proxmox/answer_path.h"
#include "plugins/proxmox/vmid.h"

#include <pipevane/error.h>

namespace pipevane::proxmox::events {
namespace {

std::optional<bool> isAvailable(std::string_view status) {
  if (status != "available" && status != "unknown") return std::nullopt;
  return status == "available";
}

}  // namespace

std::optional<Listed> ListedReader::read(const json::Element& data, std::string_view query,
                                         Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS) throw Error("is no list of resources");
  Listed listed;
  if (!wholeList(query)) {
    listed.of_guests = query == "type=vm";
    listed.of_nodes = query == "type=node";
    listed.of_storages = query == "type=storage";
    if (!listed.of_guests && !listed.of_nodes && !listed.of_storages) return std::nullopt;
  }
  ResourceSummary summary;
  for (const json::Element each : entries) {
    if (!row_.read(each, surprises)) continue;
    addTo(summary, row_);
    take(listed);
  }
  listed.may_hide = summary.maybeHidden();
  return listed;
}

void ListedReader::take(Listed& listed) {
  const std::string_view type = row_.view(Text::kType);
  if (type == "qemu" || type == "lxc") {
    takeGuest(listed);
  } else if (type == "node" && listed.nodes.size() < kMostNodes) {
    listed.nodes.push_back({.name = std::string(row_.view(Text::kNode)),
                            .status = std::string(row_.view(Text::kStatus)),
                            .ha_state = std::string(row_.view(Text::kHaState)),
                            .uptime_s = row_.number(Metric::kUptime)});
  } else if (type == "storage" && listed.storages.size() < kMost) {
    listed.storages.push_back({.node = std::string(row_.view(Text::kNode)),
                               .name = std::string(row_.view(Text::kStorage)),
                               .shared = row_.shared().value_or(false),
                               .available = isAvailable(row_.view(Text::kStatus))});
  }
}

void ListedReader::takeGuest(Listed& listed) {
  if (listed.guests.size() == kMost || !isVmid(row_.view(Text::kVmid))) return;
  listed.guests.push_back({.vmid = std::string(row_.view(Text::kVmid)),
                           .container = row_.view(Text::kType) == "lxc",
                           .is_template = row_.isTemplate().value_or(false),
                           .node = std::string(row_.view(Text::kNode)),
                           .status = std::string(row_.view(Text::kStatus)),
                           .name = std::string(row_.view(Text::kName)),
                           .tags = std::string(row_.view(Text::kTags)),
                           .pool = std::string(row_.view(Text::kPool)),
                           .lock = std::string(row_.view(Text::kLock)),
                           .ha_state = std::string(row_.view(Text::kHaState)),
                           .uptime_s = row_.number(Metric::kUptime)});
}

}  // namespace pipevane::proxmox::events
