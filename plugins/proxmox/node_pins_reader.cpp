#include "plugins/proxmox/node_pins_reader.h"

#include <pipevane/error.h>

#include <algorithm>

namespace pipevane::proxmox {
namespace {

constexpr std::size_t kPinLength = 32 * 3 - 1;

bool isPin(std::string_view text) {
  if (text.size() != kPinLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
    if (i % 3 == 2 ? c != ':' : !digit) return false;
  }
  return true;
}

}  // namespace

NodePins readNodePins(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS) throw Error("is no list of nodes: it is no list");
  NodePins pins;
  for (const json::Element entry : entries) {
    std::string_view node, pin;
    if (entry["node"].get(node) != simdjson::SUCCESS ||
        entry["ssl_fingerprint"].get(pin) != simdjson::SUCCESS)
      continue;
    if (isPin(pin))
      pins.insert_or_assign(std::string(node), std::string(pin));
    else
      surprises.count("fingerprint in /nodes that is none");
  }
  return pins;
}

}  // namespace pipevane::proxmox
