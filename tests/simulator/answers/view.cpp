#include "tests/simulator/answers/view.h"

#include <algorithm>

namespace pipevane::simulator {

const Figures* View::heard(const Cycles& cycles) const {
  const auto newest = std::find_if(cycles.rbegin(), cycles.rend(), [this](const Figures& each) {
    return each.broadcast && reached(each);
  });
  if (newest == cycles.rend() || world.nowS() - newest->at_s > World::kForgottenS) return nullptr;
  return &*newest;
}

bool View::reached(const Figures& figures) const {
  if (figures.node == at.number) return true;
  const auto cut = [&](const Node& node) {
    return node.isolated_s != 0 && figures.at_s > node.isolated_s;
  };
  const auto writer = std::ranges::find(world.nodes(), figures.node, &Node::number);
  return !cut(at) && (writer == world.nodes().end() || !cut(*writer));
}

const Node& firstAnswering(const World& world) {
  const auto can = [](const Node& each) { return each.online && !each.api_hangs; };
  const auto found = std::ranges::find_if(world.nodes(), can);
  return found == world.nodes().end() ? world.nodes().front() : *found;
}

const Node& answeringAs(const World& world, const std::string& name) {
  const auto found = std::ranges::find(world.nodes(), name, &Node::name);
  return found == world.nodes().end() ? firstAnswering(world) : *found;
}

}  // namespace pipevane::simulator
