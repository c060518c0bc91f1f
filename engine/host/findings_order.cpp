#include "engine/host/findings_order.h"

#include <algorithm>
#include <tuple>

namespace pipevane::host {
namespace {

// But for whose they are, and when it was looked.
bool same(const Finding& one, const Finding& other) {
  const auto words = [](const Finding& finding) {
    return std::tie(finding.check, finding.state, finding.sentence, finding.remedy,
                    finding.commands, finding.facts);
  };
  return words(one) == words(other);
}

void addOnce(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

int placeOf(const SharedFinding& shared) {
  if (shared.finding->state == "failed") return 0;
  if (shared.finding->state == "warning") return 1;
  return shared.components.size() == 1 && shared.targets.size() == 1 ? 2 : 3;
}

}  // namespace

std::vector<SharedFinding> inReadingOrder(const Findings& findings) {
  std::vector<SharedFinding> all;
  for (const Finding& each : findings) {
    auto known = std::ranges::find_if(
        all, [&each](const SharedFinding& shared) { return same(*shared.finding, each); });
    if (known == all.end()) known = all.insert(all.end(), SharedFinding{&each, {}, {}});
    addOnce(known->components, each.component);
    addOnce(known->targets, each.target);
  }
  std::ranges::stable_sort(all, {}, placeOf);
  return all;
}

}  // namespace pipevane::host
