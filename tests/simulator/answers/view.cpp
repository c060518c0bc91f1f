#include "tests/simulator/answers/view.h"

#include <algorithm>

namespace pipevane::simulator {

const Figures* View::heard(const Cycles& cycles) const {
  const auto newest = std::find_if(cycles.rbegin(), cycles.rend(), [this](const Figures& each) {
    return each.broadcast && heardOf(each);
  });
  if (newest == cycles.rend() || world.nowS() - newest->at_s > World::kForgottenS) return nullptr;
  return &*newest;
}

bool View::heardOf(const Figures& figures) const {
  const auto writer = std::ranges::find(world.nodes(), figures.node, &Node::number);
  return reached(writer == world.nodes().end() ? at : *writer, figures.at_s);
}

bool View::reached(const Node& writer, std::int64_t at_s) const {
  const auto cut = [at_s](const Node& node) {
    return node.isolated_s != 0 && at_s > node.isolated_s;
  };
  return &writer == &at || (!cut(at) && !cut(writer));
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
