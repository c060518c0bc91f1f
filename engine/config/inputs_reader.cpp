#include "engine/config/inputs_reader.h"

#include "engine/config/nearest.h"
#include "engine/config/reported_scalar.h"
#include "engine/config/scalar_reader.h"

#include <string>
#include <utility>
#include <variant>

namespace pipevane::config {
namespace {

constexpr const char* kPolicies[] = {"block", "drop_oldest", nullptr};
constexpr std::uint64_t kCapacityMax = 1ULL << 40;

class InputsReader {
 public:
  InputsReader(const Environment& environment, Files files, Problems& problems)
      : environment_(environment), files_(files), problems_(problems) {}

  std::vector<WrittenInput> read(const YamlNode& id, const YamlNode& body) {
    const YamlNode* node = body.find("inputs");
    if (node == nullptr || node->kind == YamlNode::Kind::kNothing ||
        (node->kind == YamlNode::Kind::kList && node->items.empty())) {
      problems_.add(
          id.place,
          "\"" + id.text + "\" reads from nothing; name its inputs, as in inputs: [homelab]");
    } else if (node->kind != YamlNode::Kind::kList) {
      problems_.add(node->place, "the inputs of \"" + id.text + "\" must be a list, and this is " +
                                     nameOf(node->kind));
    } else {
      for (const YamlNode& item : node->items) readInput(item);
    }
    return std::move(inputs_);
  }

 private:
  void readInput(const YamlNode& item) {
    if (item.kind == YamlNode::Kind::kScalar) {
      if (!refusesReference(item, "the input", problems_))
        inputs_.push_back({item.text, item.place, {}});
      return;
    }
    const YamlNode* from = item.find("from");
    if (item.kind != YamlNode::Kind::kMap || from == nullptr ||
        from->kind != YamlNode::Kind::kScalar) {
      problems_.add(
          item.place,
          "an input is an id, or a map such as {from: derived, policy: block, capacity: 8 MiB}");
      return;
    }
    if (refusesReference(*from, "the input", problems_)) return;
    WrittenInput input{from->text, from->place, {}};
    for (const auto& entry : item.entries) readEdgeKey(entry.first, entry.second, input.edge);
    inputs_.push_back(std::move(input));
  }

  void readEdgeKey(const YamlNode& key, const YamlNode& value, EdgeSpec& edge) {
    if (key.text == "from") return;
    const std::vector<std::string> known = {"from", "policy", "capacity"};
    pv_option option{};
    if (key.text == "policy") {
      option.type = PV_TEXT;
      option.choices = kPolicies;
    } else if (key.text == "capacity") {
      option.type = PV_BYTES;
      option.minimum = 1;
      option.maximum = kCapacityMax;
    } else {
      problems_.add(key.place,
                    "unknown key \"" + key.text + "\" of an input" + suggestion(key.text, known));
      return;
    }
    if (const auto written = resolved(value, environment_, files_, problems_))
      readEdgeValue(key, value, *written, option, edge);
  }

  void readEdgeValue(const YamlNode& key, const YamlNode& value, const std::string& written,
                     const pv_option& option, EdgeSpec& edge) {
    const ScalarReading reading = readScalar(written, option);
    if (!reading.why.empty())
      problems_.add(value.place,
                    "cannot read \"" + key.text + "\" \"" + value.text + "\": " + reading.why);
    else if (option.type == PV_BYTES)
      edge.capacity_bytes = static_cast<std::uint64_t>(std::get<std::int64_t>(reading.value));
    else
      edge.policy = written == "block" ? PV_POLICY_BLOCK : PV_POLICY_DROP_OLDEST;
  }

  const Environment& environment_;
  const Files files_;
  Problems& problems_;
  std::vector<WrittenInput> inputs_;
};

}  // namespace

std::vector<WrittenInput> readInputs(const YamlNode& id, const YamlNode& body,
                                     const Environment& environment, Files files,
                                     Problems& problems) {
  return InputsReader(environment, files, problems).read(id, body);
}

}  // namespace pipevane::config
