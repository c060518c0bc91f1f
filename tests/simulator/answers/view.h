// Whose eyes see the world: the node that answers, and the token that asks.
#pragma once

#include "tests/simulator/answers/rights.h"
#include "tests/simulator/answers/version.h"
#include "tests/simulator/world/world.h"

#include <string>

namespace pipevane::simulator {

// A reference to everything: for one answer.
struct View {
  const World& world;
  const Version& version;
  const Node& at;
  const Rights& rights;
  std::string caller = {};  // the whole id of the token

  // The newest figures that a node has told this one and that are not older than five minutes;
  // null: it knows nothing.
  const Figures* heard(const Cycles& cycles) const;
  // What that node told all at that time.
  bool reached(const Node& writer, std::int64_t at_s) const;
  bool sees(const Node& node) const { return World::sees(at, node); }
  // The list of resources has what is on that node.
  bool lists(const std::string& node) const {
    const Node& on = world.node(node);
    return !on.unlisted && !on.removed;
  }
  bool may(const std::string& path, const std::string& privilege) const {
    return rights.have(path, privilege);
  }
  // Throws Forbidden.
  void require(const std::string& path, const std::string& privilege) const {
    if (!may(path, privilege)) throw Forbidden(path, privilege);
  }

 private:
  bool heardOf(const Figures& figures) const;
};

// Who answers where one address stands for all: the first that can.
const Node& firstAnswering(const World& world);
// The one of that name, whether it can or not; empty: as above.
const Node& answeringAs(const World& world, const std::string& name);

}  // namespace pipevane::simulator
