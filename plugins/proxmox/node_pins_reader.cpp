#include "plugins/proxmox/node_pins_reader.h"

#include "plugins/proxmox/fingerprint_text.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {
NodePins readNodePins(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS) throw Error("is no list of nodes: it is no list");
  NodePins pins;
  for (const json::Element entry : entries) {
    std::string_view node, pin;
    if (entry["node"].get(node) != simdjson::SUCCESS ||
        entry["ssl_fingerprint"].get(pin) != simdjson::SUCCESS)
      continue;
    if (isFingerprint(pin))
      pins.insert_or_assign(std::string(node), std::string(pin));
    else
      surprises.count("fingerprint in /nodes that is none");
  }
  return pins;
}

}  // namespace pipevane::proxmox
