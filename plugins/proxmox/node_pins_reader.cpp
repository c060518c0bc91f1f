#include "plugins/proxmox/node_pins_reader.h"

#include "plugins/proxmox/fingerprint_text.h"
#include "plugins/proxmox/list_entry.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {

NodePins readNodePins(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS) throw Error("is no list of nodes: it is no list");
  NodePins pins;
  for (const json::Element each : entries) {
    const auto entry = ListEntry::of(each, "/nodes", surprises);
    if (!entry) continue;
    const std::string node = entry->words("node");
    const std::string pin = entry->words("ssl_fingerprint");
    if (node.empty())
      surprises.count("entry of /nodes without a name");
    else if (isFingerprint(pin))
      pins.insert_or_assign(node, pin);
    else if (!pin.empty())
      surprises.count("fingerprint in /nodes that is none");
  }
  return pins;
}

}  // namespace pipevane::proxmox
