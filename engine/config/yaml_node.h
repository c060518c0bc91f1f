// A YAML document as plain values with their places; the only thing the readers see of YAML.
#pragma once

#include "engine/config/problems.h"

#include <string>
#include <string_view>
#include <vector>

namespace pipevane::config {

struct YamlEntry;

struct YamlNode {
  enum class Kind { kNothing, kScalar, kList, kMap };

  Kind kind = Kind::kNothing;
  Place place;
  std::string text;                // of a scalar
  std::vector<YamlNode> items;     // of a list
  std::vector<YamlEntry> entries;  // of a map

  // Null where the map has no such key.
  const YamlNode* find(std::string_view key) const;
};

// No pair: that would have to know a node's size before the node is complete.
struct YamlEntry {
  YamlNode first;  // the key, a scalar
  YamlNode second;
};

// "a list", for sentences.
const char* nameOf(YamlNode::Kind kind);

// Reads one document. What is not YAML throws ConfigError; duplicate keys and keys that are no
// scalars go to `problems`. Documents above 1 MiB, 100,000 nodes (aliases count each time) or 32
// levels are refused.
YamlNode parseYaml(const std::string& text, const std::string& file, Problems& problems);

}  // namespace pipevane::config
