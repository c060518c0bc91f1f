#include "engine/config/reported_scalar.h"

#include <utility>

namespace pipevane::config {

std::optional<std::string> resolved(const YamlNode& scalar, const Environment& environment,
                                    Files files, Problems& problems) {
  Resolved reference = resolve(scalar.text, environment, false, files);
  for (const std::string& why : reference.problems) problems.add(scalar.place, why);
  if (!reference.problems.empty()) return std::nullopt;
  return std::move(reference.value);
}

bool refusesReference(const YamlNode& scalar, const std::string& what, Problems& problems) {
  if (!refers(scalar.text)) return false;
  problems.add(scalar.place, "cannot read " + what + " \"" + scalar.text +
                                 "\": a reference stands for the value of an option only");
  return true;
}

}  // namespace pipevane::config
