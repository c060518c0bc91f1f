#include "engine/config/pipeline_reader.h"

#include "engine/config/inputs_reader.h"
#include "engine/config/nearest.h"
#include "engine/config/option_reader.h"
#include "engine/config/reported_scalar.h"
#include "engine/config/wiring.h"
#include "engine/config/yaml_node.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <utility>

namespace pipevane::config {
namespace {

struct Section {
  const char* key;
  std::int32_t kind;
  const char* one;
};
constexpr std::array<Section, 3> kSections = {{{"sources", PV_SOURCE, "source"},
                                               {"transforms", PV_TRANSFORM, "transform"},
                                               {"sinks", PV_SINK, "sink"}}};
constexpr std::size_t kLongestId = 64;

const Section& sectionOf(std::int32_t kind) { return kSections[static_cast<std::size_t>(kind)]; }

bool isId(const std::string& id) {
  const auto fine = [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-' || c == '.';
  };
  return !id.empty() && id.size() <= kLongestId && std::ranges::all_of(id, fine);
}

class PipelineReader {
 public:
  PipelineReader(const KnownTypes& types, const Environment& environment, Files files)
      : types_(types), environment_(environment), files_(files) {}

  PipelineReading read(const std::string& yaml, const std::string& file) {
    const YamlNode top = parseYaml(yaml, file, problems_);
    requireMap(top, file);
    checkKeys(top);
    checkVersion(top);
    PipelineReading reading;
    reading.spec.data_folder = textOf(top, "data_dir");
    for (const Section& section : kSections) readSection(top, section);
    requireSomething(top);
    reading.spec.components = wire(std::move(components_), problems_);
    if (!problems_.none()) reading.spec.components = std::move(sound_);
    reading.problems = problems_.take();
    return reading;
  }

 private:
  void requireMap(const YamlNode& top, const std::string& file) {
    if (top.kind == YamlNode::Kind::kMap) return;
    problems_.add({file, 1, 1}, "a pipeline is a map with version, sources, transforms and sinks");
    problems_.throwIfAny();
  }

  void checkKeys(const YamlNode& top) {
    std::vector<std::string> known = {"version", "data_dir"};
    for (const Section& section : kSections) known.emplace_back(section.key);
    for (const auto& entry : top.entries)
      if (std::ranges::find(known, entry.first.text) == known.end())
        problems_.add(entry.first.place, "unknown key \"" + entry.first.text + "\"" +
                                             suggestion(entry.first.text, known));
  }

  void checkVersion(const YamlNode& top) {
    const YamlNode* version = top.find("version");
    if (version == nullptr)
      problems_.add(top.place, "the version is missing; the first line reads \"version: 1\"");
    else if (version->text != "1")
      problems_.add(version->place,
                    "cannot read version \"" + version->text + "\": this engine reads version 1");
  }

  std::string textOf(const YamlNode& map, const char* key) {
    const YamlNode* node = map.find(key);
    if (node == nullptr || node->kind == YamlNode::Kind::kNothing) return "";
    if (node->kind != YamlNode::Kind::kScalar) {
      problems_.add(node->place, std::string("\"") + key + "\" must be a single value");
      return "";
    }
    return resolved(*node, environment_, files_, problems_).value_or("");
  }

  void readSection(const YamlNode& top, const Section& section) {
    const YamlNode* node = top.find(section.key);
    if (node == nullptr || node->kind == YamlNode::Kind::kNothing) return;
    if (node->kind != YamlNode::Kind::kMap) {
      problems_.add(node->place, std::string("\"") + section.key +
                                     "\" must be a map of ids, and this is " + nameOf(node->kind));
      return;
    }
    for (const auto& entry : node->entries) readComponent(entry.first, entry.second, section);
  }

  void readComponent(const YamlNode& id, const YamlNode& body, const Section& section) {
    if (!isId(id.text)) {
      problems_.add(id.place,
                    "\"" + id.text + "\" is no id: at most 64 letters, digits, _ - and .");
      return;
    }
    if (const auto taken = places_.find(id.text); taken != places_.end()) {
      problems_.add(id.place, "two components have the id \"" + id.text +
                                  "\"; the first is in line " + std::to_string(taken->second.line));
      return;
    }
    places_.emplace(id.text, id.place);
    if (body.kind != YamlNode::Kind::kMap) {
      problems_.add(body.place, "\"" + id.text + "\" must be a map with a type, and this is " +
                                    nameOf(body.kind));
      return;
    }
    WiredComponent component;
    component.spec.id = id.text;
    component.spec.kind = section.kind;
    component.spec.place = id.place;
    const std::size_t problems_before = problems_.count();
    if (const pv_component_type* type = readType(id, body, section)) {
      component.spec.type = type->name;
      component.spec.options = readOptions(body, *type, environment_, files_, problems_);
      if (problems_.count() == problems_before) sound_.push_back(component.spec);
    }
    if (section.kind != PV_SOURCE)
      component.inputs = readInputs(id, body, environment_, files_, problems_);
    components_.push_back(std::move(component));
  }

  const pv_component_type* readType(const YamlNode& id, const YamlNode& body,
                                    const Section& section) {
    const YamlNode* node = body.find("type");
    if (node == nullptr || node->kind != YamlNode::Kind::kScalar) {
      problems_.add(id.place, "\"" + id.text + "\" has no type; the types are " +
                                  listed(typesOf(section.kind)));
      return nullptr;
    }
    if (refusesReference(*node, "the type", problems_)) return nullptr;
    const pv_component_type* type = types_.find(node->text);
    if (type == nullptr) {
      problems_.add(node->place, "no plugin offers the type \"" + node->text + "\" of \"" +
                                     id.text + "\"" + suggestion(node->text, types_.names));
    } else if (type->kind != section.kind) {
      problems_.add(node->place, "\"" + node->text + "\" is a " + sectionOf(type->kind).one +
                                     ", so \"" + id.text + "\" belongs under \"" +
                                     sectionOf(type->kind).key + "\"");
      return nullptr;
    }
    return type;
  }

  std::vector<std::string> typesOf(std::int32_t kind) const {
    std::vector<std::string> names;
    for (const std::string& name : types_.names)
      if (types_.find(name)->kind == kind) names.push_back(name);
    return names;
  }

  void requireSomething(const YamlNode& top) {
    for (const Section& section : {kSections[PV_SOURCE], kSections[PV_SINK]}) {
      const auto of_kind = [&section](const WiredComponent& each) {
        return each.spec.kind == section.kind;
      };
      const YamlNode* node = top.find(section.key);
      const bool malformed =
          node != nullptr && node->kind == YamlNode::Kind::kMap && !node->entries.empty();
      if (!malformed && std::ranges::none_of(components_, of_kind))
        problems_.add(top.place, std::string("the pipeline has no ") + section.one +
                                     "; name one under \"" + section.key + "\"");
    }
  }

  const KnownTypes& types_;
  const Environment& environment_;
  const Files files_;
  Problems problems_;
  std::vector<WiredComponent> components_;
  std::vector<ComponentSpec> sound_;  // nothing is wrong with what stands in them
  std::map<std::string, Place> places_;
};

}  // namespace

PipelineReading readAsFarAsPossible(const std::string& yaml, const std::string& file,
                                    const KnownTypes& types, const Environment& environment,
                                    Files files) {
  return PipelineReader(types, environment, files).read(yaml, file);
}

PipelineSpec readPipeline(const std::string& yaml, const std::string& file, const KnownTypes& types,
                          const Environment& environment, Files files) {
  PipelineReading reading = readAsFarAsPossible(yaml, file, types, environment, files);
  if (!reading.problems.empty()) throw ConfigError(std::move(reading.problems));
  return std::move(reading.spec);
}

}  // namespace pipevane::config
