// A pipeline as it is to be built: read, resolved and checked. Nothing here runs.
#pragma once

#include "engine/config/option_tree.h"

#include <optional>
#include <string>
#include <vector>

namespace pipevane::config {

// Where something stands in a configuration; line and column from 1, 0 where unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

struct EdgeSpec {
  std::string from;                    // a component's id, wildcards already matched
  std::optional<std::int32_t> policy;  // PV_POLICY_...; absent: as the component's type declares
  std::optional<std::uint64_t> capacity_bytes;  // absent: the engine's default

  bool operator==(const EdgeSpec&) const = default;
};

struct ComponentSpec {
  std::string id;
  std::string type;
  std::int32_t kind = PV_SOURCE;
  std::vector<EdgeSpec> inputs;
  OptionTree options;
  Place place;
};

// The components stand so that every one comes after those it reads from.
struct PipelineSpec {
  std::vector<ComponentSpec> components;
  std::string data_folder;  // empty: keep nothing
};

}  // namespace pipevane::config
