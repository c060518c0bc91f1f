// A cluster that one source tells of after another, and another cluster beside it.
#pragma once

#include "tests/end_to_end/clusters/clusters.h"

#include <cstddef>

namespace pipevane::testing {

class Succession : public Clusters {
 protected:
  // Two nodes of another cluster as well, of which the source "three" may watch the first.
  void addTwoClusters() {
    addThreeNodes();
    simulator::Settings settings;
    settings.guests = 4;
    settings.cluster = "other";
    for (const char* node : {"pve1", "pve2"}) {
      settings.answering = node;
      settings.root = add(settings).root();
    }
  }
  static constexpr std::size_t kOther = 3, kOthersSecond = 4;

  std::ptrdiff_t there(const std::string& cluster) const {
    return std::ranges::count_if(
        entities_, [&](const std::string& each) { return each.starts_with(cluster + "/"); });
  }
  void reuseNumber101() {
    for (std::size_t i = 0; i < 3; ++i)
      simulators_[i]->locked([](World& world) { world.reuse(101, true, "new"); });
  }
  void destroyNumber100() {
    for (std::size_t i = 0; i < 3; ++i)
      simulators_[i]->locked([](World& world) { world.destroy(100); });
  }
  void reuseNumber100() {
    for (std::size_t i = 0; i < 3; ++i)
      simulators_[i]->locked([](World& world) { world.reuse(100, true, "new"); });
  }
};

}  // namespace pipevane::testing
