// The checked options of one component: owned here, handed to the plugin as the contract's tree.
#pragma once

#include <pipevane/abi.h>

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pipevane::config {

using TextMap = std::vector<std::pair<std::string, std::string>>;
// Durations are milliseconds and sizes bytes, both as integers.
using OptionValue =
    std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>, TextMap>;

struct NamedOption {
  std::string key;
  std::int32_t type;  // PV_BOOL, ...
  OptionValue value;
  bool secret = false;

  bool operator==(const NamedOption&) const = default;
};

// Compares equal where a plugin would see no difference: what a reload asks.
struct OptionTree {
  std::vector<NamedOption> options;

  bool operator==(const OptionTree&) const = default;
};

// The tree as the contract has it. Points into `tree`, which must outlive it and not change.
class OptionView {
 public:
  explicit OptionView(const OptionTree& tree);
  OptionView(const OptionView&) = delete;
  OptionView& operator=(const OptionView&) = delete;

  const pv_value& top() const { return top_; }

 private:
  pv_value valueOf(const NamedOption& option);

  std::deque<std::vector<pv_value>> lists_;
  std::deque<std::vector<pv_text>> names_;
  std::vector<pv_value> items_;
  std::vector<pv_text> keys_;
  pv_value top_{};
};

}  // namespace pipevane::config
