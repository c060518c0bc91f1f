// Which nodes "$1" to "$3" stand for in what is to happen.
#pragma once

#include <algorithm>
#include <array>
#include <random>
#include <string>

namespace pipevane::testing {

using NodeOrder = std::array<char, 3>;

inline NodeOrder drawnNodes(std::mt19937_64& random) {
  NodeOrder nodes = {'1', '2', '3'};
  std::shuffle(nodes.begin(), nodes.end(), random);
  return nodes;
}

inline std::string named(std::string what, const NodeOrder& nodes) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::string place = "$" + std::to_string(i + 1);
    if (const auto at = what.find(place); at != std::string::npos)
      what.replace(at, place.size(), std::string("pve") + nodes[i]);
  }
  return what;
}

}  // namespace pipevane::testing
