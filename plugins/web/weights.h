// A list of what a client takes, each with a weight, as in Accept and Accept-Encoding (RFC 9110).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::web {

class Weights {
 public:
  explicit Weights(std::string_view header);

  // In thousandths, 0: not at all. Nothing where the name, in lower case, is not in the list.
  std::optional<int> of(std::string_view name) const;
  bool empty() const { return all_.empty(); }

 private:
  std::vector<std::pair<std::string, int>> all_;
};

}  // namespace pipevane::web
