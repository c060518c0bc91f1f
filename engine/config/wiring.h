// From what components say they read to the edges of a graph: wildcards matched, cycles found, an
// order made.
#pragma once

#include "engine/config/pipeline_spec.h"
#include "engine/config/problems.h"

#include <string>
#include <vector>

namespace pipevane::config {

// An input as it was written: an id, or the beginning of ids with a trailing `*`.
struct WrittenInput {
  std::string pattern;
  Place place;
  EdgeSpec edge;  // without `from`
};

struct WiredComponent {
  ComponentSpec spec;
  std::vector<WrittenInput> inputs;
};

// Fills in the edges and returns the components so that every one comes after those it reads from.
// What cannot be wired is reported.
std::vector<ComponentSpec> wire(std::vector<WiredComponent> components, Problems& problems);

}  // namespace pipevane::config
